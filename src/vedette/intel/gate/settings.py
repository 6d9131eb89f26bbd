"""The gate's limits, each with its reason. Every one can be set in the configuration, for all feeds or for one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import msgspec

from vedette.model.addresses import pack
from vedette.model.errors import ConfigError

Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Factor = Annotated[float, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=0)]
AtLeastOne = Annotated[int, msgspec.Meta(ge=1)]


class GateSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an update of a feed may be."""

    most_mib: AtLeastOne = 64
    """Decompressed MiB of a document: ten times the largest public list known, and far below a gzip bomb."""
    most_entries: AtLeastOne = 2_000_000
    """Entries of one feed: above all public lists, and what a small machine still compiles in seconds."""
    most_ratio: Factor = 100.0
    """Decompressed by compressed size, from one MiB on: lists of addresses shrink five times, bombs a thousand."""
    most_dropped: Share = 0.2
    """Share of entries that are misspelt, too wide or may never be listed: a feed with more of them has changed its
    form, or its maker."""
    few_dropped: Count = 10
    """Dropped entries that are tolerated whatever their share: short lists have a slip now and then."""
    most_covered: Share = 0.01
    """Share of all IPv4 addresses that a feed may name: the widest honest list, of hijacked networks, names 0.3 %."""
    canaries: tuple[str, ...] = (
        "8.8.8.8", "1.1.1.1", "9.9.9.9", "2001:4860:4860::8888", "2606:4700:4700::1111", "2620:fe::fe",
    )  # fmt: skip
    """Addresses that no honest feed names, since half the world is set to them: a dead feed that answers "listed" to
    all, and one that was poisoned, are recognised by them."""
    sampled: Count = 256
    """Random addresses that are looked up in each update, others every time."""
    most_sampled: Count = 5
    """Of these, how many an update may name: the widest honest list names one in three hundred, so that chance alone
    refuses not one update in a thousand."""
    most_growth: Factor = 0.3
    """Growth from one version to the next: feeds change by a few parts in a hundred from day to day."""
    most_shrinkage: Share = 0.3
    """As `most_growth`, for what is lost: what a feed loses by accident is as dangerous as what it gains."""
    few_changed: Count = 50
    """Entries by which any feed may grow or shrink: short lists change by large parts of themselves."""
    most_hits: Factor = 3.0
    """Recent clients that the update names, by those that the version in use names: an update that suddenly condemns
    the visitors of every day is wrong about them."""
    few_hits: Count = 10
    """Recent clients that any update may name."""
    versions_kept: AtLeastOne = 5
    """Accepted versions on disk for each feed: a week of daily updates can be looked back on, and rolled back to."""
    forgotten_after_days: AtLeastOne = 90
    """Days for which it is remembered that an entry was named which no longer is: as far back as logs are usually
    kept, and no event is asked about that nobody can look up."""
    most_remembered: Count = 1_000_000
    """Entries no longer named that are remembered of one feed, the newest: some feeds change wholly every day."""
    stale_after_hours: Factor = 72.0
    """Hours since a version was last confirmed after which what it does not name is "too old to say", for a feed
    that is fetched daily or oftener: a long weekend."""
    stale_after_intervals: Factor = 3.0
    """As `stale_after_hours`, for a feed that is fetched less often than daily, in its intervals."""


def gate_settings(*tables: Mapping[str, object], path: str, key: str) -> GateSettings:
    """The settings that tables of a configuration give, later ones over earlier ones, the others as by default.

    path, key: the file and the last table's name, for errors. Raises ConfigError.
    """
    merged = {name: value for table in tables for name, value in table.items()}
    try:
        settings = msgspec.convert(merged, GateSettings, strict=True)
    except msgspec.ValidationError as error:
        raise ConfigError(path, str(error), key=key) from error
    for canary in settings.canaries:
        if pack(canary) is None:
            raise ConfigError(path, f"canaries: {canary[:60]!r} is no IP address", key=key)
    return settings
