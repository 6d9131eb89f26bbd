"""Feeds on a server of this machine."""

from datetime import UTC, datetime

import pytest

from vedette.config.loading import load
from vedette.fetch.client import Client, Means
from vedette.fetch.interface import Limits
from vedette.intel.sources.feed import configured_feeds
from vedette.intel.sources.registry import SOURCES
from vedette.intel.sources.session import Session

AT = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.fixture
def configured(tmp_path):
    """Feeds of a configuration that is given as TOML."""

    def configured(text):
        (tmp_path / "config.toml").write_text(text, "utf-8")
        return configured_feeds(load(tmp_path / "config.toml"))

    return configured


@pytest.fixture
def client():
    """A client that gives up soon and does not really wait."""
    with Client(Limits(connect=5, read=1, total=3), Means(sleep=lambda _: None)) as opened:
        yield opened


@pytest.fixture
def got(configured, client, tmp_path):
    """Gets one feed: kind, URL and further keys as TOML; gives the bytes of the document, and what was got."""

    def got(kind, url, more="", before=None):
        text = f'[[feed]]\nname = "x"\nkind = "{kind}"\nallow_private = true\nallow_insecure = true\n{more}\n'
        (feed,) = configured(f'{text}url = "{url}"\n')
        session = Session(client, feed, tmp_path / "kept", feed.token(), 1 << 20)
        return SOURCES[feed.kind].get(session, before, AT)

    return got
