"""From a fetched document to a list: strict, and bounded whatever the document is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import polars as pl

from vedette.files.documents import HEAD_BYTES
from vedette.intel.documents import start
from vedette.intel.formats import FORMATS, detect_format
from vedette.intel.gate.settings import GateSettings
from vedette.intel.interface import Feed, IntelFormat, Role
from vedette.intel.owners import network_kind
from vedette.model.errors import InputError, MalformedInput, ReaderDefect, UnknownFormat
from vedette.model.reputation import Category


@dataclass(frozen=True, slots=True)
class Profile:
    """What is configured of a feed, as far as the gate and the store need it."""

    name: str
    """Its name: also the name of its folder."""
    format: str | None = None
    """Name of the format; null to recognise it by content."""
    category: Category | None = None
    """What the feed calls its addresses where an entry does not say; null to leave it to the document."""
    confidence: int | None = None
    """0–100, for entries of which the feed states none; null for the category's own."""
    half_life: timedelta | None = None
    """After which time half of an entry's weight is left; null for the category's own."""
    role: Role | None = None
    """Whether it accuses or explains; null to leave it to the document."""
    interval: timedelta = timedelta(days=1)
    """How often it is fetched."""
    gate: GateSettings | None = None
    """Limits for this feed alone; null for those of all."""


def read_list(data: bytes, profile: Profile, path: str) -> Feed:
    """The list in a document that is decompressed. Raises UnknownFormat, MalformedInput, ReaderDefect.

    path: where the document stands, for errors and for what a format reads beside it.
    """
    if start(data[:HEAD_BYTES]).startswith(b"<"):
        raise MalformedInput(path, "HTML or XML in place of a list")
    form = _format(data, profile, path)
    try:
        feed = form.read(data, path)
    except InputError:
        raise
    except Exception as error:
        raise ReaderDefect(path, error) from error
    return _as_configured(feed, profile, path)


def _format(data: bytes, profile: Profile, path: str) -> IntelFormat:
    if profile.format is not None:
        if profile.format not in FORMATS:
            raise UnknownFormat(path, f"there is no list format {profile.format!r}")
        return FORMATS[profile.format]
    form = detect_format(data[:HEAD_BYTES], Path(path).name)
    if form is None:
        raise UnknownFormat(path, "not a list", hint="no reader of threat intelligence recognises it")
    return form


def _as_configured(feed: Feed, profile: Profile, path: str) -> Feed:
    """The list under its configured name; what is configured of entries holds where they say nothing themselves."""
    named = replace(feed, name=profile.name)
    if profile.role is Role.CONTEXT and feed.role is Role.INDICATORS:
        kind, title = network_kind(profile.name, feed.title, "")
        return replace(named, role=Role.CONTEXT, category=None, context=kind, title=title)
    if feed.role is Role.CONTEXT:
        if profile.role is Role.INDICATORS:
            raise MalformedInput(path, "a list of known networks in place of one of bad addresses")
        return named
    entries = feed.entries
    if profile.confidence is not None:
        entries = entries.with_columns(pl.col("confidence").fill_null(pl.lit(profile.confidence, pl.UInt8)))
    category, half_life = profile.category or feed.category, profile.half_life or feed.half_life
    return replace(named, category=category, half_life=half_life, entries=entries)
