"""The feeds in use, as configured."""

from datetime import UTC, datetime, timedelta

import pytest

from vedette.config.loading import load
from vedette.intel.gate.reading import Profile
from vedette.intel.places import feed_store
from vedette.intel.provenance import Provenance
from vedette.intel.reputation_set import ReputationSet
from vedette.model.errors import ConfigError, InputError
from vedette.model.reputation import Asked
from vedette.run.feeds import feeds_in_use, lists, lists_and_home, profile_of

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CONFIG = """
[network]
home = ["198.51.100.0/24"]
[[feed]]
name = "one"
path = "one.txt"
confidence = 80
[[feed]]
name = "two"
path = "two.txt"
[[feed]]
name = "off"
path = "off.txt"
enabled = false
"""


@pytest.fixture
def site(tmp_path):
    """A configuration with a feed that is in use, one that never was, and one that is disabled."""
    (tmp_path / "config.toml").write_text(CONFIG)
    configuration = load(tmp_path / "config.toml")
    store = feed_store(configuration, tmp_path)
    for name in ("one", "off"):
        store.offer(Profile(name), b"45.83.1.7\n198.51.100.9\n", Provenance(url="x"), NOW)
    return tmp_path


def feeds(site, at=NOW):
    return feeds_in_use(load(site / "config.toml"), site, at)


def test_the_enabled_feeds_are_used_as_they_are_configured(site):
    found = feeds(site)
    assert [(f.name, str(f.staleness.freshness)) for f in found.usable] == [
        ("one", "fresh"),
        ("two", "never"),
    ]
    (vetted,), problems = found.read()
    assert (vetted.feed.name, vetted.v4["confidence"].to_list(), problems) == ("one", [80, 80], ())


def test_a_feed_that_is_not_confirmed_is_stale_and_its_silence_says_nothing(site):
    asked = lists((), load(site / "config.toml"), site, NOW + timedelta(days=4))
    assert asked.stale == {"one"}
    reputations = ReputationSet.build(asked.vetted, at=NOW + timedelta(days=4), stale=asked.stale)
    assert reputations.asked() is Asked.TOO_OLD
    assert reputations.lookup(["45.83.1.7"])[0].listed


def test_paths_that_are_named_take_the_place_of_the_feeds(site):
    (site / "list.txt").write_text("45.83.1.8\n")
    asked, home = lists_and_home([str(site / "list.txt")], (), site / "config.toml", site, NOW)
    assert [vetted.feed.name for vetted in asked.vetted] == ["list"]
    assert (asked.feeds.usable, home) == ((), ("198.51.100.0/24",))


def test_without_configuration_nothing_is_asked(tmp_path):
    asked, home = lists_and_home((), ("192.0.2.0/24",), tmp_path / "config.toml", tmp_path, NOW)
    assert (asked.vetted, home) == ([], ("192.0.2.0/24",))
    assert lists((), None, None, NOW).vetted == []


def test_a_damaged_feed_is_told_and_the_others_are_used(site):
    store = feed_store(load(site / "config.toml"), site)
    store.offer(Profile("two"), b"45.83.1.9\n", Provenance(url="x"), NOW)
    (store.current("one").folder / "document").write_bytes(b"x")
    vetted, problems = feeds(site).read()
    assert [v.feed.name for v in vetted] == ["two"]
    assert problems[0].startswith("feed one: ")
    (store.current("two").folder / "version.json").write_text("{")
    vetted, problems = feeds(site).read()
    assert (vetted, [p.split(":")[0] for p in sorted(problems)]) == ([], ["feed one", "feed two"])


def test_what_is_in_use_is_the_same_until_something_changes(site):
    first = feeds(site).identities
    assert first == feeds(site, NOW + timedelta(days=9)).identities
    store = feed_store(load(site / "config.toml"), site)
    store.confirm("one", Provenance(url="x"), NOW + timedelta(hours=3))
    assert feeds(site).identities == first
    store.confirm("one", Provenance(url="x"), NOW + timedelta(days=1))
    renewed = feeds(site).identities
    assert renewed != first
    (site / "config.toml").write_text(CONFIG.replace("80", "70"))
    assert feeds(site).identities != renewed


def test_a_feed_that_is_configured_no_more_can_still_be_looked_at(site):
    configuration = load(site / "config.toml")
    assert profile_of(configuration, "one").confidence == 80
    assert profile_of(configuration, "gone") == Profile("gone")


def test_a_wrong_configuration_is_told(site):
    (site / "config.toml").write_text('[gate]\nmost_growth = "much"\n')
    with pytest.raises((ConfigError, InputError), match="gate"):
        feeds(site)
