"""Zeek's conn.log: one row a flow of any transport, with bytes each way and how it went.

Columns as in Zeek's manual, "conn.log"; of ICMP the ports are type and code.
"""

from __future__ import annotations

from vedette.telemetry.zeek import CLIENT, TUPLE, Field, Kind, ZeekFormat


class ZeekConn(ZeekFormat):
    """Zeek's log of connections."""

    name = "zeek_conn"
    title = "Zeek conn.log"
    path = "conn"
    telling = frozenset({CLIENT, "conn_state", "orig_bytes"})
    fields = (
        *TUPLE,
        Field("proto", "transport", Kind.TEXT),
        Field("service", "protocol", Kind.TEXT),
        Field("duration", "duration", Kind.INTERVAL),
        Field("orig_bytes", "bytes_in", Kind.COUNT),
        Field("resp_bytes", "bytes_out", Kind.COUNT),
        Field("conn_state", "state", Kind.TEXT),
    )
