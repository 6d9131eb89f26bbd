"""Names that a client asks for outside of HTTP: the server name of TLS, the question of DNS."""

from __future__ import annotations

import struct
from typing import Final

_LONGEST_NAME: Final = 255
_CLIENT_HELLO: Final = 1
_SERVER_NAME: Final = 0


def server_name(data: bytes) -> str | None:
    """The host that a TLS ClientHello asks for (RFC 6066 section 3), or null; data: the start of the stream."""
    try:
        if data[0] != 0x16 or data[5] != _CLIENT_HELLO:
            return None
        at = 43
        at += 1 + data[at]
        at += 2 + _u16(data, at)
        at += 1 + data[at]
        end = at + 2 + _u16(data, at)
        at += 2
        while at < end:
            kind, size = struct.unpack_from(">HH", data, at)
            if kind == _SERVER_NAME:
                length = _u16(data, at + 7)
                return _text(data[at + 9 : at + 9 + length])
            at += 4 + size
    except (struct.error, IndexError):
        pass
    return None


def question(data: bytes) -> str | None:
    """The first name that a DNS message asks for (RFC 1035 section 4.1), or null; a root query asks for `.`."""
    try:
        if not _u16(data, 4):
            return None
        labels, at = [], 12
        while size := data[at]:
            if size > 63 or at > _LONGEST_NAME + 12:
                return None
            labels.append(data[at + 1 : at + 1 + size])
            at += 1 + size
    except (struct.error, IndexError):
        return None
    return _text(b".".join(labels) or b".")


def _u16(data: bytes, at: int) -> int:
    value: int = struct.unpack_from(">H", data, at)[0]
    return value


def _text(name: bytes) -> str | None:
    return name[:_LONGEST_NAME].decode("utf-8", "backslashreplace") or None
