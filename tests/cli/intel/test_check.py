"""`vedette intel check`."""

import csv
import json
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from click.testing import CliRunner

from vedette.cli.main import vedette
from vedette.run.address_check import BLOCK
from vedette.run.clients import remember


@pytest.fixture
def lists(tmp_path):
    (tmp_path / "bad.txt").write_text(
        "# Last update: 2026-11-20 12:00:00\n192.0.2.1 # =seen\x1b[2J\n8.8.8.8\n"
    )
    (tmp_path / "empty.txt").write_text("# nothing today\n")
    (tmp_path / "prose.txt").write_text("Nothing that is said here is an address.\n")
    return tmp_path


def check(*arguments, stdin=None, at="2026-11-24"):
    given = ["intel", "check", *map(str, arguments), "--at", at]
    return CliRunner().invoke(vedette, given, input=stdin)


def test_json_lines_tell_of_each_address_in_its_order(lists):
    done = check("--intel", lists, "-", "-o", "jsonl", stdin="192.0.2.1\n8.8.8.8\n\n192.0.2.7\n")
    assert done.exit_code == 0
    bad, resolver, other = map(json.loads, done.stdout.splitlines())
    assert (bad["ip"], bad["listed"], bad["score"], bad["categories"]) == (
        "192.0.2.1",
        True,
        50,
        ["malicious"],
    )
    assert bad["sources"][0]["feed"] == "bad"
    assert bad["sources"][0]["listed_at"] == "2026-11-20T12:00:00Z"
    assert (resolver["listed"], resolver["score"]) == (False, 0)
    assert resolver["sources"][0]["demoted"] == "public resolver: Google Public DNS"
    assert resolver["context"] == ["public-resolver: Google Public DNS"]
    assert other == {
        "ip": "192.0.2.7",
        "listed": False,
        "score": 0,
        "categories": [],
        "sources": [],
        "context": [],
        "answer": "not-listed",
        "reasons": [],
        "allowlisted": None,
        "allowlist": [],
        "earlier": None,
    }


def test_what_became_of_the_lists_is_told_apart_from_the_answers(lists):
    done = check("--intel", lists, "192.0.2.1")
    assert "2 lists, 2 entries" in done.stderr
    assert "no entries in empty" in done.stderr
    assert f"skipped {lists}/prose.txt: not a list" in done.stderr


def test_people_read_a_sentence_and_no_escape_of_a_list_reaches_the_terminal(lists):
    done = check("--intel", lists, "192.0.2.1", "192.0.2.7", "8.8.8.8")
    assert "192.0.2.1  listed, score 50: malicious" in done.stdout
    assert "confidence 50 since 2026-11-20, =seen\\x1b[2J" in done.stdout
    assert "192.0.2.7  not listed" in done.stdout
    assert "8.8.8.8    named, but does not count" in done.stdout
    assert "\x1b" not in done.stdout


def test_csv_has_a_row_for_each_address(lists):
    done = check("--intel", lists, "192.0.2.1", "nonsense", "-o", "csv")
    rows = list(csv.DictReader(done.stdout.splitlines()))
    assert rows[0]["listed"] == "True"
    assert rows[0]["sources"] == "bad"
    assert (rows[1]["ip"], rows[1]["listed"], rows[1]["sources"]) == ("nonsense", "", "no IP address")


def test_an_argument_that_is_no_address_is_a_row_and_an_exit_code(lists):
    done = check("--intel", lists, "192.0.2.1", "010.0.0.1", "-o", "jsonl")
    assert done.exit_code == 2
    row = json.loads(done.stdout.splitlines()[1])
    assert (row["ip"], row["listed"], row["error"]) == ("010.0.0.1", None, "no IP address")


def test_input_that_cannot_be_decoded_is_a_row_too(lists):
    done = check("--intel", lists, "-", "-o", "jsonl", stdin=b"\xff\n192.0.2.1\n")
    assert [json.loads(line)["listed"] for line in done.stdout.splitlines()] == [None, True]


def test_home_networks_decide_on_private_addresses(lists):
    (lists / "bad.txt").write_text("10.10.10.31\n")
    assert not json.loads(check("--intel", lists, "10.10.10.31", "-o", "jsonl").stdout)["listed"]
    named = check("--intel", lists, "--home", "172.16.0.0/12", "10.10.10.31", "-o", "jsonl")
    assert json.loads(named.stdout)["listed"]


@pytest.mark.parametrize("output", ["human", "jsonl", "csv"])
def test_without_lists_nobody_was_asked_which_is_not_the_same_as_not_listed(output):
    done = check("192.0.2.1", "-o", output)
    assert done.exit_code == 0
    assert "not asked: no list" in done.stdout or "not-asked" in done.stdout
    if output == "jsonl":
        said = json.loads(done.stdout)
        assert (said["listed"], said["score"]) == (None, None)


def test_lists_of_known_networks_alone_and_empty_lists_are_nobody_to_ask(lists):
    (lists / "bad.txt").unlink()
    assert json.loads(check("--intel", lists, "192.0.2.1", "-o", "jsonl").stdout)["answer"] == "not-asked"


def test_of_what_an_old_list_does_not_name_it_is_too_old_to_say(lists):
    said = check("--intel", lists, "192.0.2.1", "192.0.2.7", "-o", "jsonl", at="2029-01-01").stdout
    named, other = map(json.loads, said.splitlines())
    assert [(row["answer"], row["listed"], row["score"]) for row in (named, other)] == [
        ("too-old", None, None)
    ] * 2
    assert named["sources"][0]["demoted"] == "last seen 772 days before: nothing is left of it"
    assert named["sources"][0]["standing"] == "faded"


def test_an_answer_tells_of_each_source_when_it_saw_the_address_and_what_is_left_of_its_word(lists):
    (row,) = map(
        json.loads, check("--intel", lists, "192.0.2.1", "-o", "jsonl", at="2027-05-20").stdout.splitlines()
    )
    (source,) = row["sources"]
    assert (source["confidence"], source["weight"], source["standing"]) == (50, 38, "listed")
    assert (source["age_days"], source["data_age_days"], source["first_seen"]) == (180, 180, None)
    assert source["last_seen"] == "2026-11-20T12:00:00Z"
    assert row["reasons"] == ["bad says malicious at 50, of which 38 is left after 180 days"]


def test_before_a_listing_it_is_younger_and_told(lists):
    done = check("--intel", lists, "192.0.2.1", "-o", "jsonl", at="2020-01-01")
    (source,) = json.loads(done.stdout)["sources"]
    assert (source["standing"], source["younger_than_event"], source["weight"]) == ("younger", True, 50)
    assert "younger than the time asked about" in check("--intel", lists, "192.0.2.1", at="2020-01-01").stdout


def test_an_allowed_address_is_shown_as_such(lists, run):
    run(
        "allow",
        "add",
        "192.0.2.1",
        "--owner",
        "ops",
        "--reason",
        "probes",
        "--never-expires",
        "--state",
        lists,
    )
    done = check("--intel", lists / "bad.txt", "192.0.2.1", "--state", lists, "-o", "jsonl")
    said = json.loads(done.stdout)
    assert (said["listed"], said["answer"]) == (False, "not-counted")
    assert said["allowlisted"] == said["sources"][0]["demoted"] == "allowlisted by ops: probes"
    told = check("--intel", lists / "bad.txt", "192.0.2.1", "--state", lists).stdout
    assert "192.0.2.1  allowlisted by ops: probes" in told


def test_clients_of_earlier_runs_are_told_and_count_for_nothing(lists):
    remember(
        lists,
        pl.Series("client", ["192.0.2.1", "192.0.2.7", "2001:db8::1"]),
        datetime(2026, 11, 20, tzinfo=UTC),
    )
    done = check(
        "--intel", lists / "bad.txt", "192.0.2.7", "2001:DB8::1", "192.0.2.8", "--state", lists, "-o", "jsonl"
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["earlier"] and row["earlier"]["times"] for row in rows] == [1, 1, None]
    assert [row["listed"] for row in rows] == [False] * 3
    assert (
        "seen by our own runs once"
        in check("--intel", lists / "bad.txt", "192.0.2.7", "--state", lists).stdout
    )


def test_of_the_configured_feeds_too_silence_says_nothing_once_they_are_old(kept):
    later = (datetime.now(UTC) + timedelta(days=400)).isoformat()
    done = check("45.83.1.7", "45.99.0.1", "-o", "jsonl", at=later)
    assert [json.loads(line)["answer"] for line in done.stdout.splitlines()] == ["too-old"] * 2


def test_the_configured_feeds_answer_where_no_list_is_named(kept):
    now = datetime.now(UTC).isoformat()
    done = check("45.83.1.7", "45.83.1.0", "45.99.0.1", "-o", "jsonl", at=now)
    assert [json.loads(line)["answer"] for line in done.stdout.splitlines()] == [
        "listed",
        "not-counted",
        "not-listed",
    ]


def test_blocks_of_addresses_are_answered_in_their_order_however_many(lists):
    asked = [f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}" for n in range(2 * BLOCK + 7)]
    asked[BLOCK + 3] = "192.0.2.1"
    done = check("--intel", lists, "-", "-o", "jsonl", stdin="\n".join(asked))
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["ip"] for row in rows] == asked
    assert [row["ip"] for row in rows if row["listed"]] == ["192.0.2.1"]


def test_a_list_that_cannot_be_read_is_an_error(lists):
    done = check("--intel", lists / "nothing.txt", "192.0.2.1")
    assert done.exit_code == 1
    assert "nothing.txt: there is no such file or directory" in done.stderr


def test_an_entry_that_has_ended_is_named_and_does_not_count(tmp_path):
    said = {"type": "indicator", "id": "indicator--1", "pattern": "[ipv4-addr:value = '192.0.2.1']"}
    for name, end in (("old", "2020-01-01T00:00:00Z"), ("new", "2999-01-01T00:00:00Z")):
        (tmp_path / f"{name}.json").write_text(
            json.dumps({**said, "pattern_type": "stix", "valid_until": end})
        )
    done = check("--intel", tmp_path, "192.0.2.1", "-o", "jsonl")
    sources = {source["feed"]: source["demoted"] for source in json.loads(done.stdout)["sources"]}
    assert sources == {"old": "expired on 2020-01-01", "new": None}


def test_places_are_told_where_a_database_is_asked(lists, tmp_path):
    database = tmp_path / "dbip-country.csv"
    database.write_text("192.0.2.0,192.0.2.255,NL\n")
    bad = lists / "bad.txt"
    done = check("--intel", bad, "--geo", database, "192.0.2.1", "8.8.8.8", "nonsense", "-o", "jsonl")
    here, elsewhere, nowhere = map(json.loads, done.stdout.splitlines())
    assert (here["country"], here["asn"], here["network_owner"]) == ("NL", None, None)
    assert elsewhere["country"] is None
    assert "country" not in nowhere
    assert "IP Geolocation by DB-IP" in done.stderr
    assert "           NL" in check("--intel", bad, "--geo", database, "192.0.2.1").stdout


def test_now_is_never_before_the_date_of_a_list(tmp_path):
    (tmp_path / "ahead.txt").write_text("# Last update: 2900-01-01 12:00:00\n192.0.2.1\n")
    given = ["intel", "check", "--intel", str(tmp_path), "192.0.2.1", "-o", "jsonl"]
    (source,) = json.loads(CliRunner().invoke(vedette, given).stdout)["sources"]
    assert source["standing"] == "listed"
