"""The ways in which a scan's report is printed."""

from __future__ import annotations

import csv
import sys
from collections.abc import Mapping
from typing import Final, Protocol

import click
import msgspec

from vedette.cli.escape import cell, json_text, printable
from vedette.cli.scan_table import table
from vedette.run.result import AlertReport, ScanReport

CSV_COLUMNS: Final = (
    "id", "severity", "kind", "verdict", "outcome", "client", "score", "host", "port", "product", "version",
    "vulnerability", "first_seen", "last_seen", "connections", "what", "why",
)  # fmt: skip

_WITHIN_ALERTS: Final = "\n    "
"""What begins each line of an alert in the indented report."""


class Output(Protocol):
    """One way of printing."""

    def __call__(self, report: ScanReport, *, every: bool, verbose: bool) -> None: ...


def _human(report: ScanReport, *, every: bool, verbose: bool) -> None:
    for line in table(report, every=every, verbose=verbose):
        click.echo(line)


def _json(report: ScanReport, *, every: bool, verbose: bool) -> None:
    """The report, one alert after the other: the text of thousands would take more memory than they do."""
    del every, verbose
    before, after = json_text(msgspec.structs.replace(report, alerts=[]), indent=2).rsplit("[]", 1)
    click.echo(f"{before}[", nl=False)
    for number, alert in enumerate(report.alerts):
        text = (",\n" if number else "\n") + json_text(alert, indent=2)
        click.echo(text.replace("\n", _WITHIN_ALERTS), nl=False)
    click.echo(f"\n  ]{after}" if report.alerts else f"]{after}")


def _jsonl(report: ScanReport, *, every: bool, verbose: bool) -> None:
    """One alert a line."""
    del every, verbose
    for alert in report.alerts:
        click.echo(json_text(alert))


def _csv(report: ScanReport, *, every: bool, verbose: bool) -> None:
    """One alert a row; text that a spreadsheet would evaluate is quoted with an apostrophe."""
    del every, verbose
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    writer.writerows([cell(printable(value)) for value in _row(alert)] for alert in report.alerts)


def _row(alert: AlertReport) -> tuple[str, ...]:
    client, service = alert.client, alert.service
    values = (
        alert.id, alert.severity, alert.kind, alert.verdict, alert.outcome,
        client.ip if client else None, client.reputation.score if client else None,
        service.host, service.port, service.product, service.version, alert.attacked_vulnerability,
        alert.first_seen and alert.first_seen.isoformat(), alert.last_seen and alert.last_seen.isoformat(),
        alert.connections, alert.what, alert.why,
    )  # fmt: skip
    return tuple("" if value is None else str(value) for value in values)


OUTPUTS: Final[Mapping[str, Output]] = {"human": _human, "json": _json, "jsonl": _jsonl, "csv": _csv}
