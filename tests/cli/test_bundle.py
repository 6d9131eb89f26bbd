"""Bundles from the command line."""

import json
from datetime import UTC, datetime

import pytest

from vedette.intel.gate.reading import Profile
from vedette.intel.places import feeds_folder
from vedette.intel.provenance import Provenance
from vedette.intel.store.feed_store import FeedStore


@pytest.fixture
def machines(tmp_path):
    """Options of a machine with a feed, and of one without."""
    options = []
    for name in ("source", "other"):
        (tmp_path / name).mkdir()
        options.append(["--config", tmp_path / name / "config.toml", "--state", tmp_path / name / "state"])
    (tmp_path / "source" / "config.toml").write_text(
        '[[feed]]\nname = "bad"\nurl = "https://feed.example/bad"\n'
    )
    return options


@pytest.fixture
def fed(tmp_path, machines):
    store = FeedStore(feeds_folder(tmp_path / "source" / "state"))
    store.offer(Profile("bad"), b"45.83.1.1\n", Provenance(url="x"), datetime.now(UTC), force="a test")
    return machines


def test_what_one_machine_says_another_says_after_it_applied_a_bundle(run, tmp_path, fed):
    source, other = fed
    key, public, file = tmp_path / "key", tmp_path / "key.pub", tmp_path / "a.bundle"
    assert run("bundle", "keygen", key).exit_code == 0
    created = run("bundle", "create", file, "--key", key, *source)
    assert created.exit_code == 0, created.output
    assert "feeds: bad" in created.output
    assert run("bundle", "verify", file, "--key", public).output == created.output
    applied = run("bundle", "apply", file, "--key", public, *other)
    assert applied.exit_code == 0, applied.output
    assert "new here: bad" in applied.output
    answers = [run("intel", "check", "45.83.1.1", "45.83.1.2", "-o", "jsonl", *machine) for machine in fed]
    assert [answer.exit_code for answer in answers] == [0, 0]
    assert json.loads(answers[0].stdout.splitlines()[0])["listed"]


def test_an_error_is_one_line(run, tmp_path, fed):
    source, other = fed
    run("bundle", "keygen", tmp_path / "key")
    run("bundle", "keygen", tmp_path / "theirs")
    run("bundle", "create", tmp_path / "a.bundle", "--key", tmp_path / "key", *source)
    refused = run("bundle", "apply", tmp_path / "a.bundle", "--key", tmp_path / "theirs.pub", *other)
    assert refused.exit_code == 1
    assert refused.stderr.count("\n") == 1
    assert "signed by another key" in refused.stderr


def test_a_scan_says_the_same_on_both_machines_byte_for_byte(run, tmp_path, fed):
    source, other = fed
    log, places = tmp_path / "access.log", tmp_path / "dbip-country.csv"
    log.write_text(
        '45.83.1.1 - - [24/Nov/2026:10:00:00 +0000] "GET /../etc/passwd HTTP/1.1" 200 99 "-" "curl"\n'
    )
    places.write_text("45.83.1.0,45.83.1.255,NL\n")
    run("bundle", "keygen", tmp_path / "key")
    run("bundle", "create", tmp_path / "a.bundle", "--key", tmp_path / "key", "--geo", places, *source)
    assert run("bundle", "apply", tmp_path / "a.bundle", "--key", tmp_path / "key.pub", *other).exit_code == 0
    given = (["--geo", places], [])  # where the bundle was applied the database is configured
    said = [
        run("scan", log, "-o", "json", "--until", "2026-12-01", *geo, *machine).stdout
        for machine, geo in zip(fed, given, strict=True)
    ]
    assert said[0].replace("/source/", "/other/") == said[1]
    client = json.loads(said[1])["alerts"][0]["client"]
    assert client["reputation"]["listed"]
    assert client["country"] == "NL"
