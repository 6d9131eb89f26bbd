"""What may stand in the configuration: every table and key, with its type and its default."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import msgspec

from vedette.config.durations import Duration
from vedette.model.reputation import Category

Percentage = Annotated[int, msgspec.Meta(ge=0, le=100)]
Table = dict[str, Any]
"""A table whose keys another part of Vedette knows, and checks."""


class FeedKind(StrEnum):
    """How a feed is got."""

    HTTP = "http"
    """One document at a URL."""
    PATH = "path"
    """A file on this machine, that something else keeps up to date."""
    TAXII = "taxii"
    """A collection of a TAXII 2.1 server."""
    MISP_FEED = "misp-feed"
    """A MISP feed: a folder with `manifest.json` and an event a file."""
    MISP = "misp"
    """A MISP server, asked by its REST interface."""


class FeedSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[[feed]]`: a feed. What is not set is taken from the catalogue, where `catalog` names an entry of it."""

    name: str
    """What it is called, everywhere; two tables of one name are one feed, of which the later's keys win."""
    enabled: bool = True
    """Whether it is fetched and used."""
    catalog: str | None = None
    """The entry of the catalogue that it is."""
    kind: FeedKind | None = None
    """How it is got; `path` where there is a path, else `http`."""
    url: str | None = None
    """Where it is; of `taxii` the server, its API root or the collection; of `misp-feed` the folder. `{key}` stands
    for the token."""
    path: str | None = None
    """The file, for one on this machine; relative to the configuration's folder."""
    format: str = "auto"
    """Format of the list; `auto` recognises it by content."""
    role: Literal["indicators", "context"] | None = None
    """Whether it accuses addresses, or explains them; by its content where it is not set."""
    category: Category | None = None
    """What it accuses addresses of, where an entry does not say."""
    confidence: Percentage | None = None
    """How far it is trusted, where an entry does not say; else the category's own value."""
    half_life: Duration | None = None
    """After which time an entry that is not renewed counts half."""
    interval: Duration | None = None
    """How often it is fetched; a day where it is not set."""
    licence: str | None = None
    """Its licence or terms, for the reader."""
    collection: str | None = None
    """Of `taxii`: the id or title of the collection, where the URL is not the collection's own."""
    search: Table = {}
    """Of `misp`: what is searched for, as its `restSearch` takes it."""
    token_file: str | None = None
    """File that holds the token, key or password; not readable by everybody."""
    token_env: str | None = None
    """Environment variable that holds it."""
    token_header: str | None = None
    """Header in which it is sent, unless the URL has a place for it; `Authorization` where it is not set."""
    token_scheme: str | None = None
    """What stands before it in the header: `Bearer` in Authorization, nothing in others and for `misp`."""
    user: str | None = None
    """User name, where token means password (HTTP Basic)."""
    ca_file: str | None = None
    """Certificates that are trusted for it, in place of the system's."""
    allow_private: bool = False
    """Whether it may be at an address that is not of the public Internet."""
    allow_insecure: bool = False
    """Whether it may be fetched over http, where anybody on the way can change it."""
    gate: Table = {}
    """Limits of the gate for this feed alone."""


class NetworkSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[network]`: what is ours."""

    home: tuple[str, ...] = ()
    """Our own networks; clients in them are not external. Private ranges where none are named."""
    trusted_proxies: tuple[str, ...] = ()
    """Proxies whose X-Forwarded-For is believed."""


class StoreSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`[store]`: where alerts are kept."""

    url: str | None = None
    """A database of PostgreSQL, `postgresql://user@host/database`, with the parameters of libpq behind a `?`; in the
    state folder where it is not set. It holds no password."""
    password_file: str | None = None
    """File that holds the password; not readable by everybody. libpq finds its own, `~/.pgpass`, where neither is set."""
    password_env: str | None = None
    """Environment variable that holds it."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole configuration."""

    network: NetworkSettings = NetworkSettings()
    geo: tuple[str, ...] = ()
    """Databases of countries and networks: MMDB files, range tables."""
    feed: tuple[FeedSettings, ...] = ()
    gate: Table = {}
    """`[gate]`: limits that every update of a feed is held against."""
    store: StoreSettings = StoreSettings()
    vulns: Table = {}
    """`[vulns]`: where advisories are got."""
