"""What a compiled set holds: the vetted lists, and what is worked out of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final

import msgspec
import numpy as np
import polars as pl

from vedette.intel.compiled.container import Array, Container, write_container
from vedette.intel.guards import Guard, guards, networks
from vedette.intel.interface import ENTRY_SCHEMA, Feed, Role
from vedette.intel.overlap import Overlap
from vedette.intel.ready import Ready
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.vetting import VettedFeed
from vedette.model.address_set import MapArrays, SetArrays
from vedette.model.errors import MalformedInput
from vedette.model.home import PRIVATE
from vedette.model.reputation import Allowance, Category, ContextKind, History

_TEXTS: Final = ("value", "line")
"""Columns of entries that say nothing that `first`, `last` and the others do not: they are not kept."""
_MAP: Final = {"v4": "<u4", "v4_indptr": "<i8", "v4_numbers": "<i8", "v6_high": "<u8", "v6_low": "<u8", "v6_indptr": "<i8", "v6_numbers": "<i8", "sieve": "|u1"}  # fmt: skip
_KNOWN: Final = {"v4_first": "<u4", "v4_last": "<u4", "first_high": "<u8", "first_low": "<u8", "last_high": "<u8", "last_low": "<u8", "sieve": "|u1"}  # fmt: skip


class _List(msgspec.Struct, frozen=True, kw_only=True):
    """A list without its entries."""

    name: str
    path: str
    format: str
    role: Role
    category: Category | None
    context: ContextKind | None
    title: str
    listed_at: datetime | None
    rejected: dict[str, int]
    half_life: timedelta | None
    dropped: dict[str, int]
    merged: int
    v4: int
    """Entries of IPv4."""
    v6: int


class _About(msgspec.Struct, frozen=True, kw_only=True):
    """What a compiled set says of itself."""

    key: str
    lists: list[_List]
    home: tuple[str, ...]
    allowlist: tuple[Allowance, ...]
    notes: tuple[str, ...]


_ABOUT: Final = msgspec.json.Decoder(_About)


@dataclass(frozen=True, slots=True)
class CompiledSet:
    """A compiled set that is mapped."""

    key: str
    """What it was built of: a hash of all its inputs."""
    reputations: ReputationSet
    notes: tuple[str, ...]
    """What was to be told of the inputs when it was built."""


def write(
    path: Path,
    key: str,
    reputations: ReputationSet,
    home: Sequence[str] = (),
    allowlist: Sequence[Allowance] = (),
    notes: Sequence[str] = (),
) -> None:
    """Put a set into a file, in place of whatever stands there. home, allowlist: of which it was built.

    Raises OSError.
    """
    feeds = reputations.feeds
    lists = [_described(feed) for feed in feeds]
    about = _About(key=key, lists=lists, home=tuple(home), allowlist=tuple(allowlist), notes=tuple(notes))
    ready = reputations.ready
    arrays: dict[str, Array] = {
        "about": np.frombuffer(msgspec.json.encode(about), np.uint8),
        "entries_v4": _table([feed.v4 for feed in feeds]),
        "entries_v6": _table([feed.v6 for feed in feeds]),
        "sizes": ready.overlap.sizes,
        "common": ready.overlap.common,
    }
    arrays |= {f"map_{name}": array for name, array in ready.map._asdict().items()}
    arrays |= {f"known_{name}": array for name, array in ready.known._asdict().items()}
    write_container(path, {name: np.ascontiguousarray(array) for name, array in arrays.items()})


def load(
    path: Path, at: datetime | None = None, history: History | None = None, stale: Collection[str] = ()
) -> CompiledSet:
    """The set in a file, mapped. at, history, stale: as for `ReputationSet.build`.

    Raises UnreadableInput, and MalformedInput for a file that is not whole.
    """
    container = Container(path)
    try:
        about = _ABOUT.decode(container.data("about"))
        v4, v6 = (pl.read_ipc(BytesIO(container.data(name))) for name in ("entries_v4", "entries_v6"))
    except (msgspec.DecodeError, pl.exceptions.PolarsError) as error:
        raise MalformedInput(str(path), f"is no compiled set: {error}") from error
    ready = Ready(
        Overlap(container.array("sizes", "<f8"), container.array("common", "<f8", 2)),
        MapArrays(**_arrays(container, "map", _MAP)),
        SetArrays(**_arrays(container, "known", _KNOWN)),
    )
    shields: list[Guard | Allowance] = [*guards(networks(about.home or PRIVATE)), *about.allowlist]
    feeds = _feeds(about.lists, v4, v6)
    return CompiledSet(about.key, ReputationSet(feeds, shields, at, history, stale, ready), about.notes)


def _arrays(container: Container, prefix: str, kinds: Mapping[str, str]) -> dict[str, Array]:
    return {name: container.array(f"{prefix}_{name}", dtype) for name, dtype in kinds.items()}


def _described(vetted: VettedFeed) -> _List:
    feed = vetted.feed
    return _List(
        name=feed.name,
        path=feed.path,
        format=feed.format,
        role=feed.role,
        category=feed.category,
        context=feed.context,
        title=feed.title,
        listed_at=feed.listed_at,
        rejected=dict(feed.rejected),
        half_life=feed.half_life,
        dropped=dict(vetted.dropped),
        merged=vetted.merged,
        v4=len(vetted.v4),
        v6=len(vetted.v6),
    )


def _table(parts: Sequence[pl.DataFrame]) -> Array:
    """Entries of all lists, one after the other, as an Arrow file."""
    kept = [part.drop(_TEXTS, strict=False) for part in parts]
    file = BytesIO()
    (pl.concat(kept) if kept else pl.DataFrame()).write_ipc(file)
    return np.frombuffer(file.getbuffer(), np.uint8)


def _feeds(lists: Sequence[_List], v4: pl.DataFrame, v6: pl.DataFrame) -> list[VettedFeed]:
    """The lists, each with its share of the entries."""
    feeds: list[VettedFeed] = []
    at_v4 = at_v6 = 0
    for said in lists:
        feed = Feed(
            name=said.name,
            path=said.path,
            format=said.format,
            role=said.role,
            category=said.category,
            context=said.context,
            title=said.title,
            listed_at=said.listed_at,
            entries=pl.DataFrame(schema=ENTRY_SCHEMA),
            rejected=Counter(said.rejected),
            half_life=said.half_life,
        )
        own_v4, own_v6 = v4[at_v4 : at_v4 + said.v4], v6[at_v6 : at_v6 + said.v6]
        feeds.append(VettedFeed(feed, own_v4, own_v6, Counter(said.dropped), said.merged))
        at_v4, at_v6 = at_v4 + said.v4, at_v6 + said.v6
    return feeds
