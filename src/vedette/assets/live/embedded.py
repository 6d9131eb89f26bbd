"""Servers that say in their own file what they are: the texts by which they greet their clients.

A listener that no package owns is known from its file; it is never run to ask it.
"""

from __future__ import annotations

import mmap
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from vedette.assets.live.elf import mapped
from vedette.assets.live.tree import Tree
from vedette.model.products import Product, find_product, product_by_id

_MARKS: Final = (
    ("nginx", b"nginx version: nginx/"), ("openresty", b"openresty/"), ("apache-httpd", b"Apache/"),
    ("lighttpd", b"lighttpd/"), ("openssh", b"OpenSSH_"), ("dropbear", b"SSH-2.0-dropbear_"),
    ("postgresql", b"PostgreSQL "), ("vsftpd", b"(vsFTPd "), ("haproxy", b"HAProxy version "),
    ("openvpn", b"OpenVPN "), ("unbound", b"unbound "), ("squid", b"squid/"), ("nodejs", b"node.js/v"),
    ("memcached", b"VERSION "),
    ("exim", b"Exim version "), ("dovecot", b"Dovecot v"), ("mosquitto", b"mosquitto version "),
    ("proftpd", b"ProFTPD "), ("php", b"X-Powered-By: PHP/"), ("rsync", b"rsync  version "),
)  # fmt: skip
"""Products of the table, and the text before the version in their executables; of each the one that is its alone."""
_BARE: Final = (("redis", b"redis_version:%s"), ("valkey", b"valkey_version:%s"))
"""Products whose version stands alone in the file, and a text that is in no other product's."""
_ALONE: Final = re.compile(rb"\0([0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3})\0")
"""Three numbers between zero bytes. Linear: each part is bounded."""
_MOST_HITS: Final = 64
_LONGEST: Final = 32
_SEEN: Final = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-_+"


@dataclass(frozen=True, slots=True)
class Greeting:
    """What an executable says of itself."""

    product: Product
    version: str
    text: str
    """The text that says it, for people."""


def greeting(tree: Tree, executable: str, name: str) -> Greeting | None:
    """What an executable says of itself; null where it says nothing that is known.

    name: the file's own path. A text of the product that the file is named after counts before all others; of others
    only the text of a single product counts, since servers also name those that they speak to.
    """
    called = find_product(PurePosixPath(name).name)
    with mapped(tree, executable) as data:
        if data is None:
            return None
        found = [
            Greeting(product_by_id(identity), version, f"{mark.decode()}{version}")
            for identity, mark in _MARKS
            if (version := _version(data, mark)) is not None
        ]
        found += [
            Greeting(product_by_id(identity), version, f"{mark.decode()} {version}")
            for identity, mark in _BARE
            if data.find(mark) != -1 and (version := _alone(data)) is not None
        ]
    own = [each for each in found if called is not None and each.product.id == called.id]
    if own or len(found) == 1:
        return (own or found)[0]
    return None


def _version(data: mmap.mmap, mark: bytes) -> str | None:
    """The version behind the first mark that has one: digits and a dot at least."""
    at = data.find(mark)
    for _ in range(_MOST_HITS):
        if at == -1:
            return None
        tail = data[at + len(mark) : at + len(mark) + _LONGEST]
        length = next((index for index, byte in enumerate(tail) if byte not in _SEEN), len(tail))
        text = tail[:length].decode().rstrip(".-_+")
        if text[:1].isdigit() and "." in text:
            return text
        at = data.find(mark, at + 1)
    return None


def _alone(data: mmap.mmap) -> str | None:
    """The highest version that stands alone: the others tell since when each command is there, so none is higher."""
    found = {match.group(1) for match in _ALONE.finditer(data)}
    return max(found, key=lambda v: [int(part) for part in v.split(b".")]).decode() if found else None
