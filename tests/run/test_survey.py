"""What is told of files: recognised, understood, lacking, and what would help."""

import gzip
import json

import polars as pl
import pytest

from vedette.model.connection import conform
from vedette.model.home import home_networks
from vedette.run import holdings
from vedette.run.holdings import Holdings
from vedette.run.survey import Role, survey_sources
from vedette.run.survey_lists import survey_lists
from vedette.telemetry import expand

LINE = '203.0.113.66 - - [24/Nov/2026:10:00:0%d +0000] "GET / HTTP/1.1" 200 18 "-" "x"\n'
OSV = {"id": "GHSA-xxxx-xxxx-xxxx", "modified": "2026-01-01T00:00:00Z", "affected": []}


@pytest.fixture
def survey(tmp_path):
    """Surveys one source of that content."""

    def survey(content, name="access.log", format_=None):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        (found,) = survey_sources(expand([str(path)]), format_)
        return found

    return survey


def test_a_log_that_is_understood_says_what_it_holds(survey):
    found = survey((LINE % 1 + LINE % 5).replace("203.0.113.66", "198.51.100.1", 1))
    assert (found.format, found.confidence, found.lines, found.understood) == ("combined", 0.9, 2, 1)
    assert (found.clients, found.entries, found.advice, found.error) == (2, 2, [], None)
    assert f"{found.first:%S} {found.last:%S}" == "01 05"


def test_lines_that_are_not_understood_are_counted_shown_and_explained(survey):
    found = survey("".join(LINE % i for i in range(3)) + "host.example - - [x]\n\nx\x1b[2J\ny\n")
    assert (found.rejected, found.ignored, found.understood) == (3, 1, 1 - 3 / 7)
    assert list(found.reasons.items()) == [("not a line of this format", 3)]
    assert [sample.line for sample in found.samples] == [4, 6, 7]
    assert found.samples[1].excerpt == "x\x1b[2J"
    assert found.advice[0].startswith("some lines have other fields")


def test_clients_by_name_are_to_be_logged_by_address(survey):
    found = survey(LINE % 1 + (LINE % 2).replace("203.0.113.66", "host.example"))
    assert found.reasons == {"client is a host name": 1}
    assert "HostnameLookups Off" in found.advice[0]


def test_one_broken_request_among_many_is_no_reason_to_doubt_the_format(survey):
    assert survey(LINE % 1 * 200 + "rubbish\n").advice == []


def test_clients_that_are_all_private_point_to_a_proxy(survey):
    (advice,) = survey((LINE % 1).replace("203.0.113.66", "10.0.0.7")).advice
    assert "--trusted-proxy" in advice


def test_what_a_log_lacks_is_what_it_cannot_show(survey):
    found = survey('203.0.113.66 - - [24/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 -\n')
    assert [advice.partition(":")[0] for advice in found.advice] == [
        "no byte counts to the client",
        "no User-Agent",
    ]


def test_a_format_that_is_nearly_as_sure_is_named(survey, monkeypatch):
    monkeypatch.setattr("vedette.run.survey.CLOSE", 1.0)
    found = survey(
        LINE % 1 + 'www:80 203.0.113.66 - - [24/Nov/2026:10:00:01 +0000] "GET / HTTP/1.1" 200 18 "-" "x"\n'
    )
    assert (found.format, found.runner_up) == ("combined", "vhost_combined")


def test_a_format_that_is_asked_for_has_no_confidence(survey):
    found = survey("203.0.113.66 x\n", format_="regex:^(?P<client_ip>[^ ]+)")
    assert (found.format, found.confidence, found.runner_up, found.clients) == ("regex", None, None, 1)


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        ("24/Nov/2026 10:00:01|198.51.100.3|GET / HTTP/1.1|200\n", "--format 'nginx:…'"),
        ("Nov 24 10:00:01 from [198.51.100.3]\n", "--format 'regex:…"),
        ("198.51.100.3|GET / HTTP/1.1|200\n", "--format 'nginx:…'"),
        ("installed package foo\n", "no address stands"),
        (
            '{"when":"2026-11-24T10:00:01Z","remote":{"addr":"198.51.100.3"}}\n',
            "json:client=remote.addr,time=when",
        ),
        ('{"a":{"since":"2020-01-01"},"ts":1795514401.5,"ip":"::1"}\n{}\n', "json:client=ip,time=ts"),
        ('{\n "user": {"ip": "198.51.100.3"}\n}\n', "json:client=user.ip,time=…"),
        ("203.0.113.66\n203.0.113.67\n203.0.113.68\n", "--intel"),
        (json.dumps(OSV), "--advisories"),
        ('{"host": "web-1", "apps": []}', "--assets"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (bytes(257) + b"ustar" + bytes(300), "a tar archive"),
        (b"\xff\xfe\0\1", "not text"),
        (b"\n\n", "no address stands"),
    ],
)
def test_what_no_format_recognises_is_told_what_would_help(survey, content, advice):
    found = survey(content, "unknown")
    assert (found.format, found.problem) == (None, True)
    assert advice in found.advice[0]


def test_of_an_unknown_text_the_first_line_is_shown_and_of_other_bytes_none(survey):
    assert survey("\n\x1b[2J hello\r\nworld\n").first_line == "\x1b[2J hello"
    assert survey("x" * 1000).first_line == "x" * 200
    assert survey(b"\xff\0\n").first_line is None
    assert survey(LINE % 1).first_line is None


def test_an_empty_file_is_no_problem(survey):
    found = survey("")
    assert (found.format, found.lines, found.problem, found.advice) == (None, 0, False, [])


def test_a_source_that_is_damaged_says_so_and_how_far_it_was_read(survey):
    lines = "".join(LINE % (i % 10) for i in range(20_000)).encode()
    found = survey(gzip.compress(lines)[:-9])
    assert (found.format, found.problem) == ("combined", True)
    assert found.entries > 10_000
    assert "ended before" in found.error


def test_what_merely_stands_in_a_directory_is_no_problem(tmp_path):
    (tmp_path / "README").write_text("Hello.\n")
    (found,) = survey_sources(expand([str(tmp_path)]), None)
    assert (found.error, found.problem, found.first_line) == ("no format recognises it", False, "Hello.")


def test_clients_are_counted_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(holdings, "MOST_CLIENTS", 5)
    held = Holdings(home_networks(()))
    for batch in range(3):
        held.add(conform(pl.DataFrame({"client_ip": [f"10.0.{batch}.{i // 2}" for i in range(6)]})))
    assert (held.clients, held.first, held.from_outside) == (5, None, False)


def test_lists_say_what_was_taken_and_what_was_not(tmp_path):
    path = tmp_path / "bad.txt"
    path.write_text("203.0.113.66\n203.0.113.67\n38.0.0.0/8\nbad.example\n")
    (found,) = survey_lists(Role.INTEL, [str(path)])
    assert (found.format, found.entries, found.rejected) == ("plain", 2, 2)
    assert sum(found.reasons.values()) == 2


def test_an_inventory_says_what_has_no_version(tmp_path):
    path = tmp_path / "inventory.json"
    path.write_text('{"host": "web-1", "apps": [{"name": "vite", "version": "6.2.2"}, {"name": "own"}]}')
    (found,) = survey_lists(Role.ASSETS, [str(path)])
    assert (found.format, found.entries, found.problem) == ("inventory", 2, False)
    assert found.advice == ["1 without a version: what they are vulnerable to cannot be told"]


def test_one_file_that_is_none_stops_no_other(tmp_path):
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text(json.dumps(OSV))
    broken, read = survey_lists(Role.ADVISORIES, [str(tmp_path / "a.json"), str(tmp_path)])
    assert (broken.format, broken.problem, bool(broken.advice)) == (None, True, True)
    assert (read.format, read.entries, read.problem) == ("osv", 1, False)
