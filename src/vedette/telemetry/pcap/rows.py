r"""Flows and their HTTP exchanges as rows of the table of connections."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from hashlib import blake2b
from typing import Final, NamedTuple

import polars as pl

from vedette.model.addresses import unpack
from vedette.model.connection import conform
from vedette.telemetry.pcap.flows import Flow, TcpFlow
from vedette.telemetry.pcap.http import Exchange
from vedette.telemetry.pcap.messages import Message
from vedette.telemetry.pcap.names import question, server_name
from vedette.telemetry.pcap.packets import ICMP, ICMPV6, SCTP, TCP, UDP
from vedette.telemetry.pcap.protocols import Opening, recognise
from vedette.telemetry.pcap.states import CLIENT, SERVER

_EXCERPT: Final = 1024
"""Bytes shown of each direction of a flow that is no HTTP."""
_RAW: Final = 4096
"""Bytes shown of a first line."""
_RAW_PAYLOAD: Final = 120
"""Of a payload that has no lines."""
_LATEST: Final = 253_402_300_799_999_999
"""Microseconds of the last instant of the year 9999; a later time is an error of the capture."""
_TRANSPORTS: Final = {
    TCP: "tcp", UDP: "udp", ICMP: "icmp", ICMPV6: "icmp", SCTP: "sctp",
    2: "igmp", 46: "rsvp", 50: "esp", 51: "ah", 88: "eigrp", 89: "ospf", 103: "pim", 112: "vrrp", 136: "udplite",
}  # fmt: skip
"""By number of the IP protocol (IANA)."""
_WITH_PORTS: Final = (TCP, UDP, SCTP)
_LONGEST_CREDENTIALS: Final = 1024
_FORWARDED: Final = (b"x-forwarded-for", b"forwarded", b"x-real-ip", b"client-ip", b"true-client-ip")
"""Headers in which a proxy names its client, the most usual first; they stand in `headers` too."""
_OWN_COLUMN: Final = (b"host", b"user-agent", b"referer")


class Row(NamedTuple):
    """One connection or request; fields as in the table of connections, times in microseconds since 1970 UTC."""

    time: int | None
    client_ip: str
    client_port: int | None
    server_ip: str
    server_port: int | None
    transport: str
    protocol: str | None
    state: str
    bytes_in: int | None
    bytes_out: int | None
    duration: float | None
    uid: str
    offset: int
    raw: str | None
    body: str | None
    response: str | None
    host: str | None = None
    method: str | None = None
    path: str | None = None
    status: int | None = None
    user_agent: str | None = None
    referer: str | None = None
    forwarded: str | None = None
    user: str | None = None
    headers: str | None = None
    response_headers: str | None = None


_NUMBERS: Final = ("time", "client_port", "server_port", "bytes_in", "bytes_out", "offset", "status")
_TYPES: Final = {
    name: pl.Float64 if name == "duration" else pl.Int64 if name in _NUMBERS else pl.String
    for name in Row._fields
}


def frame_of(rows: list[Row], source: str) -> pl.DataFrame:
    """Rows as a table with exactly the columns of CONNECTION."""
    columns = dict(zip(Row._fields, zip(*rows, strict=True), strict=True)) if rows else {}
    frame = pl.DataFrame(columns, schema=_TYPES)
    return conform(frame.with_columns(pl.lit(source).alias("source")))


def rows_of(flow: Flow, *, end: bool) -> Iterator[Row]:
    """What a flow tells: its exchanges, or where it is no HTTP itself, once it is over."""
    exchanges = flow.exchanges(end=end)
    if not exchanges and not end:
        return
    base = _base(flow)
    for exchange in exchanges:
        yield _of_exchange(base, exchange)
    if end and not (isinstance(flow, TcpFlow) and flow.is_http):
        yield _of_flow(base, flow)


def _base(flow: Flow) -> Row:
    ports = flow.protocol in _WITH_PORTS
    client_ip, server_ip = unpack(flow.client), unpack(flow.server)
    ends = f"{flow.protocol} {client_ip} {flow.client_port} {server_ip} {flow.server_port} {flow.first} {flow.offset}"
    return Row(
        time=_time(flow.first),
        client_ip=client_ip,
        client_port=flow.client_port if ports else None,
        server_ip=server_ip,
        server_port=flow.server_port if ports else None,
        transport=_TRANSPORTS.get(flow.protocol, f"ip-{flow.protocol}"),
        protocol=None,
        state=flow.state,
        bytes_in=flow.sides[CLIENT].size,
        bytes_out=flow.sides[SERVER].size,
        duration=_duration(flow.first, flow.last),
        uid=blake2b(ends.encode(), digest_size=9).hexdigest(),
        offset=flow.offset,
        raw=None,
        body=None,
        response=None,
    )


def _of_flow(base: Row, flow: Flow) -> Row:
    client, server = (side.opening for side in flow.sides)
    if not client and not server:
        return base
    protocol = recognise(Opening(flow.protocol, flow.server_port, client, server))
    name = None
    if protocol == "tls":
        name = server_name(client)
    elif protocol == "dns":
        # Over TCP a length comes first (RFC 1035 section 4.2.2).
        name = question((client or server)[2 if flow.protocol == TCP else 0 :])
    return base._replace(
        protocol=protocol,
        host=name,
        body=_text(client[:_EXCERPT]) or None,
        response=_text(server[:_EXCERPT]) or None,
        raw=_printable((client or server).lstrip(b"\r\n").partition(b"\n")[0][:_RAW_PAYLOAD]) or None,
    )


def _of_exchange(base: Row, exchange: Exchange) -> Row:
    request, line, response = exchange.request, exchange.line, exchange.response
    first = request or response
    last = response or request
    if first is None or last is None:
        return base
    sent = b"".join(
        content.start for content in (request and request.content, exchange.sent_after) if content
    )
    answered = b"".join(
        content.start for content in (response and response.content, exchange.answered_after) if content
    )
    row = base._replace(
        time=_time(first.time),
        offset=first.offset,
        protocol="http",
        bytes_in=request.content.length if request else None,
        bytes_out=response.content.length if response else None,
        duration=_duration(first.time, max(first.ended, last.ended)),
        status=exchange.status,
        raw=_printable(first.start[:_RAW]),
        body=_text(sent) or None,
        response=_text(answered) or None,
        response_headers=_text(b"\n".join(response.lines)) or None if response else None,
    )
    if request is None or line is None:
        return row
    return _with_headers(row._replace(method=_text(line.method), path=_text(line.target)), request)


def _with_headers(row: Row, request: Message) -> Row:
    """The row with the columns that a request's headers fill."""
    own: dict[bytes, bytes] = {}
    others = []
    for line in request.lines:
        name, colon, value = line.partition(b":")
        key = name.strip().lower()
        if colon and key in _OWN_COLUMN and key not in own:
            own[key] = value.strip()
        else:
            others.append(line)
    return row._replace(
        host=_present(own.get(b"host")),
        user_agent=_present(own.get(b"user-agent")),
        referer=_present(own.get(b"referer")),
        forwarded=_present(next(filter(None, map(request.header, _FORWARDED)), None)),
        user=_user(request.header(b"authorization") or request.header(b"proxy-authorization") or b""),
        headers=_text(b"\n".join(others)) or None,
    )


def _user(credentials: bytes) -> str | None:
    """The account of basic credentials (RFC 7617)."""
    scheme, _, value = credentials.partition(b" ")
    if scheme.lower() != b"basic" or len(value) > _LONGEST_CREDENTIALS:
        return None
    try:
        name, colon, _ = base64.b64decode(value.strip(), validate=True).partition(b":")
    except binascii.Error:
        return None
    return _text(name) or None if colon else None


def _time(microseconds: int) -> int | None:
    return microseconds if 0 < microseconds <= _LATEST else None


def _duration(first: int, last: int) -> float | None:
    return (last - first) / 1_000_000 if 0 < first <= last <= _LATEST else None


def _present(value: bytes | None) -> str | None:
    return None if value is None else _text(value) or None


def _text(data: bytes) -> str:
    return data.decode("utf-8", "backslashreplace")


def _printable(data: bytes) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in _text(data))
