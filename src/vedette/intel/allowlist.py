"""The allowlist: clients that lists may not condemn, each with who answers for it, why, and until when.

Kept as JSON lines in the state folder, one entry a line, replaced as a whole:

    {"network":"192.0.2.0/28","owner":"ops","reason":"uptime probes","added":"2026-11-24T10:00:00Z","expires":null}

An allowed client is no incident by its reputation; what it does is judged like anybody's, and told with the reason.
"""

from __future__ import annotations

import fcntl
import ipaddress
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from vedette.files.documents import read_document
from vedette.files.replacing import replace_file
from vedette.model.errors import MalformedInput, UnreadableInput
from vedette.model.reputation import Allowance

FILE: Final = "allowlist.jsonl"
"""Its name in the state folder."""
WIDEST_V4: Final = 8
"""Entries wider than this prefix are refused: a slip must not allow a part of the Internet."""
WIDEST_V6: Final = 16
"""As WIDEST_V4."""
LONGEST: Final = 500
"""Characters of an owner or a reason."""
MOST: Final = 100_000
"""Entries: an allowlist that long allows whom nobody knows."""
_MOST_MIB: Final = 64


class _Entry(msgspec.Struct, frozen=True):
    """A line of the file."""

    network: str
    owner: str
    reason: str
    added: datetime
    expires: datetime | None = None


_DECODER: Final = msgspec.json.Decoder(_Entry)
_ENCODER: Final = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Allowlist:
    """What the file holds."""

    path: Path
    entries: tuple[Allowance, ...]
    """In the order in which they were added."""
    rejected: tuple[str, ...]
    """Lines that are no entry, each with its place and the reason; they allow nobody."""

    def covering(self, ip: str) -> tuple[Allowance, ...]:
        """The entries that an address lies in, also those that have expired. Raises ValueError where it is none."""
        asked = network_of(ip)
        return tuple(entry for entry in self.entries if _within(asked, network_of(entry.network)))


NOBODY: Final = Allowlist(Path(FILE), (), ())
"""An allowlist without entries."""


def read(folder: Path) -> Allowlist:
    """The allowlist in a state folder; empty where there is none. Raises UnreadableInput."""
    path = folder / FILE
    if not path.exists():
        return Allowlist(path, (), ())
    entries: list[Allowance] = []
    rejected: list[str] = []
    for number, line in enumerate(read_document(path, _MOST_MIB).splitlines(), start=1):
        if not line.strip():
            continue
        try:
            entries.append(_allowance(_DECODER.decode(line)))
        except (msgspec.DecodeError, ValueError, UnicodeDecodeError) as error:
            rejected.append(f"{path}:{number}: {error}")
    return Allowlist(path, tuple(entries), tuple(rejected))


def add(folder: Path, allowance: Allowance) -> Allowance | None:
    """Add an entry; returns the one of the same network that it replaces. Raises ValueError, InputError."""
    new = checked(allowance)
    replaced: list[Allowance] = []

    def change(entries: tuple[Allowance, ...]) -> list[Allowance]:
        replaced.extend(entry for entry in entries if entry.network == new.network)
        if len(entries) - len(replaced) >= MOST:
            raise ValueError(f"the allowlist has {MOST:,} entries already")
        return [*(entry for entry in entries if entry.network != new.network), new]

    _change(folder, change)
    return replaced[0] if replaced else None


def remove(folder: Path, network: str) -> Allowance | None:
    """Remove the entry of exactly this network; null where there is none. Raises ValueError, InputError."""
    wanted = str(network_of(network))
    removed: list[Allowance] = []

    def change(entries: tuple[Allowance, ...]) -> list[Allowance]:
        removed.extend(entry for entry in entries if entry.network == wanted)
        return [entry for entry in entries if entry.network != wanted]

    _change(folder, change)
    return removed[0] if removed else None


def checked(allowance: Allowance) -> Allowance:
    """The entry with its network in canonical form. Raises ValueError, saying what is wrong with it."""
    network = network_of(allowance.network)
    widest = WIDEST_V4 if network.version == 4 else WIDEST_V6
    if network.prefixlen < widest:
        raise ValueError(f"{network} is wider than /{widest}")
    for name, text in (("owner", allowance.owner), ("reason", allowance.reason)):
        if not text.strip() or not text.isprintable() or len(text) > LONGEST:
            raise ValueError(f"the {name} must be one line of at most {LONGEST} characters, and not empty")
    if allowance.expires is not None and allowance.expires <= allowance.added:
        raise ValueError(f"it would expire on {allowance.expires:%Y-%m-%d %H:%M} UTC, before it is added")
    return Allowance(str(network), allowance.owner, allowance.reason, allowance.added, allowance.expires)


def network_of(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    """The network or address, host bits ignored; of IPv4 mapped into IPv6 the IPv4 one. Raises ValueError."""
    network = ipaddress.ip_network(text.strip(), strict=False)
    mapped = network.network_address.ipv4_mapped if network.version == 6 else None
    if mapped is None or network.prefixlen < 96:
        return network
    return ipaddress.ip_network((mapped, network.prefixlen - 96))


def _within(
    inner: ipaddress.IPv4Network | ipaddress.IPv6Network, outer: ipaddress.IPv4Network | ipaddress.IPv6Network
) -> bool:
    if inner.version != outer.version:
        return False
    return int(outer[0]) <= int(inner[0]) and int(inner[-1]) <= int(outer[-1])


def _allowance(entry: _Entry) -> Allowance:
    if entry.added.tzinfo is None or (entry.expires is not None and entry.expires.tzinfo is None):
        raise ValueError("a time has no zone")
    return checked(Allowance(entry.network, entry.owner, entry.reason, entry.added, entry.expires))


def _change(folder: Path, change: Callable[[tuple[Allowance, ...]], list[Allowance]]) -> None:
    """Replace the file by what `change` makes of its entries, one process at a time.

    A file with lines that are no entries is not rewritten: they would be lost. Raises MalformedInput, UnreadableInput.
    """
    with _alone(folder):
        current = read(folder)
        if current.rejected:
            raise MalformedInput(
                str(current.path), "holds lines that are no entries", hint=current.rejected[0]
            )
        entries = change(current.entries)
        if entries != list(current.entries):
            lines = [
                _ENCODER.encode(_Entry(e.network, e.owner, e.reason, e.added, e.expires)) for e in entries
            ]
            replace_file(current.path, b"".join(line + b"\n" for line in lines))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder's lock. What the disk refuses becomes UnreadableInput."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (folder / f".{FILE}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as error:
        raise UnreadableInput(str(folder / FILE), f"cannot be changed: {error.strerror or error}") from error
