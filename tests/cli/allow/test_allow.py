"""`vedette allow`."""

import json

import pytest


@pytest.fixture
def allow(run, tmp_path):
    """Runs a command on an allowlist of its own."""
    return lambda command, *arguments: run("allow", command, "--state", tmp_path, *arguments)


@pytest.fixture
def filled(allow):
    allow("add", "192.0.2.0/28", "--owner", "ops", "--reason", "uptime probes", "--expires", "90d")
    allow("add", "198.51.100.7", "--owner", "net", "--reason", "a partner", "--never-expires")
    return allow


def test_an_entry_is_added_shown_checked_and_removed(filled):
    listed = json.loads(filled("list", "-o", "json").stdout)
    assert [(e["network"], e["owner"], e["expired"]) for e in listed] == [
        ("192.0.2.0/28", "ops", False),
        ("198.51.100.7/32", "net", False),
    ]
    inside, outside = json.loads(filled("check", "192.0.2.7", "192.0.2.99", "-o", "json").stdout)
    assert (inside["allowed"], inside["entries"][0]["reason"]) == (True, "uptime probes")
    assert (outside["allowed"], outside["entries"]) == (False, [])
    assert filled("remove", "192.0.2.0/28").exit_code == 0
    assert filled("check", "192.0.2.7").stdout == "192.0.2.7  not allowed\n"


def test_people_read_a_line_for_each(filled):
    assert "198.51.100.7/32  net: a partner (does not expire)" in filled("list").stdout
    assert "192.0.2.0/28  ops: uptime probes (until " in filled("check", "192.0.2.7").stdout


def test_an_owner_with_an_escape_is_refused(allow):
    done = allow("add", "192.0.2.1", "--owner", "net\x1b[2J", "--reason", "x", "--never-expires")
    assert done.exit_code == 2
    assert "owner" in done.stderr


def test_an_entry_that_has_expired_is_shown_as_such_and_allows_nobody(allow, tmp_path):
    (tmp_path / "allowlist.jsonl").write_text(
        '{"network":"192.0.2.1/32","owner":"ops","reason":"x","added":"2020-01-01T00:00:00Z","expires":"2020-02-01T00:00:00Z"}\n'
    )
    assert "EXPIRED on 2020-02-01" in allow("list").stdout
    (said,) = json.loads(allow("check", "192.0.2.1", "-o", "json").stdout)
    assert (said["allowed"], said["entries"][0]["expired"]) == (False, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["192.0.2.1", "--owner", "ops", "--reason", "x"], "say either"),
        (
            ["192.0.2.1", "--owner", "ops", "--reason", "x", "--expires", "1d", "--never-expires"],
            "say either",
        ),
        (["0.0.0.0/0", "--owner", "ops", "--reason", "x", "--never-expires"], "wider than /8"),
        (["192.0.2.1", "--owner", "ops", "--reason", "x", "--expires", "2020-01-01"], "before it is added"),
        (["192.0.2.1", "--owner", "ops", "--reason", "x", "--expires", "soon"], "is no time"),
        (["nonsense", "--owner", "ops", "--reason", "x", "--never-expires"], "no network"),
    ],
)
def test_wrong_usage_is_told(allow, arguments, said):
    done = allow("add", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr


def test_lines_that_are_no_entries_are_told_and_make_the_answer_partial(filled, tmp_path):
    with (tmp_path / "allowlist.jsonl").open("a") as file:
        file.write("nonsense\n")
    done = filled("list")
    assert done.exit_code == 4
    assert "allowlist.jsonl:3:" in done.stderr
    assert filled("remove", "198.51.100.7").exit_code == 1


def test_what_is_not_there_cannot_be_removed(allow):
    done = allow("remove", "192.0.2.1")
    assert (done.exit_code, done.stderr) == (1, "vedette: no entry allows exactly 192.0.2.1/32\n")


def test_what_is_no_address_cannot_be_checked(allow):
    assert allow("check", "nonsense").exit_code == 2
