"""A plan for people: commands stand on lines of their own, whole, so that they can be copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from vedette.cli.columns import wrapped
from vedette.cli.escape import printable
from vedette.model.plan import Action, Change, Command, Doing, Manual, Plan, Step
from vedette.report.doing import expectation

WIDTH: Final = 100
_INDENT: Final = " " * 4
_DEEP: Final = " " * 8


def told(plan: Plan) -> Iterator[str]:
    """The lines of a plan."""
    yield printable(f"Plan for alert {plan.alert}  {plan.severity.upper()}  {plan.subject}")
    made = f"Made {plan.made:%Y-%m-%d %H:%M} UTC. Steps 1, 3 and 5 are for root on {plan.host}; 2 and 4 for where its logs are"
    yield from _wrapped("", f"{made}.")
    for fact in plan.host_facts:
        yield from _wrapped("  ", fact)
    for gap in plan.gaps:
        yield from _wrapped("  ! ", gap)
    for number, step in enumerate(plan.steps, 1):
        yield ""
        yield from _step(number, step)


def _step(number: int, step: Step) -> Iterator[str]:
    yield f"{number}  {step.title}"
    for fact in step.facts:
        yield from _wrapped("   ", fact)
    for gap in step.gaps:
        yield from _wrapped("   ! ", gap)
    if not step.actions:
        yield "   Nothing to do."
    for action in step.actions:
        yield ""
        yield from _action(action)


def _action(action: Action) -> Iterator[str]:
    yield from _wrapped(f"   [{action.id}] ", f"{action.does}.")
    for refusal in action.refused_by:
        yield from _wrapped(f"{_INDENT}REFUSED by {refusal.rail}: ", f"{refusal.reason}.")
    if action.refused_by:
        return
    yield from _doings(action.doing)
    yield from _wrapped(f"{_INDENT}Risk: ", f"{action.risk}.")
    if action.expires:
        yield from _wrapped(f"{_INDENT}End: ", f"{action.expires}.")
    if action.undo:
        yield f"{_INDENT}Undo:"
        yield from _doings(action.undo)
    for check in action.verify:
        yield from _wrapped(f"{_INDENT}Verify: ", f"{check.says} (it {expectation(check)}):")
        yield from _lines(_DEEP, str(check.command))


def _doings(doings: Iterable[Doing]) -> Iterator[str]:
    for doing in doings:
        match doing:
            case Command():
                yield from _lines(_DEEP, str(doing))
            case Change(file, before, after):
                yield printable(f"{_DEEP}{_verb(before, after)} {file}")
                yield from _lines(f"{_DEEP}- ", before) if before else ()
                yield from _lines(f"{_DEEP}+ ", after) if after else ()
            case Manual(says, text):
                for line in says.splitlines():
                    yield from _wrapped(_DEEP, line)
                yield from _lines(f"{_DEEP}  ", text) if text else ()
            case _:
                assert_never(doing)


def _verb(before: str | None, after: str | None) -> str:
    if before is None:
        return "new file"
    return "remove" if after is None else "change"


def _lines(lead: str, text: str) -> Iterator[str]:
    """The lines of a command or a file as they are, since they are to be copied."""
    yield from (printable(f"{lead}{line}") for line in text.rstrip("\n").split("\n"))


def _wrapped(lead: str, text: str) -> Iterator[str]:
    yield from wrapped(lead, printable(text), WIDTH)
