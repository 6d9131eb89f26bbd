"""A report as Markdown (CommonMark 0.31)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vedette.model.plan import Action, Plan
from vedette.report.document import Exhibit, Found, Report, Section, Timeline
from vedette.report.doing import Block, blocks, expectation
from vedette.report.markdown_text import block, code, text
from vedette.report.wording import moment, span


class Markdown:
    """Text for trackers, wikis and mails."""

    name = "markdown"
    title = "Markdown"
    is_text = True

    def render(self, report: Report) -> bytes:
        """As `vedette.report.interface.Format.render`."""
        return ("\n".join(_lines(report)) + "\n").encode("utf-8", "backslashreplace")


def _lines(report: Report) -> Iterator[str]:
    yield f"# {report.severity.upper()} – {text(report.title)}"
    made = f", report of {moment(report.made_at)}" if report.made_at is not None else ""
    yield from ("", f"Alert {code(report.alert_id)}, {text(report.state)}{made}")
    summary = report.summary
    yield from _listed("What happened", summary.happened)
    yield from _listed("Is it over?", summary.over)
    yield from ("", "## What to do now", "")
    yield from (f"{number}. {text(said)}" for number, said in enumerate(summary.now, start=1))
    yield from _listed("Who must be told", summary.tell)
    yield from ("", "## Facts", "")
    yield from (f"- **{text(row.label)}**: {text(row.text)}" for row in report.facts)
    yield from _timeline(report.timeline)
    for title, statements in (("What is known", report.known), ("What is not known", report.unknown)):
        yield from ("", f"## {title}", "")
        yield from (f"- {text(one.says)} (*{text(one.basis)}*)" for one in statements)
    yield from ("", "## Investigation")
    if not report.sections:
        yield from ("", "Not investigated yet.")
    for number, section in enumerate(report.sections, start=1):
        yield from _section(number, section)
    yield from ("", "## Plan")
    yield from _plan(report.plan, is_open=report.is_open)
    yield from _evidence(report)
    yield from ("", "## History of the alert", "")
    for change in report.history:
        until = f" until {moment(change.until)}" if change.until is not None else ""
        yield f"- {moment(change.at)}: {change.becomes}{until}: {text(change.reason)} (by {text(change.who)})"
    yield from ("", f"Made by Vedette {text(report.version)}".rstrip() + ".")


def _listed(title: str, said: Iterable[str]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from (f"- {text(one)}" for one in said)


def _timeline(timeline: Timeline) -> Iterator[str]:
    yield from ("", "## Timeline", "")
    if not timeline.moments:
        yield "Nothing of it has a place in time."
    for one in timeline.moments:
        times = f", {one.count:,} times" if one.count > 1 else ""
        yield f"- {span(one.first, one.last)}: {text(one.says)}{times} ({code(one.source)})"
    if timeline.more:
        yield from ("", f"And {timeline.more:,} more, which the kept record has.")


def _section(number: int, section: Section) -> Iterator[str]:
    yield from ("", f"### {number}. {text(section.title)}", "")
    yield f"{text(section.summary)}. *{text(section.standing)}; carried out at {moment(section.at)}*"
    yield ""
    for found in section.findings:
        yield from _finding(found)
    if section.checked:
        yield from ("", f"Checked: {'; '.join(map(code, section.checked))}")


def _finding(found: Found) -> Iterator[str]:
    finding = found.finding
    exhibits = "".join(f" (E{number})" for number in found.exhibits)
    yield f"- **{finding.severity}** {text(finding.told)}{exhibits}"
    yield from (f"  - {text(reason)}" for reason in finding.reasons)
    if finding.control:
        yield f"  - against {text(finding.control)}"
    if finding.fix:
        yield f"  - to do: {text(finding.fix)}"


def _plan(plan: Plan | None, *, is_open: bool) -> Iterator[str]:
    if plan is None:
        yield from ("", "No plan was made." if is_open else "No plan was made: the alert is closed.")
        return
    yield from ("", f"{text(plan.subject)}. Made at {moment(plan.made)}, for {text(plan.host)}.")
    for number, step in enumerate(plan.steps, start=1):
        yield from ("", f"### {number}. {text(step.title)}", "")
        yield from (f"- {text(fact)}" for fact in step.facts)
        for action in step.actions:
            yield from _action(action)
    if plan.requirements:
        yield from ("", "### Before the alert may be resolved", "")
        yield from (f"- {text(one.says)}" for one in plan.requirements)


def _action(action: Action) -> Iterator[str]:
    yield from ("", f"**Action.** {text(action.does)}", "")
    yield from (f"- not to be done: {text(one.reason)} ({code(one.rail)})" for one in action.refused_by)
    if action.refused_by:
        yield ""
    yield from _blocks("To do", blocks(action.doing))
    yield from (f"Risk: {text(action.risk)}", "")
    if action.expires:
        yield from (f"Ends: {text(action.expires)}", "")
    yield from _blocks("To undo it", blocks(action.undo))
    for check in action.verify:
        yield from (f"It worked where {text(check.says)}: the command {text(expectation(check))}", "")
        yield from (*block(tuple(str(check.command).split("\n"))), "")


def _blocks(title: str, made: Sequence[Block]) -> Iterator[str]:
    for one in made:
        yield from (f"{title}, {text(one.label)}:", "", *block(one.lines), "")


def _evidence(report: Report) -> Iterator[str]:
    yield from ("", "## Evidence", "")
    yield (
        "Each hash is of the whole line without its end, or of the whole packet as captured, read again for this report."
    )
    for exhibit in report.exhibits:
        yield from _exhibit(exhibit)
    if report.exhibits_more:
        yield from ("", f"And {report.exhibits_more:,} more, which an evidence file has.")


def _exhibit(exhibit: Exhibit) -> Iterator[str]:
    evidence = exhibit.evidence
    line = f", line {evidence.line:,}" if evidence.line is not None else ""
    offset = f", byte {evidence.offset:,}" if evidence.offset is not None else ""
    digest = f"`{exhibit.sha256}` of {exhibit.size:,} bytes" if exhibit.sha256 is not None else "none"
    yield from ("", f"### E{exhibit.number} {text(evidence.shows)}", "")
    yield from (*block((evidence.excerpt,)), "")
    yield f"- Source: {code(evidence.source)}{line}{offset}"
    yield f"- Time: {moment(evidence.time)}"
    yield f"- SHA-256: {digest}"
    yield f"- Checked: {text(exhibit.standing)}"
