"""What of this machine decides what may be done on it: its addresses, gateways, resolvers, live sessions and tools."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import psutil

from vedette.model.addresses import canonical
from vedette.respond.backends import PROGRAMS
from vedette.respond.interface import Admin, HostFacts

_FOLDERS: Final = "/usr/sbin:/sbin:/usr/bin:/bin"
"""Where tools are looked for: not where a user's own programs may stand."""
_SSH: Final = "SSH_CONNECTION"
_MOST: Final = 1 << 20
"""Bytes of a table of routes that are read."""


def host_facts(root: Path = Path("/"), environment: Mapping[str, str] = os.environ) -> HostFacts:
    """The facts of this machine; what cannot be read is named.

    root: where /proc and /etc are looked for; environment: whose SSH_CONNECTION says where this very session is from.
    """
    unread: list[str] = []
    admins = [*_logged_in(), *_this_session(environment), *_ssh_connections(unread)]
    return HostFacts(
        here=True,
        addresses=tuple(sorted(_addresses())),
        gateways=tuple(sorted({*_gateways_v4(root, unread), *_gateways_v6(root, unread)})),
        resolvers=tuple(sorted(set(_resolvers(root, unread)))),
        admins=tuple({admin.ip: admin for admin in reversed(admins)}.values()),
        programs=frozenset(name for name in PROGRAMS if shutil.which(name, path=_FOLDERS)),
        unread=tuple(unread),
    )


def is_here(host: str) -> bool:
    """Whether a machine of the inventory is the one that this runs on, by its name."""
    own, named = os.uname().nodename.lower(), host.lower().rstrip(".")
    return bool(named) and (own == named or own.partition(".")[0] == named or named.partition(".")[0] == own)


def _addresses() -> set[str]:
    families = {socket.AF_INET, socket.AF_INET6}
    texts = (a.address for every in psutil.net_if_addrs().values() for a in every if a.family in families)
    return {ip for ip in map(canonical, texts) if ip is not None}


def _gateways_v4(root: Path, unread: list[str]) -> Iterator[str]:
    """/proc/net/route: destination, gateway in the machine's byte order, hexadecimal (proc(5))."""
    for line in _lines(root / "proc/net/route", "the routes of IPv4", unread)[1:]:
        fields = line.split()
        if len(fields) > 2 and fields[2] != "00000000":
            try:
                yield str(ipaddress.IPv4Address(struct.pack("=I", int(fields[2], 16))))
            except (ValueError, struct.error):
                continue


def _gateways_v6(root: Path, unread: list[str]) -> Iterator[str]:
    """/proc/net/ipv6_route: the next hop is the fifth field, 32 hexadecimal digits (proc(5))."""
    for line in _lines(root / "proc/net/ipv6_route", "the routes of IPv6", unread):
        fields = line.split()
        if len(fields) > 4 and fields[4].strip("0"):
            try:
                yield str(ipaddress.IPv6Address(bytes.fromhex(fields[4])))
            except ValueError:
                continue


def _resolvers(root: Path, unread: list[str]) -> Iterator[str]:
    """resolv.conf(5), and behind a local stub the one that it hands on to."""
    stub = root / "run/systemd/resolve/resolv.conf"
    files = [root / "etc/resolv.conf", *([stub] if stub.exists() else [])]
    for file in files:
        for line in _lines(file, "the resolvers", unread):
            words = line.split()
            ip = canonical(words[1]) if len(words) > 1 and words[0] == "nameserver" else None
            if ip is not None:
                yield ip


def _lines(file: Path, what: str, unread: list[str]) -> list[str]:
    try:
        with file.open("rb") as opened:
            return opened.read(_MOST).decode("utf-8", "replace").splitlines()
    except OSError as error:
        unread.append(f"{what} ({file}: {error.strerror or error})")
        return []


def _logged_in() -> Iterator[Admin]:
    """utmp: names in place of addresses are asked of nobody, since an answer may be forged."""
    for user in psutil.users():
        ip = canonical(user.host or "")
        if ip is not None:
            yield Admin(ip, f"logged in as {user.name}")


def _this_session(environment: Mapping[str, str]) -> Iterator[Admin]:
    """SSH_CONNECTION: the client's address, its port, ours (ssh(1))."""
    ip = canonical(environment.get(_SSH, "").partition(" ")[0])
    if ip is not None:
        yield Admin(ip, "logged in by this very session")


def _ssh_connections(unread: list[str]) -> Iterable[Admin]:
    """Live connections to ports on which an sshd listens: utmp knows none without a terminal."""
    try:
        connections = psutil.net_connections("tcp")
    except (psutil.Error, OSError) as error:
        unread.append(f"connections to sshd ({error})")
        return
    if os.geteuid() != 0:
        unread.append("whose the connections are (only root sees that), so port 22 is taken for that of sshd")
    ports = {22} | {
        c.laddr.port for c in connections if c.status == psutil.CONN_LISTEN and c.laddr and _is_sshd(c.pid)
    }
    for each in connections:
        if each.status == psutil.CONN_ESTABLISHED and each.laddr.port in ports and each.raddr:
            ip = canonical(each.raddr.ip)
            if ip is not None:
                yield Admin(ip, "connected to sshd")


def _is_sshd(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        return str(psutil.Process(pid).name()) == "sshd"
    except psutil.Error:
        return False
