"""What is known on one machine is known on another, byte for byte."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from vedette.config.loading import load
from vedette.model.errors import InputError
from vedette.run.address_check import panel
from vedette.run.bundle.applying import OlderBundle
from vedette.vulns.database import Database, database_path, write

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ASKED = ["192.0.2.1", "198.51.100.7", "198.51.100.200", "2001:db8::7", "203.0.113.9", "8.8.8.8"]


def said(machine):
    """What a machine says of addresses, to the byte."""
    found = panel((), (), machine.config, machine.state, NOW, None)
    return msgspec.json.encode(list(found.answers(ASKED)), enc_hook=str)


def everything(folder):
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_verdicts_are_the_same_byte_for_byte(source, machine, bundle, bring):
    other = machine("other")
    assert bring(bundle(), other).changed == ("bad", "cloud")
    assert said(other) == said(source)
    assert b'"listed":true' in said(other)


def test_a_machine_with_a_life_of_its_own_keeps_it_and_can_go_back(source, machine, bundle, bring):
    other = machine("other", '[[feed]]\nname = "bad"\nurl = "https://elsewhere.example/bad.txt"\n')
    for day in range(3):
        other.offer("bad", f"192.0.2.{day + 10}\n", day)
    bring(bundle(), other)
    store_folder = other.state / "intel" / "feeds" / "bad" / "versions"
    assert sorted(path.name for path in store_folder.iterdir()) == ["1", "2", "3", "4"]
    feed = load(other.config).feed("bad")
    assert (feed.confidence, feed.url, feed.token_file) == (77, "https://feed.example/bad.txt", None)


def test_the_same_bundle_changes_nothing_a_second_time(machine, bundle, bring):
    other, path = machine("other"), bundle()
    bring(path, other)
    before = everything(other.root)
    assert bring(path, other).changed == ()
    assert everything(other.root) == before


def test_an_older_bundle_is_refused_unless_it_is_wanted(source, machine, bundle, bring):
    other, old = machine("other"), bundle()
    source.offer("bad", "192.0.2.77\n", 3)
    assert bring(bundle(at=NOW + timedelta(days=1)), other).changed == ("bad", "cloud")
    before = everything(other.root)
    with pytest.raises(OlderBundle, match="2026-11-20"):
        bring(old, other)
    assert everything(other.root) == before
    assert bring(old, other, older=True).changed == ("bad",)


def test_advisories_and_databases_are_carried(source, machine, bundle, bring, tmp_path):
    write(database_path(source.state), [])
    (tmp_path / "dbip-country.csv").write_text("192.0.2.0,192.0.2.255,NL\n")
    other = machine("other")
    changed = bring(bundle(geo=[str(tmp_path / "dbip-country.csv")]), other).changed
    assert set(changed) == {"bad", "cloud", "advisories", "dbip-country.csv"}
    assert database_path(other.state).read_bytes() == database_path(source.state).read_bytes()
    Database(database_path(other.state)).close()
    assert load(other.config).settings.geo == (str(other.state / "geo" / "dbip-country.csv"),)


def test_nothing_is_written_where_a_bundle_is_broken(machine, bundle, bring):
    other, path = machine("other"), bundle()
    path.write_bytes(path.read_bytes()[:-1])
    before = everything(other.root)
    with pytest.raises(InputError):
        bring(path, other)
    assert everything(other.root) == before
    assert not list(other.state.iterdir())


def test_what_is_secret_or_switched_off_stays_behind(bundle, machine, bring):
    other = machine("other")
    bring(bundle(), other)
    written = Path(other.config.parent / "conf.d" / "bundle.toml").read_text()
    assert "token" not in written
    assert [feed.name for feed in load(other.config).settings.feed] == ["bad", "cloud"]
    assert not (other.state / "intel" / "feeds" / "off").exists()


def test_where_there_is_nothing_to_carry_it_is_said(machine, bundle):
    with pytest.raises(InputError, match="nothing to carry"):
        bundle(machine("empty"))
