"""`vedette intel diff`."""

import json


def test_people_read_what_changed(run, kept):
    lines = run("intel", "diff", "mine").stdout.splitlines()
    assert lines[0].startswith("mine: version 1 of ")
    assert " → version 2 of " in lines[0]
    assert lines[1] == "  entries   60 → 64"
    assert lines[2:5] == ["  added     5", "            widest: 45.84.0.0/24", "            45.83.1.60"]
    assert lines[-2:] == ["  removed   1", "            45.83.1.0"]


def test_what_a_refused_update_would_change_can_be_seen(run, kept):
    lines = run("intel", "diff", "mine", "--refused").stdout.splitlines()
    assert " → the refused update of " in lines[0]
    assert "  removed   64" in lines
    assert lines[-1] == "            and 44 more"


def test_programs_read_the_same(run, kept):
    row = json.loads(run("intel", "diff", "mine", 2, 1, "-o", "json").stdout)
    assert (row["old"]["version"], row["new"]["version"]) == (2, 1)
    assert row["entries"] == {"old": 64, "new": 60}
    assert (row["added"]["count"], row["removed"]["count"]) == (1, 5)


def test_wrong_questions_are_told(run, kept):
    assert run("intel", "diff", "mine", 1, "--refused").exit_code == 2
    assert "version 7 is not kept" in run("intel", "diff", "mine", 7).stderr
    assert "nothing is kept of such a feed" in run("intel", "diff", "other").stderr
