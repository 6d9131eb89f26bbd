"""The figures of a scan, and its published report."""

from __future__ import annotations

from collections.abc import Iterator

from vedette.model.alert import Alert, Kind, Severity, Verdict
from vedette.model.vulnerability import State
from vedette.run.feed_report import feed_report
from vedette.run.knowledge import Learned
from vedette.run.result import IntelReport, ScanReport, SourceReport, Summary, scan_report
from vedette.run.scan import Result
from vedette.run.sources import SourceOutcome
from vedette.telemetry.interface import Rejected


def report_of(result: Result, *, at_least: Severity) -> ScanReport:
    """The published report: all figures, and the alerts at or above a severity."""
    shown: list[Alert] = [a for a in result.alerts if a.severity.rank >= at_least.rank]
    return scan_report(_summary(result, alerts_below=len(result.alerts) - len(shown)), shown)


def _summary(result: Result, *, alerts_below: int) -> Summary:
    exposures = result.learned.knowledge.exposures.values()
    accounts = [outcome.account for outcome in result.sources]
    return Summary(
        lines=sum(a.lines for a in accounts),
        connections=sum(a.connections for a in accounts),
        external_connections=sum(a.external for a in accounts),
        listed_connections=int(result.sightings.listed["count"].sum()),
        listed_clients=len(result.sightings.listed),
        rejected=sum(a.rejected for a in accounts),
        by_source=[_source(outcome) for outcome in result.sources],
        services=len(exposures),
        vulnerable_services=sum(any(v.state is State.AFFECTED for v in e.vulnerabilities) for e in exposures),
        not_judged=[f"{e.service_id}: {reason}" for e in exposures for reason in e.not_judged],
        intel=_intel(result.learned),
        problems=list(problems(result)),
        skipped=[*(o.source.name for o in result.sources if o.passed_over), *result.learned.skipped],
        alerts_below=alerts_below,
        asked=result.learned.knowledge.reputations.asked(),
        feeds=[feed_report(feed) for feed in result.learned.feeds.usable],
        credits=list(result.learned.geography.credits),
        attackers=len({a.client.ip for a in result.alerts if a.client is not None and _attacked(a)}),
    )


def _attacked(alert: Alert) -> bool:
    """Whether a client of bad reputation attacked something that is vulnerable, or may be."""
    return alert.kind is Kind.INCIDENT and alert.verdict in {Verdict.ATTEMPT_VULNERABLE, Verdict.COMPROMISED}


def _source(outcome: SourceOutcome) -> SourceReport:
    account = outcome.account
    return SourceReport(
        path=outcome.source.name,
        format=outcome.format,
        lines=account.lines,
        connections=account.connections,
        ignored=account.ignored,
        rejected=account.rejected,
        reasons=dict(sorted(account.reasons.items())),
        samples=[rejected_sample(sample) for sample in account.samples],
        error=str(outcome.error) if outcome.error else None,
    )


def rejected_sample(sample: Rejected) -> str:
    """`line 7: no address: GET / HTTP/1.1`."""
    place = f"line {sample.line}" if sample.line is not None else f"byte {sample.offset}"
    return f"{place}: {sample.reason}: {sample.excerpt}"


def _intel(learned: Learned) -> list[IntelReport]:
    return [
        IntelReport(
            path=vetted.feed.path,
            feed=vetted.feed.name,
            format=vetted.feed.format,
            role=vetted.feed.role,
            listed_at=vetted.feed.listed_at,
            entries=len(vetted),
            merged=vetted.merged,
            rejected=dict(sorted((vetted.feed.rejected + vetted.dropped).items())),
        )
        for vetted in learned.knowledge.reputations.feeds
    ]


def problems(result: Result) -> Iterator[str]:
    """Every input that could not be used, telemetry first."""
    yield from (str(outcome.problem) for outcome in result.sources if outcome.problem)
    yield from result.learned.problems
    yield from result.problems
