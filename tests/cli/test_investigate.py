"""`vedette investigate`: told step by step, for people and for programs, and harmless whatever the client wrote."""

import json

import pytest

PAYLOADS = tuple(
    f"{before}{payload}{after}"
    for payload in (
        "\x1b[2J", "\x1b]0;title\x07", "\u202eevil", "\u2066x", "<script>alert(1)</script>", "=cmd()", "{{7*7}}",
        "${jndi:ldap://198.51.100.1/a}", "\r\nGET / HTTP/1.1", "\x00", "\x9b31m", "%1b%5b2J", "\\x1b[2J", "'; DROP TABLE",
        "`id`", "$(id)", "[link](http://x)", "\x7f", "\u200b", "\ufeff",
    )
    for before, after in (("", ""), ("/static/", "/../../etc/passwd"), ("x" * 50, " "), ("a b ", "\t"), ('"', '"'))
    for _ in (0, 1)
)  # fmt: skip
"""Two hundred texts that something would interpret if it could."""


def line(request, agent):
    return (
        f'203.0.113.66 - - [24/Nov/2026:10:00:01 +0000] "GET {request} HTTP/1.1" 200 1842 "-" "{agent}"\n'
    ).encode("utf-8", "surrogateescape")


def is_command(line):
    """Whether a line is to be copied into a shell: it stands whole."""
    return line.strip().startswith(("ssh root@", "vedette investigate"))


def test_each_step_is_a_paragraph_of_a_hundred_columns(run, state, alert):
    done = run("investigate", alert, "--state", state)
    lines = done.output.splitlines()
    assert done.exit_code == 0, done.output
    assert [line[:12] for line in lines if line.startswith(("1  ", "2  ", "3  "))] == [
        "1  Source: 2",
        "2  Reputatio",
        "3  Activity:",
    ]
    assert all(len(line) <= 100 for line in lines if not is_command(line))
    assert any(line.strip().startswith("mkdir -p ./web-1/") for line in lines)
    assert any("not there  no capture or flow log" in line for line in lines)


def test_json_holds_every_record_and_is_the_same_again(run, state, alert):
    first = run("investigate", alert, "-o", "json", "--state", state).stdout
    (found,) = json.loads(first)["investigations"]
    assert found["alert"] == alert
    assert [step["step"] for step in found["steps"]][:3] == ["source", "reputation", "activity"]
    assert run("investigate", alert, "-o", "json", "--state", state).stdout == first


def test_all_open_alerts_are_investigated(run, state, alert):
    run("alerts", "suppress", alert, "--for", "2d", "--reason", "known", "--state", state)
    found = json.loads(run("investigate", "--all", "-o", "json", "--state", state).stdout)["investigations"]
    assert alert not in [one["alert"] for one in found]


def test_the_alert_is_taken_by_who_says_so(run, state, alert):
    run("investigate", alert, "--by", "ada", "--state", state)
    assert (
        "investigating  by ada: an investigation was begun"
        in run("alerts", "show", alert, "--state", state).output
    )


@pytest.mark.parametrize("arguments", [(), ("a3f9", "--all")])
def test_one_alert_or_all_must_be_named(run, state, arguments):
    assert run("investigate", *arguments, "--state", state).exit_code == 2


def test_an_unknown_alert_is_told_in_one_line(run, state):
    done = run("investigate", "ffffffffffff", "--state", state)
    assert (done.exit_code, "none is kept under this id" in done.output) == (1, True)


def test_a_step_that_fails_gives_exit_code_4(run, state, alert, tmp_path):
    (tmp_path / "inventory.json").unlink()
    done = run("investigate", alert, "--state", state)
    assert done.exit_code == 4
    assert "failed: " in done.output


def test_two_hundred_hostile_texts_are_shown_and_never_interpreted(run, site, tmp_path):
    assert len(PAYLOADS) == 200
    log = tmp_path / "access.log"
    log.write_bytes(log.read_bytes() + b"".join(line(payload, payload) for payload in PAYLOADS))
    folder = tmp_path / "state"
    run("scan", *site, "--state", folder)
    told = run("investigate", "--all", "--state", folder)
    data = run("investigate", "--all", "-o", "json", "--state", folder)
    for done in (told, data):
        assert done.exit_code == 0, done.output
        assert all(character == "\n" or character.isprintable() for character in done.output)
    assert data.output.isascii()
    assert all(len(line) <= 100 for line in told.output.splitlines() if not is_command(line))
    shown = json.loads(data.output)["investigations"][0]["steps"]
    assert any("\x1b[2J" in e["excerpt"] for s in shown for f in s["findings"] for e in f["evidence"])
