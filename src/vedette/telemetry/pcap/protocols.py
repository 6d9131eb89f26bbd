"""The application protocol of a flow that is no HTTP, by the first bytes of its two directions.

A literal table of predicates: the first that holds names the protocol. Names are those of the product catalogue.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from vedette.telemetry.pcap.packets import TCP, UDP
from vedette.telemetry.pcap.states import CLIENT, SERVER


@dataclass(frozen=True, slots=True)
class Opening:
    """How a flow begins."""

    transport: int
    """Number of the IP protocol."""
    port: int
    """The server's."""
    client: bytes
    """First bytes of what the client sent."""
    server: bytes
    """First bytes of what the server sent."""


def recognise(opening: Opening) -> str | None:
    """The protocol, or null where nothing tells it."""
    for name, transport, holds in _PROTOCOLS:
        if transport in (0, opening.transport) and holds(opening):
            return name
    return None


def _starts(side: int, *prefixes: bytes) -> Callable[[Opening], bool]:
    return lambda opening: (opening.client, opening.server)[side].startswith(prefixes)


def _both(client: tuple[bytes, ...], server: tuple[bytes, ...]) -> Callable[[Opening], bool]:
    """The server greets, and the client, if it spoke, says one of the words."""
    return lambda opening: (
        opening.server.startswith(server)
        and (not opening.client or opening.client[:16].upper().startswith(client))
    )


def _port(*ports: int, least: int = 1) -> Callable[[Opening], bool]:
    """The port says it where the content has no shape of its own."""
    return lambda opening: opening.port in ports and max(len(opening.client), len(opening.server)) >= least


def _is_ssh(opening: Opening) -> bool:
    """A banner, before which a server may say other lines (RFC 4253 section 4.2)."""
    return b"SSH-" in (opening.client[:4], opening.server[:4]) or b"\nSSH-" in opening.server


def _is_tls(opening: Opening) -> bool:
    """A handshake record of SSL 3 or TLS (RFC 8446 section 5.1) with a hello."""
    return any(
        len(side) > 5 and side[0] == 0x16 and side[1] == 3 and side[2] <= 4 and side[5] in (1, 2)
        for side in (opening.client, opening.server)
    )


def _is_ldap(opening: Opening) -> bool:
    """A message of RFC 4511: a sequence with a number and an operation that a client asks for."""
    data = opening.client
    if len(data) < 7 or data[0] != 0x30:
        return False
    at = 2 + (data[1] & 0x7F if data[1] & 0x80 else 0)
    if at + 2 >= len(data) or data[at] != 2 or not 1 <= data[at + 1] <= 4:
        return False
    operation = data[at + 2 + data[at + 1] : at + 3 + data[at + 1]]
    return operation in (
        b"\x60",
        b"\x63",
        b"\x66",
        b"\x68",
        b"\x4a",
        b"\x6c",
        b"\x6e",
        b"\x50",
        b"\x77",
        b"\x42",
    )


def _is_redis(opening: Opening) -> bool:
    """The serialization protocol of Redis: an array of bulk strings, or a reply to an inline command."""
    client, server = opening.client, opening.server
    if client[:1] == b"*" and client[1:2].isdigit() and b"\r\n$" in client[:12]:
        return True
    return opening.port == 6379 and server[:1] in (b"+", b"-", b"$", b":", b"*") and b"\r\n" in server


def _is_postgresql(opening: Opening) -> bool:
    """A startup message of protocol 3, or a request for TLS, GSS or cancellation before it."""
    if len(opening.client) < 8:
        return False
    length, code = struct.unpack_from(">II", opening.client)
    return bool(8 <= length <= 10_000) and code in (196_608, 196_610, 80_877_102, 80_877_103, 80_877_104)


def _is_mysql(opening: Opening) -> bool:
    """The server's greeting: packet 0 of protocol 10 with a version in digits; or its refusal."""
    server = opening.server
    return (
        len(server) > 6
        and server[3] == 0
        and ((server[4] == 10 and server[5:6].isdigit()) or (server[4] == 0xFF and opening.port == 3306))
    )


def _is_modbus(opening: Opening) -> bool:
    data = opening.client or opening.server
    return opening.port == 502 and len(data) >= 8 and data[2:4] == b"\0\0" and 2 <= data[5] <= 254


def _is_mqtt(opening: Opening) -> bool:
    return opening.client[:1] == b"\x10" and any(
        name in opening.client[2:12] for name in (b"\0\4MQTT", b"\0\6MQIsdp")
    )


def _is_mongodb(opening: Opening) -> bool:
    data = opening.client
    return len(data) >= 16 and struct.unpack_from("<I", data, 12)[0] in (2004, 2010, 2011, 2012, 2013)


def _is_quic(opening: Opening) -> bool:
    """A long header with a version of RFC 9000, RFC 9369 or the drafts before."""
    data = opening.client
    return (
        len(data) > 6
        and data[0] & 0xC0 == 0xC0
        and (data[1:5] in (b"\0\0\0\1", b"\x6b\x33\x43\xcf") or data[1:4] == b"\xff\0\0")
    )


def _is_stun(opening: Opening) -> bool:
    return opening.client[4:8] == b"\x21\x12\xa4\x42"


def _is_snmp(opening: Opening) -> bool:
    return opening.port in (161, 162) and (opening.client or opening.server)[:1] == b"\x30"


_MAIL: Final = (b"EHLO", b"HELO", b"LHLO", b"MAIL", b"RSET", b"QUIT", b"NOOP", b"STARTTLS", b"AUTH")
_FILES: Final = (b"USER", b"AUTH", b"FEAT", b"SYST", b"QUIT", b"HELP", b"PASS", b"OPTS", b"CLNT")
_POST_OFFICE: Final = (b"USER", b"APOP", b"CAPA", b"AUTH", b"STLS", b"QUIT", b"PASS")

_PROTOCOLS: Final[tuple[tuple[str, int, Callable[[Opening], bool]], ...]] = (
    ("http", TCP, _starts(SERVER, b"HTTP/1.")),
    ("ssh", TCP, _is_ssh),
    ("tls", TCP, _is_tls),
    ("http2", TCP, _starts(CLIENT, b"PRI * HTTP/2.0")),
    ("smb", TCP, lambda o: o.client[4:8] in (b"\xffSMB", b"\xfeSMB", b"\xfdSMB")),
    ("rdp", TCP, lambda o: o.client[:2] == b"\3\0" and o.client[5:6] == b"\xe0"),
    ("postgresql", TCP, _is_postgresql),
    ("mysql", TCP, _is_mysql),
    ("mongodb", TCP, _is_mongodb),
    ("ldap", TCP, _is_ldap),
    ("ldap", UDP, _is_ldap),
    ("mqtt", TCP, _is_mqtt),
    ("amqp", TCP, _starts(CLIENT, b"AMQP")),
    ("openwire", TCP, lambda o: b"ActiveMQ" in o.client[4:20] or b"ActiveMQ" in o.server[4:20]),
    ("java-rmi", TCP, _starts(CLIENT, b"JRMI")),
    ("vnc", TCP, _starts(SERVER, b"RFB 00")),
    ("rsync", TCP, _starts(SERVER, b"@RSYNCD:")),
    ("sip", 0, lambda o: b" SIP/2.0\r\n" in o.client or o.client.startswith(b"SIP/2.0 ")),
    ("rtsp", TCP, lambda o: b" RTSP/1.0\r\n" in o.client),
    ("smtp", TCP, _both(_MAIL, (b"220 ", b"220-"))),
    ("ftp", TCP, _both(_FILES, (b"220 ", b"220-"))),
    ("pop3", TCP, _both(_POST_OFFICE, (b"+OK",))),
    ("imap", TCP, _starts(SERVER, b"* OK", b"* PREAUTH", b"* BYE")),
    ("redis", TCP, _is_redis),
    ("zabbix", TCP, _starts(CLIENT, b"ZBXD")),
    ("bittorrent", TCP, _starts(CLIENT, b"\x13BitTorrent protocol")),
    (
        "telnet",
        TCP,
        lambda o: o.port in (23, 2323) or (o.server[:1] == b"\xff" and o.server[1:2] in b"\xfb\xfd"),
    ),
    ("modbus", TCP, _is_modbus),
    ("dns", 0, _port(53, 5353, 5355, least=12)),
    ("quic", UDP, _is_quic),
    ("stun", UDP, _is_stun),
    ("ntp", UDP, _port(123, least=48)),
    ("snmp", UDP, _is_snmp),
    ("dhcp", UDP, _port(67, 68, least=240)),
    ("ssdp", UDP, _port(1900)),
    ("tftp", UDP, _port(69)),
    ("syslog", UDP, lambda o: o.port == 514 and o.client[:1] == b"<"),
    ("memcached", UDP, _port(11211)),
)
"""Name, transport (0: any), and what must hold."""
