"""Listening sockets, from the kernel's tables (proc_net(5); states in the kernel's `tcp_states.h`)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from vedette.assets.live.figures import is_decimal, is_hexadecimal
from vedette.assets.live.tree import Tree

MOST_SOCKETS: Final = 2_000_000
"""Lines read of one table."""
_TABLES: Final = (("tcp", "tcp", "0A"), ("tcp6", "tcp", "0A"), ("udp", "udp", "07"), ("udp6", "udp", "07"))
"""Table, transport, and the state in which a socket waits: LISTEN, and CLOSE for UDP, which has no listening."""
_ACCEPTS: Final = 0x10000
"""`__SO_ACCEPTCON`: a Unix socket that listens."""


@dataclass(frozen=True, slots=True)
class Listener:
    """A socket that waits for clients."""

    transport: str
    """tcp, udp or unix."""
    address: str
    """Address that it is bound to; of a unix socket its path."""
    port: int | None
    inode: int
    """The socket's number, by which its processes are found."""


def listeners(tree: Tree, pid: int | None = None) -> list[Listener]:
    """The listeners of a network namespace: that of the process, or our own.

    UDP sockets in the range from which the kernel itself takes ports for clients are left out: they wait for answers.
    """
    folder = "/proc/net" if pid is None else f"/proc/{pid}/net"
    found = [listener for table in _TABLES for listener in _internet(tree, folder, *table)]
    first, last = _client_ports(tree)
    return [
        *(each for each in found if each.transport != "udp" or not first <= (each.port or 0) <= last),
        *_unix(tree, folder),
    ]


def _internet(tree: Tree, folder: str, table: str, transport: str, state: str) -> Iterator[Listener]:
    for line in _lines(tree, f"{folder}/{table}"):
        fields = line.split()
        if len(fields) < 10 or fields[3] != state or not is_decimal(fields[9]):
            continue
        if transport == "udp" and fields[2].rpartition(":")[2] != "0000":
            continue
        address, _, port = fields[1].partition(":")
        decoded = _address(address)
        if decoded is not None and is_hexadecimal(port):
            yield Listener(transport, decoded, int(port, 16), int(fields[9]))


def _address(text: str) -> str | None:
    """`0100007F` → `127.0.0.1`: words of 32 bits in the machine's own byte order. IPv4 within IPv6 is IPv4."""
    try:
        words = [int(text[at : at + 8], 16) for at in range(0, len(text), 8)]
        packed = struct.pack(f"={len(words)}I", *words)
        text = socket.inet_ntop(socket.AF_INET if len(words) == 1 else socket.AF_INET6, packed)
        return text.removeprefix("::ffff:") if text.count(".") == 3 else text
    except (ValueError, struct.error):
        return None


def _unix(tree: Tree, folder: str) -> Iterator[Listener]:
    """Those with a path; abstract names cannot be another program's upstream in practice."""
    for line in _lines(tree, f"{folder}/unix"):
        fields = line.split(maxsplit=7)
        if len(fields) == 8 and fields[7].startswith("/") and is_decimal(fields[6]):
            try:
                accepts = int(fields[3], 16) & _ACCEPTS
            except ValueError:
                continue
            if accepts:
                yield Listener("unix", fields[7].rstrip("\n"), None, int(fields[6]))


def _lines(tree: Tree, path: str) -> Iterator[str]:
    """The lines of a table after its heading."""
    with tree.opened(path) as stream:
        if stream is not None:
            for line in islice(stream, 1, MOST_SOCKETS):
                yield line.decode("utf-8", "surrogateescape")


def _client_ports(tree: Tree) -> tuple[int, int]:
    """The ports that the kernel gives to clients."""
    words = (tree.text("/proc/sys/net/ipv4/ip_local_port_range", 64) or "").split()
    if len(words) == 2 and all(map(is_decimal, words)):
        return int(words[0]), int(words[1])
    return 32768, 60999
