"""`vedette intel history`."""

import json


def test_people_read_what_became_of_each_update_and_why(run, kept):
    done = run("intel", "history", "mine")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "mine"
    assert lines[1].endswith("accepted     version 1 in use, 60 entries")
    assert lines[3].endswith("refused      version 2 in use, 0 entries")
    assert lines[4] == "    empty: names no address at all; the version in use is kept"


def test_programs_read_each_decision(run, kept):
    rows = [json.loads(line) for line in run("intel", "history", "-o", "jsonl").stdout.splitlines()]
    assert [row["verdict"] for row in rows] == ["accepted", "accepted", "refused"]
    assert rows[2]["objections"][0] == {
        "check": "empty",
        "firmness": "soft",
        "reason": "names no address at all; the version in use is kept",
    }


def test_the_newest_are_shown_and_how_many_are_left_out(run, kept):
    done = run("intel", "history", "mine", "--last", 1)
    assert done.stdout.splitlines()[-1] == "  and 2 earlier: --last 3 shows all"


def test_a_feed_of_which_nothing_is_known_is_an_error(run, kept):
    done = run("intel", "history", "other")
    assert (done.exit_code, done.stderr) == (1, "vedette: other: nothing was ever decided on such a feed\n")


def test_no_escape_of_a_hostile_feed_reaches_the_terminal(run, kept):
    kept.fail("mine", "\x1b[2J", kept.history("mine")[-1].at)
    done = run("intel", "history")
    assert "\\x1b[2J" in done.stdout
    assert "\x1b" not in done.stdout
