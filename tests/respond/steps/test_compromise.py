"""Step 2: what is known stands in the drafts, what is not is marked, and evidence is kept by commands that work."""

import tarfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from carrying_out import all_hold, carry_out

from vedette.model.alert import Outcome, Severity
from vedette.model.investigation import Finding, StepRecord, StepStatus
from vedette.respond.interface import Rerun
from vedette.respond.steps.compromise import Compromise

FOUND = datetime(2026, 11, 24, 12, tzinfo=UTC)


def outcome(made, outcome):
    return replace(made, alert=replace(made.alert, outcome=outcome))


def drafts(made):
    return {a.id: a.doing[0].says for a in Compromise().plan(made).actions if ".tell-" in a.id}


def test_the_authority_has_a_deadline_and_marked_gaps(situation):
    text = drafts(situation(found_at=FOUND))["compromise.tell-authority"]
    assert "Due: 2026-11-27 12:00 UTC, 72 hours after this alert was found" in text
    assert "Categories and approximate number of persons concerned: […]" in text
    assert "That it succeeded was seen" in text


@pytest.mark.parametrize("how", [Outcome.ATTEMPTED, Outcome.BLOCKED, Outcome.NONE_SEEN])
def test_without_success_only_the_inside_is_told_and_nothing_is_isolated(situation, how):
    made = outcome(situation(), how)
    assert [*drafts(made)] == ["compromise.tell-internal"]
    assert "compromise.isolate" not in [a.id for a in Compromise().plan(made).actions]


def test_what_the_investigation_could_not_see_is_a_gap(situation):
    record = StepRecord(
        "activity", StepStatus.FAILED, "", missing=("access.log.1 is gone",), reason="no logs"
    )
    gaps = Compromise().plan(situation(records={"activity": record})).gaps
    assert gaps == (
        "Investigation, activity: it failed: no logs",
        "Investigation, activity: access.log.1 is gone",
    )


def test_logs_are_kept_whole_and_only_for_their_owner(situation, tmp_path):
    log = tmp_path / "a log; $(id).txt"
    log.write_text("line\n")
    made = situation(rerun=Rerun(read=[str(log)]))
    made = replace(made, alert=replace(made.alert, id=tmp_path.name.replace("_", "")[-12:].rjust(12, "a")))
    action = Compromise().plan(made).actions[0]
    archive = action.undo[0].argv[-1]
    try:
        carry_out(action.doing)
        assert all_hold(action)
        with tarfile.open(archive) as kept:
            assert Path(archive).stat().st_mode & 0o777 == 0o600
            assert [entry.name for entry in kept] == [str(log).lstrip("/")]
    finally:
        carry_out(action.undo)


@pytest.mark.parametrize("given", ["-", "/var/log/*.log"])
def test_what_no_command_can_name_is_for_a_person_to_keep(situation, given):
    ids = [a.id for a in Compromise().plan(situation(rerun=Rerun(paths=[given]))).actions]
    assert ids[0] == "compromise.keep-other-logs"


def test_what_the_investigation_found_is_told_with_what_it_is_about_and_nothing_twice(situation):
    made = situation()
    seen = made.alert.evidence[0]
    findings = (
        Finding("succeeded", seen.place, seen.shows, Severity.CRITICAL, (seen,)),
        Finding("attacked", "asked for /etc/passwd", "once, refused", Severity.LOW),
        Finding("bytes-out", "access.log", "12 bytes were sent to it in 1 answer", Severity.INFO),
    )
    record = StepRecord("activity", StepStatus.DONE, "", findings)
    facts = Compromise().plan(replace(made, records={"activity": record})).facts
    assert [fact for fact in facts if fact.startswith("Investigation")] == [
        "Investigation, activity: asked for /etc/passwd: once, refused"
    ]
