"""A scan for people: one line says who did what to which application, the next why it matters. 100 columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import click

from vedette.cli.columns import cut, fit, width, wrapped
from vedette.cli.escape import printable
from vedette.intel.geography.interface import Place
from vedette.intel.store.staleness import Freshness
from vedette.model.alert import Campaign, Severity, Verdict
from vedette.model.counting import plural
from vedette.model.reputation import Asked
from vedette.run.feed_report import LABELS, told
from vedette.run.reputation_report import ReputationReport
from vedette.run.result import AlertReport, ClientReport, ScanReport, Summary

WIDTH: Final = 100
ID_DIGITS: Final = 6
"""Digits of an alert's id that are shown; `explain` takes as few as tell it apart."""
_LINES_OF_WHAT: Final = 2
"""Lines in which the table tells what was done; -v tells all of it."""
_GROUPED_FROM: Final = 3
"""Alike quiet alerts that are told in one line; fewer are shown one by one."""
_QUIET: Final = (Verdict.KNOWN_SCANNER, Verdict.LISTED_CLIENT, Verdict.RECONNAISSANCE)
_INDENT: Final = " " * 10
_LONGEST_NAME: Final = 30
"""Columns for the id of a vulnerability; those of CVE and GHSA take twenty at most."""

_SILENT: Final = {
    Asked.NOT_ASKED: "No list of bad addresses was asked: name some by --intel, or choose feeds (vedette intel catalog).",
    Asked.TOO_OLD: "Every list of bad addresses is too old: that a client is not listed says nothing.",
}
"""Where lists cannot say of anybody that he is not listed."""
_COLOURS: Final = {
    Severity.CRITICAL: "bright_red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "white",
}


def table(report: ScanReport, *, every: bool, verbose: bool) -> Iterator[str]:
    """The lines of a report. every: show each quiet alert by itself; verbose: a paragraph for each alert."""
    yield headline(report.summary)
    yield ""
    for group in _groups(report.alerts, every=every or verbose):
        yield from _group(group) if len(group) > 1 else alert_lines(group[0])
        if verbose:
            yield from paragraph(group[0])
    if not report.alerts:
        yield "Nothing to report."
    yield from _footer(report)


def headline(summary: Summary) -> str:
    """What was read, and what it came to, in one line."""
    figures = [
        plural(sum(source.format is not None for source in summary.by_source), "source"),
        plural(summary.lines, "line"),
        f"{summary.external_connections:,} from outside",
        f"{plural(summary.listed_clients, 'listed client')}",
        f"{summary.attackers:,} attacked something vulnerable",
    ]
    return cut(" · ".join(figures), WIDTH)


def _groups(alerts: Sequence[AlertReport], *, every: bool) -> Iterator[list[AlertReport]]:
    """Alerts in their order, alike quiet ones together."""
    groups: dict[tuple[str, ...], list[AlertReport]] = {}
    for alert in alerts:
        groups.setdefault((not every and _alike(alert)) or (alert.id,), []).append(alert)
    for found in groups.values():
        if len(found) >= _GROUPED_FROM:
            yield found
        else:
            yield from ([alert] for alert in found)


def _alike(alert: AlertReport) -> tuple[str, ...] | None:
    """What quiet alerts must share to be told together; null for one that must stand alone."""
    if alert.verdict not in _QUIET or alert.severity.rank > Severity.LOW.rank:
        return None
    return (alert.severity, str(alert.verdict))


def alert_lines(alert: AlertReport) -> Iterator[str]:
    """An alert in a few lines, the last with its id."""
    who = alert.client.ip if alert.client else "anyone"
    service = alert.service
    version = f" {service.version}" if service.version else ""
    port = f" :{service.port}" if service.port is not None else ""
    named = cut(printable(alert.attacked_vulnerability or ""), _LONGEST_NAME)
    subject = f"{printable(who)} → {printable(service.host)}{port}  {printable(service.product + version)}"
    room = WIDTH - 10 - 22 - (width(named) + 2 if named else 0)
    yield (
        _severity(alert.severity)
        + fit(_word(alert), 22)
        + (f"{fit(subject, room)}  {named}" if named else cut(subject, room))
    )
    *before, last = _reason(alert)
    yield from (_INDENT + line for line in before)
    yield f"{_INDENT}{fit(last, WIDTH - 12 - ID_DIGITS)}  {alert.id[:ID_DIGITS]}"


def _word(alert: AlertReport) -> str:
    return str(alert.verdict) if alert.verdict else str(alert.kind)


def _reason(alert: AlertReport) -> Iterator[str]:
    """Why it matters and how sure we are: what was done, in two lines at most, then what is known of the client."""
    told = [line.removeprefix(_INDENT) for line in _wrapped(_INDENT, alert.what)]
    yield from told[: _LINES_OF_WHAT - 1]
    if len(told) >= _LINES_OF_WHAT:
        yield cut(" ".join(told[_LINES_OF_WHAT - 1 :]), WIDTH - 10)
    if alert.campaign is not None and alert.verdict not in _QUIET:
        yield cut(campaign_told(alert.campaign), WIDTH - 10)
    if alert.client is not None:
        yield printable(alert.who.partition(", ")[2])


def campaign_told(campaign: Campaign) -> str:
    """`campaign of 4 clients: same payload host 203.0.113.250`."""
    what = f"same {campaign.trait.replace('-', ' ')} {campaign.shared}"
    return printable(f"campaign of {plural(campaign.clients, 'client')}: {what}")


def _group(alerts: Sequence[AlertReport]) -> Iterator[str]:
    """Alike quiet alerts in two lines."""
    clients = {a.client.ip for a in alerts if a.client}
    hosts = sorted({f"{a.service.host} :{a.service.port}" for a in alerts})
    names = sorted(
        {
            c.partition(": ")[2]
            for a in alerts
            if a.client
            for c in a.client.reputation.context
            if c.startswith("scanner")
        }
    )
    owners = f"  ({', '.join(names[:3])})" if names else ""
    subject = printable(f"{plural(len(clients), 'client')} → {', '.join(hosts[:3])}{owners}")
    busiest = max(alerts, key=lambda alert: alert.connections)
    yield _severity(busiest.severity) + fit(_word(busiest), 22) + cut(subject, WIDTH - 32)
    yield _INDENT + cut(printable(f"{busiest.what}; and less (--all)"), WIDTH - 10)


def paragraph(alert: AlertReport) -> Iterator[str]:
    """All that an alert says, for reading."""
    for label, text in (
        ("who", alert.who),
        ("what", alert.what),
        ("when", alert.when),
        ("where", alert.where),
        ("why", alert.why),
    ):
        yield from _wrapped(f"{_INDENT}{label:6}", text)
    if alert.client is not None and (place := _place(alert.client)):
        yield from _wrapped(f"{_INDENT}from  ", place)
    if alert.client is not None and (change := _changed(alert.client.reputation)) is not None:
        yield from _wrapped(f"{_INDENT}now   ", change)
    yield from _wrapped(
        f"{_INDENT}grade ", f"{alert.severity}: {'; '.join(alert.severity_reasons)}; outcome {alert.outcome}"
    )
    if alert.campaign is not None:
        yield from _wrapped(f"{_INDENT}with  ", f"{campaign_told(alert.campaign)} ({alert.campaign.id})")
    for hypothesis in alert.hypotheses:
        yield from _wrapped(
            f"{_INDENT}holds ", f"{hypothesis.name} {hypothesis.weight:.2f}: {'; '.join(hypothesis.reasons)}"
        )
    for vulnerability in alert.vulnerabilities[:5]:
        fix = f"; fixed in {vulnerability.fixed_version}" if vulnerability.fixed_version else ""
        yield from _wrapped(
            f"{_INDENT}flaw  ", f"{vulnerability.id} {vulnerability.spoken}: {vulnerability.reason}{fix}"
        )
    for item in alert.evidence:
        place = (
            f"{item.source}:{item.line}" if item.line is not None else f"{item.source} at byte {item.offset}"
        )
        strength = f" ({item.strength})" if item.strength is not None else ""
        yield from _wrapped(f"{_INDENT}seen  ", f"{place}: {item.shows}{strength}")
        yield _INDENT + "      " + cut(printable(item.excerpt.replace("\n", "⏎")), WIDTH - 16)
    yield ""


def _changed(reputation: ReputationReport) -> str | None:
    """What is said of the client today, where that differs from the time of the event."""
    now = reputation.now
    if now is None or now.listed == reputation.listed:
        return None
    return f"listed today, score {now.score}; not at that time" if now.listed else "no longer listed today"


def _place(client: ClientReport) -> str:
    """Country and network of a client; empty where neither is known."""
    return Place(client.country, client.asn, client.network_owner).told


def _wrapped(lead: str, text: str) -> Iterator[str]:
    return wrapped(lead, printable(text), WIDTH)


def _footer(report: ScanReport) -> Iterator[str]:
    """What was not judged, what could not be read, and what to do next."""
    summary = report.summary
    yield ""
    alerted = {a.client.ip for a in report.alerts if a.client and a.client.reputation.listed}
    if summary.alerts_below:
        yield f"{plural(summary.alerts_below, 'alert')} below --min-severity."
    elif quiet := summary.listed_clients - len(alerted):
        yield f"{plural(quiet, 'listed client')} touched nothing of the inventory."
    if summary.rejected:
        yield f"{plural(summary.rejected, 'line')} not understood: vedette sources PATH shows which, and why."
    if summary.skipped:
        yield f"{plural(len(summary.skipped), 'file')} in directories not recognised: vedette sources lists them."
    if summary.not_judged:
        yield cut(printable(f"Not judged: {'; '.join(summary.not_judged)}"), WIDTH)
    yield from _lists(summary)
    for problem in _shortened(summary.problems):
        yield from _wrapped("not used: ", problem)
    for credit in summary.credits:
        yield from _wrapped("", credit)
    if report.alerts:
        yield f"next: vedette explain {report.alerts[0].id[:ID_DIGITS]} with the same options"


def _lists(summary: Summary) -> Iterator[str]:
    """Which feeds were asked, and where their silence says nothing."""
    if summary.asked in _SILENT:
        yield from _wrapped("", _SILENT[summary.asked])
    fresh = [feed for feed in summary.feeds if feed.freshness is Freshness.FRESH]
    if fresh:
        yield from _wrapped("feeds: ", ", ".join(f"{feed.feed} (version {feed.version})" for feed in fresh))
    for feed in summary.feeds:
        if feed.freshness is not Freshness.FRESH:
            yield from _wrapped(f"{LABELS[feed.freshness]}: ", told(feed))


def _shortened(problems: Sequence[str]) -> Iterable[str]:
    """A few problems in full, the rest as a number."""
    yield from problems[:5]
    if len(problems) > 5:
        yield f"and {len(problems) - 5} more inputs with problems: -o json lists them"


def _severity(severity: Severity) -> str:
    """The severity in its colour, ten columns."""
    return click.style(f"{severity.upper():10}", fg=_COLOURS[severity], bold=severity is Severity.CRITICAL)
