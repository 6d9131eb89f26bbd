"""What a report says of what is known, of what is not, and of what to do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from example_alert import ALERT, NOW
from example_report import EVIDENCE, FACTS, RECORD
from msgspec import structs

from vedette.model.alert import Outcome, Severity, Verdict
from vedette.model.investigation import Moment, StepStatus
from vedette.model.lifecycle import Change, State
from vedette.model.vulnerability import State as Holds
from vedette.report.compose import compose
from vedette.report.exhibits import evidence_of
from vedette.report.interface import Facts, Place, Raw, place_of
from vedette.report.wording import TITLES, VERDICTS


def unknown(facts):
    return [one.says for one in compose(facts).unknown]


def test_steps_that_were_not_carried_out_and_what_was_not_there_are_not_known():
    assert "What the step Activity would find" in unknown(FACTS)
    assert "no error log" in unknown(FACTS)
    assert "Who runs it?" in unknown(FACTS)


def test_what_the_plan_repeats_of_the_investigation_is_told_once():
    plan = replace(
        FACTS.plan, gaps=("Investigation, source: no error log", "nobody is known to be logged in")
    )
    said = unknown(replace(FACTS, plan=plan))
    assert [one for one in said if "no error log" in one] == ["no error log"]
    assert "nobody is known to be logged in" in said


def test_a_failed_step_is_not_known_and_says_why():
    record = replace(RECORD, status=StepStatus.FAILED, reason="the log is damaged")
    facts = replace(FACTS, steps=(replace(FACTS.steps[0], record=record),))
    (said,) = [one for one in compose(facts).unknown if "failed" in one.says]
    assert said.basis == "the log is damaged"
    assert not [one for one in compose(facts).known if one.says.startswith("Source")]


def test_evidence_that_could_not_be_read_again_is_not_known():
    gone = {place_of(EVIDENCE): Raw(None, None, None, "the source is no longer there")}
    report = compose(replace(FACTS, raws=gone))
    assert "could not be read again: the source is no longer there" in report.exhibits[0].standing
    assert any("still hold the evidence" in one.says for one in report.unknown)
    assert "of 1 items of evidence 0 read again" in report.known[1].basis


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Outcome.ATTEMPTED, "Whether the attack worked"),
        (Outcome.LIKELY_SUCCESSFUL, "What the client received"),
    ],
)
def test_an_outcome_that_is_not_proven_is_not_known(outcome, said):
    assert said in unknown(replace(FACTS, alert=replace(FACTS.alert, outcome=outcome)))


def test_an_unknown_vulnerability_is_never_among_what_is_known():
    (vulnerability,) = FACTS.alert.vulnerabilities
    alert = replace(FACTS.alert, vulnerabilities=(structs.replace(vulnerability, state=Holds.UNKNOWN),))
    report = compose(replace(FACTS, alert=alert, plan=None))
    assert "Whether CVE-2025-30208 holds" in [one.says for one in report.unknown]
    assert not [one for one in report.known if one.says.startswith("CVE-")]
    assert any(said.startswith("Find out whether CVE-2025-30208 holds") for said in report.summary.now)


def test_an_open_alert_is_not_over_and_a_success_is_told_to_those_who_must_know():
    summary = compose(FACTS).summary
    assert summary.over[0].startswith("Not yet")
    assert summary.now[0] == "Drop everything (severity critical)"
    assert any("72 hours" in said for said in summary.tell)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (
            State.RESOLVED,
            "Yes, by somebody's word: it was resolved by ada at 2026-11-24 12:00:00 UTC: patched",
        ),
        (
            State.FALSE_POSITIVE,
            "There was nothing, by somebody's word: it was called a false positive by ada",
        ),
        (State.SUPPRESSED, "Set aside until 2026-11-25 12:00:00 UTC, not dealt with by ada"),
    ],
)
def test_a_closed_alert_says_by_whose_word(state, said):
    change = Change(NOW, "ada", State.NEW, state, "patched", NOW + timedelta(days=1))
    summary = compose(replace(FACTS, state=state, changes=(change,))).summary
    assert summary.over[0].startswith(said)
    assert summary.now == ("Nothing, unless it is opened again",)


def test_without_a_plan_the_fixed_version_is_named():
    summary = compose(replace(FACTS, plan=None)).summary
    assert "Bring nginx to 6.2.3 or later, which closes CVE-2025-30208" in summary.now


def test_what_a_rail_refuses_is_not_told_to_be_done():
    step = replace(FACTS.plan.steps[0], actions=FACTS.plan.steps[0].actions[1:])
    plan = replace(FACTS.plan, steps=(step,))
    assert not any(said.startswith("Disconnect") for said in compose(replace(FACTS, plan=plan)).summary.now)


def test_a_bare_finding_about_a_service_makes_a_report():
    report = compose(Facts(replace(ALERT, severity=Severity.LOW), State.NEW, ()))
    assert report.title == "Reachable from outside: nginx on web-1"
    assert report.summary.tell == ("Nobody needs to be told",)


def test_one_place_that_is_named_from_two_folders_is_one_exhibit():
    near = replace(EVIDENCE, source="nginx/access.log")
    assert len(evidence_of(replace(FACTS, alert=replace(FACTS.alert, evidence=(near, EVIDENCE))))) == 1
    far = replace(EVIDENCE, source="/srv/access.log")
    assert len(evidence_of(replace(FACTS, alert=replace(FACTS.alert, evidence=(far, EVIDENCE))))) == 2


def test_marks_of_the_chart_stand_within_it():
    moments = tuple(
        Moment(NOW + timedelta(seconds=n), NOW + timedelta(seconds=n * 2), "log", "it", 1) for n in range(50)
    )
    record = replace(RECORD, timeline=(*moments, Moment(None, None, "log", "it", 1)))
    timeline = compose(replace(FACTS, steps=(replace(FACTS.steps[0], record=record),))).timeline
    (lane,) = timeline.lanes
    assert all(m.left >= 0 and m.width > 0 and m.left + m.width <= 1000.1 for m in lane.marks)
    assert timeline.moments[-1].first is None


def test_a_place_without_line_and_byte_is_itself_alone():
    assert place_of(replace(EVIDENCE, line=None, offset=None)) == Place(EVIDENCE.source, None, None)


def test_every_verdict_has_a_title():
    assert set(TITLES) == set(VERDICTS) == set(Verdict)
