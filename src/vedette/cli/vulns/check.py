"""`vedette vulns check`: each service with the vulnerabilities that hold for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from vedette.cli.exit_codes import ExitCode
from vedette.cli.judging import judging_options, load

if TYPE_CHECKING:
    from vedette.run.check import CheckedReport, CheckReport
    from vedette.run.service_report import VulnerabilityReport

_MOST_NAMED: Final = 5
"""Parts that were not judged, named in the human output; JSON has them all."""


@click.command()
@judging_options
@click.option("--service", "only", metavar="S", help="Only the services of this id, product or host.")
@click.option("-o", "--output", type=click.Choice(["human", "json"]), default="human", show_default=True)
@click.option("--all", "every", is_flag=True, help="Show what is fixed or not affected, too.")
@click.option("--strict", is_flag=True, help="Exit with 4 where a package could not be judged.")
@click.option("--fail-on-vulnerable", is_flag=True, help="Exit with 3 where a service is vulnerable.")
def check(
    *,
    assets: tuple[str, ...],
    advisories: tuple[str, ...],
    vex: tuple[str, ...],
    state: Path,
    only: str | None,
    output: str,
    every: bool,
    strict: bool,
    fail_on_vulnerable: bool,
) -> None:
    """Judge every service and package of an inventory by advisories.

    Unknown is never shown as good: what could not be judged is counted, and named with the reason. Exit codes: 0 done,
    3 a service is vulnerable (--fail-on-vulnerable), 4 something could not be judged (--strict).
    """
    import msgspec

    from vedette.cli.escape import json_text, printable
    from vedette.run.chain import matching_services
    from vedette.run.check import check as run_check

    judging = load(assets, advisories, vex, state)
    meant = None if only is None else {s.id for s in matching_services(judging, only)}
    report = run_check(judging, lambda service: meant is None or service.id in meant)
    if output == "json":
        click.echo(json_text(msgspec.to_builtins(report), indent=2))
    else:
        for line in _human(report, every=every):
            click.echo(printable(line))
    if fail_on_vulnerable and report.summary.vulnerable_services:
        sys.exit(ExitCode.FINDINGS)
    if strict and (report.not_judged or report.summary.problems):
        sys.exit(ExitCode.PARTIAL)


def _human(report: CheckReport, *, every: bool) -> Iterator[str]:
    summary = report.summary
    yield (
        f"{_count(summary.services, 'service')}, {summary.vulnerable_services} vulnerable; "
        f"{_count(summary.packages, 'further package')}, {summary.vulnerable_packages} vulnerable; "
        f"{_count(summary.not_judged, 'part')} not judged"
    )
    yield f"judged by {summary.advisories}"
    for checked in report.services:
        yield from _checked(checked, every=every)
    for checked in report.packages:
        if every or any(v.state in {"affected", "unknown"} for v in checked.vulnerabilities):
            yield from _checked(checked, every=every)
    if report.not_judged:
        named = [f"{part.package} ({part.reason})" for part in report.not_judged[:_MOST_NAMED]]
        more = len(report.not_judged) - len(named)
        yield ""
        yield f"Not judged: {'; '.join(named)}{f'; and {more:,} more: -o json names them' if more else ''}"


def _checked(checked: CheckedReport, *, every: bool) -> Iterator[str]:
    service = checked.service
    unverified = "" if service.version_verified or service.version is None else " (unverified)"
    yield ""
    kind = "" if checked.listens else "  (installed, not known to run)"
    yield f"{checked.id}  {service.version or 'no version'}{unverified}{kind}"
    shown = [v for v in checked.vulnerabilities if every or v.state in {"affected", "unknown"}]
    for vulnerability in shown:
        yield from _vulnerability(vulnerability)
    hidden = len(checked.vulnerabilities) - len(shown)
    if not shown and not checked.not_judged:
        yield "  nothing that holds for it is known"
    if hidden:
        yield f"  {hidden} fixed or not affected: --all shows them"
    for part in checked.not_judged:
        yield f"  not judged: {part.package}: {part.reason}"
    for conflict in checked.conflicts:
        yield f"  sources disagree: {conflict}"


def _vulnerability(vulnerability: VulnerabilityReport) -> Iterator[str]:
    from vedette.run.chain import state_word

    facts = [f"CVSS {vulnerability.cvss}"] if vulnerability.cvss is not None else []
    facts += ["known to be exploited"] if vulnerability.kev else []
    facts += [f"EPSS {vulnerability.epss:.1%}"] if vulnerability.epss is not None else []
    facts += [f"fixed in {vulnerability.fixed_version}"] if vulnerability.fixed_version else []
    yield f"  {vulnerability.id:<17} {state_word(vulnerability):<14} {', '.join(facts)}".rstrip()
    yield f"      {vulnerability.reason}"
    for opinion in vulnerability.opinions:
        fixed = f", fixed in {opinion.fixed_version}" if opinion.fixed_version else ""
        yield f"      {opinion.scanner} says {opinion.state} of {opinion.package}{fixed} ({opinion.source})"


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"
