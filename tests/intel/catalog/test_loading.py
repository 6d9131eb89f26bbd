"""The catalogue."""

import pytest

from vedette.config.loading import is_feed_name
from vedette.config.settings import FeedKind
from vedette.fetch.urls import target
from vedette.intel.catalog import catalog, entry_named
from vedette.intel.formats import FORMATS
from vedette.model.errors import InputError
from vedette.model.reputation import Category

ENTRIES = list(catalog().values())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
class TestEveryEntry:
    def test_may_be_called_so(self, entry):
        assert is_feed_name(entry.name)

    def test_is_where_may_be_fetched_from(self, entry):
        assert target(entry.url, allow_insecure=entry.allow_insecure)
        assert entry.allow_insecure == entry.allow_private == ("127.0.0.1" in entry.url)

    def test_has_a_format_that_is_read(self, entry):
        assert entry.format == "auto" or entry.format in FORMATS
        assert entry.format != "auto" or entry.kind is FeedKind.MISP_FEED or entry.name == "sslbl"

    def test_says_of_what_it_accuses_and_how_far_to_trust_it(self, entry):
        accuses = entry.role == "indicators"
        assert accuses == isinstance(entry.category, Category)
        assert accuses == (entry.confidence is not None) == (entry.half_life is not None)

    def test_says_what_it_lists_under_which_terms(self, entry):
        assert all(text.endswith(".") for text in (entry.lists, entry.trust))
        assert entry.licence
        assert entry.home.startswith("https://")


def test_there_are_feeds_enough_to_choose_from_and_none_twice():
    assert len(ENTRIES) >= 30
    assert len({entry.url for entry in ENTRIES}) == len(ENTRIES)


def test_no_feed_alone_is_trusted_without_doubt():
    assert max(entry.confidence or 0 for entry in ENTRIES) <= 85


def test_a_name_that_is_none_is_told_with_the_one_that_was_meant():
    with pytest.raises(InputError, match="did you mean 'tor-exits'"):
        entry_named("tor-exit")
    with pytest.raises(InputError, match="intel catalog"):
        entry_named("zzzzzz")
