"""`scan`, `explain` and `intel check` with the feeds that are configured."""

import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from vedette.config.loading import load
from vedette.intel.gate.reading import Profile
from vedette.intel.places import feed_store
from vedette.intel.provenance import Provenance

LOG = (
    '45.83.1.7 - - [{:%d/%b/%Y}:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "curl"\n'
    '45.83.9.9 - - [{:%d/%b/%Y}:10:00:01 +0000] "GET / HTTP/1.1" 200 10 "-" "curl"\n'
    '10.0.0.8 - - [{:%d/%b/%Y}:10:00:02 +0000] "GET / HTTP/1.1" 200 10 "-" "curl"\n'
)


@pytest.fixture
def home(tmp_path):
    """A configuration with two feeds, of which one was never fetched, and a log: the options of a command."""
    (tmp_path / "config.toml").write_text(
        '[[feed]]\nname = "mine"\npath = "x.txt"\n[[feed]]\nname = "other"\npath = "y.txt"\n'
    )
    (tmp_path / "access.log").write_text(LOG.format(*[datetime.now(UTC)] * 3))
    return tmp_path


@pytest.fixture
def at(home):
    """The options of a command, with a feed that was last confirmed so many days ago."""

    def at(days):
        when = datetime.now(UTC) - timedelta(days=days)
        store = feed_store(load(home / "config.toml"), home / "state")
        store.offer(Profile("mine"), b"45.83.1.7\n", Provenance(url="x"), when)
        return ["--config", home / "config.toml", "--state", home / "state"]

    return at


def scan(run, home, options):
    return json.loads(run("scan", home / "access.log", *options, "-o", "json").stdout)


def test_a_scan_without_lists_asks_the_feeds_and_says_which_version(run, home, at):
    summary = scan(run, home, at(1))["summary"]
    assert (summary["listed_clients"], summary["asked"]) == (1, "asked")
    mine, other = summary["feeds"]
    assert (mine["feed"], mine["freshness"], mine["version"]) == ("mine", "fresh", 1)
    assert (other["freshness"], other["version"], other["fetched_at"]) == ("never", None, None)


def test_a_scan_that_leans_on_stale_feeds_says_so(run, home, at):
    options = at(9)
    summary = scan(run, home, options)["summary"]
    assert (summary["listed_clients"], summary["asked"]) == (1, "too-old")
    shown = run("scan", home / "access.log", *options).stdout
    assert "Every list of bad addresses is too old: that a client is not listed says nothing." in shown
    assert "stale: mine, version 1, last confirmed on " in shown
    assert "not asked: other, nothing in use" in shown


def test_lists_that_are_named_take_the_place_of_the_feeds(run, home, at):
    (home / "list.txt").write_text("45.83.9.9\n")
    summary = scan(run, home, [*at(1), "--intel", home / "list.txt"])["summary"]
    assert (summary["listed_clients"], summary["feeds"]) == (1, [])
    assert [report["feed"] for report in summary["intel"]] == ["list"]


def test_a_second_scan_finds_the_same_from_what_was_compiled(run, home, at):
    options = at(1)
    first, second = scan(run, home, options), scan(run, home, options)
    assert list((home / "state/intel/compiled").glob("*.set"))
    assert first == second


def test_an_update_between_two_scans_is_seen(run, home, at):
    options = at(1)
    assert scan(run, home, options)["summary"]["listed_clients"] == 1
    store = feed_store(load(home / "config.toml"), home / "state")
    store.offer(Profile("mine"), b"45.83.1.7\n45.83.9.9\n", Provenance(url="x"), datetime.now(UTC))
    assert scan(run, home, options)["summary"]["listed_clients"] == 2


def test_a_damaged_feed_makes_the_result_partial(run, home, at):
    options = at(1)
    next((home / "state/intel/feeds/mine/versions/1").glob("document")).write_bytes(b"x")
    done = run("scan", home / "access.log", *options, "-o", "json")
    assert done.exit_code == 4
    assert "feed mine: " in json.loads(done.stdout)["summary"]["problems"][0]


def test_home_networks_are_those_of_the_configuration_unless_named(run, home, at):
    options = at(1)
    with (home / "config.toml").open("a") as file:
        file.write('[network]\nhome = ["45.83.0.0/16"]\n')
    assert scan(run, home, options)["summary"]["external_connections"] == 1
    assert scan(run, home, [*options, "--home", "10.0.0.0/8"])["summary"]["external_connections"] == 2


def test_an_address_is_explained_by_the_feeds(run, home, at):
    told = run("explain", "45.83.1.7", *at(9)).stdout
    assert "mine says malicious" in told
    assert "stale           mine, version 1, last confirmed on " in told
    assert (
        "too old to say: no list names it, and every list is stale"
        in run("explain", "45.83.9.9", *at(9)).stdout
    )


def test_without_any_list_nobody_was_asked(run, tmp_path):
    assert "not asked: there is no list of bad addresses" in run("explain", "45.83.1.7").stdout


def test_check_asks_the_feeds_too(run, home, at):
    rows = [
        json.loads(line)
        for line in run("intel", "check", "45.83.1.7", "45.83.9.9", *at(9), "-o", "jsonl").stdout.splitlines()
    ]
    assert [(row["listed"], row["answer"]) for row in rows] == [(True, "listed"), (None, "too-old")]


def test_a_scan_remembers_its_clients_from_outside_where_a_state_folder_is_named(run, home, at):
    scan(run, home, at(1))
    scan(run, home, at(1))
    table = pl.read_parquet(home / "state/clients.parquet").sort("client")
    assert table.select("client", "count").rows() == [("45.83.1.7", 2), ("45.83.9.9", 2)]


def test_a_scan_makes_no_state_folder_that_nobody_asked_for(run, home, monkeypatch):
    monkeypatch.delenv("VEDETTE_STATE")
    monkeypatch.setattr("vedette.config.places._ROOT_STATE", home / "usual")
    monkeypatch.setattr("vedette.config.places._own_state", lambda: home / "usual")
    assert run("scan", home / "access.log").exit_code == 0
    assert not (home / "usual").exists()


def test_clients_behind_a_trusted_proxy_are_remembered_and_the_proxy_is_not(run, home, at):
    (home / "access.log").write_text(
        '45.90.0.1 - - [24/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "curl" "45.83.1.9"\n'
    )
    run("scan", home / "access.log", *at(1), "--trusted-proxy", "45.90.0.1")
    assert pl.read_parquet(home / "state/clients.parquet")["client"].to_list() == ["45.83.1.9"]


def test_an_update_is_tried_on_the_clients_of_the_last_runs(run, home, at):
    """Visitors that a new version suddenly names: it is refused, and the version before stays in use."""
    options = at(1)
    visitors = [f"45.83.7.{n}" for n in range(40)]
    (home / "access.log").write_text(
        "".join(f'{ip} - - [24/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "a"\n' for ip in visitors)
    )
    scan(run, home, options)
    (home / "x.txt").write_text("45.83.1.7\n" + "\n".join(visitors))
    done = run("intel", "update", "mine", *options)
    assert done.exit_code == 4
    assert "names 40 of 40 recent clients, before 0" in done.stdout


def test_a_damaged_memory_of_clients_stops_no_update(run, home, at):
    options = at(1)
    (home / "state/clients.parquet").write_bytes(b"PAR1")
    (home / "x.txt").write_text("45.83.1.8\n")
    done = run("intel", "update", "mine", *options)
    assert done.exit_code == 0
    assert "updates are tried on no clients" in done.stderr
    assert done.stderr.count("\n") == 1
