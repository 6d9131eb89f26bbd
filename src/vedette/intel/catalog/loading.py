"""The entries of the catalogue."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

from vedette.config.durations import Duration
from vedette.config.settings import FeedKind, Percentage
from vedette.model.errors import InputError
from vedette.model.reputation import Category


class CatalogEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A well-known feed."""

    name: str
    """What it is called here."""
    title: str
    """What its publisher calls it."""
    url: str
    """Where its publisher has it."""
    kind: FeedKind = FeedKind.HTTP
    """How it is got."""
    format: str = "auto"
    """Format of the list."""
    role: Literal["indicators", "context"] = "indicators"
    """Whether it accuses addresses or explains them."""
    category: Category | None = None
    """What it accuses them of, where an entry does not say."""
    confidence: Percentage | None = None
    """How far to trust it, where an entry does not say."""
    half_life: Duration | None = None
    """After which time an entry that is not renewed counts half."""
    interval: Duration
    """How often to fetch it."""
    lists: str
    """What is on it."""
    trust: str
    """How far to trust it, in words."""
    licence: str
    """Its terms in a few words; the publisher's own hold."""
    home: str
    """Where its publisher tells of it."""
    token: str | None = None
    """What key it wants; null where it wants none."""
    token_header: str | None = None
    """Header in which the key is sent; null for `Authorization`."""
    allow_private: bool = False
    """Whether it is on this machine or in our own network."""
    allow_insecure: bool = False
    """Whether it is fetched over http."""


class _Catalog(msgspec.Struct):
    feed: list[CatalogEntry]


def _own(kind: type, value: object) -> object:
    del kind
    return Duration(str(value))


@cache
def catalog() -> Mapping[str, CatalogEntry]:
    """All entries by name, in the order in which they are shown."""
    text = files("vedette.intel.catalog").joinpath("catalog.toml").read_text("utf-8")
    entries = msgspec.convert(tomllib.loads(text), _Catalog, dec_hook=_own).feed
    return {entry.name: entry for entry in entries}


def entry_named(name: str) -> CatalogEntry:
    """The entry of that name. Raises InputError, with the name that was perhaps meant."""
    if name not in catalog():
        near = difflib.get_close_matches(name, catalog(), 1)
        hint = f"did you mean {near[0]!r}?" if near else "`vedette intel catalog` names them"
        raise InputError(name[:80], "no feed of the catalogue", hint=hint)
    return catalog()[name]
