"""`vedette intel check`."""

import csv
import json

import pytest
from click.testing import CliRunner

from vedette.cli.main import vedette


@pytest.fixture
def lists(tmp_path):
    (tmp_path / "bad.txt").write_text(
        "# Last update: 2026-11-20 12:00:00\n192.0.2.1 # =seen\x1b[2J\n8.8.8.8\n"
    )
    (tmp_path / "empty.txt").write_text("# nothing today\n")
    (tmp_path / "prose.txt").write_text("Nothing that is said here is an address.\n")
    return tmp_path


def check(*arguments, stdin=None):
    return CliRunner().invoke(vedette, ["intel", "check", *map(str, arguments)], input=stdin)


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
    assert bad["sources"][0]["listed_at"] == "2026-11-20T12:00:00+00:00"
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


def test_without_lists_nothing_is_said(lists):
    assert check("192.0.2.1").exit_code == 2


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
