"""`vedette explain`: what was understood of a line, an address or an alert, and why, or why not."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.given import Given, knowledge_options
from vedette.cli.options import format_option

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vedette.run.explain import Fact, Line
    from vedette.run.scan import Result

_ID_CHARACTERS = frozenset("0123456789abcdef")


@click.command(
    epilog="Examples: vedette explain 203.0.113.66 --intel lists/; "
    "vedette explain access.log:17; vedette explain a3f9c1 access.log --intel lists/ --assets inventory.json"
)
@click.argument("thing")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@knowledge_options
@format_option
def explain(
    *,
    thing: str,
    paths: tuple[str, ...],
    given: Given,
    format_: str | None,
) -> None:
    """Tell what was understood of THING, and why, or why not.

    THING is an IP address, the id of an alert (its first digits are enough), FILE:LINE, or a log line itself. For an
    alert, and to see what an address did, name the same PATHs and options as for the scan.
    """
    from vedette.cli.escape import printable
    from vedette.model.addresses import canonical
    from vedette.run.explain import explain_address, explain_line
    from vedette.run.knowledge import learn
    from vedette.run.scan import Request, scan
    from vedette.run.summary import problems

    inputs = given.inputs(datetime.now(UTC))
    result = scan(Request(paths, inputs, format_)) if paths else None
    for problem in problems(result) if result else ():
        click.echo(f"vedette: {printable(problem)}", err=True)
    if (ip := canonical(thing)) is not None:
        _print(explain_address(ip, result.learned if result else learn(inputs), result))
    elif 4 <= len(thing) <= 12 and set(thing) <= _ID_CHARACTERS:
        if result is None:
            raise click.UsageError(
                "to explain an alert, name the PATHs and options of the scan that found it"
            )
        _explain_alert(thing, result)
    else:
        _print(explain_line(_line(thing), format_, result.learned if result else learn(inputs)))
    sys.exit(ExitCode.PARTIAL if result and result.partial else ExitCode.DONE)


def _line(thing: str) -> Line:
    """The line that FILE:LINE names, or the thing itself."""
    from vedette.run.explain import Line, line_of

    path, colon, number = thing.rpartition(":")
    if colon and number.isdigit() and int(number) > 0 and Path(path).is_file():
        return line_of(path, int(number))
    return Line(thing)


def _print(facts: Iterable[Fact]) -> None:
    from vedette.cli.escape import printable

    for fact in facts:
        click.echo(f"{fact.label:16}{printable(fact.text)}")


def _explain_alert(prefix: str, result: Result) -> None:
    """The whole alert, or which alerts the digits leave open."""
    from vedette.cli.scan_table import alert_lines, paragraph
    from vedette.run.explain import explain_alert
    from vedette.run.result import alert_report

    found = explain_alert(prefix, result)
    for alert in found:
        report = alert_report(alert)
        for line in (*alert_lines(report), *paragraph(report)):
            click.echo(line)
    if not found:
        click.echo(f"vedette: no alert of this scan has an id that starts with {prefix}", err=True)
        sys.exit(ExitCode.ERROR)
