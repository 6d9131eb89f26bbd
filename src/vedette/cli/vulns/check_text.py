"""A check of an inventory, for people: what holds first, what nobody can say in few words, and what would tell it."""

from __future__ import annotations

from collections.abc import Iterator
from shlex import quote
from typing import TYPE_CHECKING, Final

from vedette.model.counting import plural
from vedette.model.vulnerability import State

if TYPE_CHECKING:
    from vedette.run.check import CheckedReport, CheckReport
    from vedette.run.service_report import VulnerabilityReport

_MOST_NAMED: Final = 5
"""Parts that were not judged for one reason, named here; JSON has them all."""
_MOST_UNKNOWN: Final = 10
"""Vulnerabilities of a service of which nobody can say, told one by one: they would bury those that hold."""


def lines(report: CheckReport, *, every: bool) -> Iterator[str]:
    """The whole text. every: what is fixed or not affected too, and all of which nobody can say."""
    summary = report.summary
    restart = f", {summary.restart_needed} to be started anew" if summary.restart_needed else ""
    yield (
        f"{plural(summary.services, 'service')}, {summary.vulnerable_services} vulnerable{restart}; "
        f"{plural(summary.packages, 'further package')}, {summary.vulnerable_packages} vulnerable; "
        f"{plural(summary.not_judged, 'part')} not judged"
    )
    yield f"judged by {summary.advisories}"
    for checked in report.services:
        yield from _checked(checked, every=every)
    for checked in report.packages:
        if every or any(_is_open(v) for v in checked.vulnerabilities):
            yield from _checked(checked, every=every)
    yield from _not_judged(report)
    yield from _undecided(report)


def _checked(checked: CheckedReport, *, every: bool) -> Iterator[str]:
    service = checked.service
    unverified = "" if service.version_verified or service.version is None else " (unverified)"
    yield ""
    yield f"{checked.id}  {service.version or 'no version'}{unverified}{_place(checked)}"
    shown = [v for v in checked.vulnerabilities if every or _is_open(v)]
    told = shown if every else _worth_telling(checked)
    for vulnerability in told:
        yield from _vulnerability(vulnerability)
    if len(told) < len(shown):
        more = f"{len(shown) - len(told):,}{' more' if told else ''}"
        why = ": it has no version" if service.version is None else ""
        yield f"  {more} of which nobody can say whether they hold{why}: --all shows them"
    hidden = len(checked.vulnerabilities) - len(shown)
    if not shown and not checked.not_judged:
        yield "  nothing that holds for it is known"
    if hidden:
        yield f"  {hidden} fixed or not affected: --all shows them"
    for part in checked.not_judged:
        yield f"  not judged: {part.package}: {part.reason}"
    for conflict in checked.conflicts:
        yield f"  sources disagree: {conflict}"


def _is_open(vulnerability: VulnerabilityReport) -> bool:
    return vulnerability.state in {State.AFFECTED, State.UNKNOWN}


def _worth_telling(checked: CheckedReport) -> list[VulnerabilityReport]:
    """All that hold, and the worst of which nobody can say; without a version those alone that a scanner names."""
    known = [v for v in checked.vulnerabilities if v.state is State.AFFECTED or v.restart_needed]
    unknown = [v for v in checked.vulnerabilities if v.state is State.UNKNOWN and not v.restart_needed]
    if checked.service.version is None:
        unknown = [v for v in unknown if v.opinions or v.vex or v.matched != _itself(checked)]
    return known + unknown[:_MOST_UNKNOWN]


def _itself(checked: CheckedReport) -> str:
    service = checked.service
    return service.purl or service.cpe or service.product


def _place(checked: CheckedReport) -> str:
    if not checked.listens:
        return "  (installed, not known to run)"
    is_seen = checked.service.port is not None or checked.service.transport == "unix"
    return "" if is_seen else "  (nobody says where it listens)"


def _vulnerability(vulnerability: VulnerabilityReport) -> Iterator[str]:
    facts = [f"CVSS {vulnerability.cvss}"] if vulnerability.cvss is not None else []
    facts += ["known to be exploited"] if vulnerability.kev else []
    facts += [f"EPSS {vulnerability.epss:.1%}"] if vulnerability.epss is not None else []
    facts += [f"fixed in {vulnerability.fixed_version}"] if vulnerability.fixed_version else []
    yield f"  {vulnerability.id:<17} {vulnerability.spoken:<14} {', '.join(facts)}".rstrip()
    yield f"      {vulnerability.reason}"
    for opinion in vulnerability.opinions:
        fixed = f", fixed in {opinion.fixed_version}" if opinion.fixed_version else ""
        yield f"      {opinion.scanner} calls {opinion.package} {opinion.state}{fixed} ({opinion.source})"


def _not_judged(report: CheckReport) -> Iterator[str]:
    """Each reason with some of the parts that it is about."""
    by_reason: dict[str, dict[str, None]] = {}
    for part in report.not_judged:
        by_reason.setdefault(part.reason, {})[part.package] = None
    if by_reason:
        yield ""
    for reason, parts in sorted(by_reason.items(), key=lambda item: -len(item[1])):
        named = [*parts][:_MOST_NAMED]
        more = len(parts) - len(named)
        rest = f" and {more:,} more (-o json names them)" if more else ""
        yield f"Not judged: {', '.join(named)}{rest}: {reason}"


def _undecided(report: CheckReport) -> Iterator[str]:
    """Whose advisories would decide what upstream's leave open."""
    for silent in report.undecided:
        fetch = f": vedette vulns update {quote(silent.source)}" if silent.source else ""
        yield ""
        yield (
            f"Whether {silent.distribution} mended {silent.vulnerabilities:,} of the unknown ones in its own packages "
            f"only its own advisories tell{fetch}"
        )
