"""The published result of a scan: the JSON that other people's programs rely on.

The structs below are its contract, which `vedette.run.contracts` publishes. Keys are only ever added within one
`schema_version`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import msgspec

from vedette.intel.interface import Role
from vedette.model.alert import (
    Alert,
    Campaign,
    Client,
    Evidence,
    Hypothesis,
    Kind,
    Outcome,
    Severity,
    Verdict,
)
from vedette.model.reputation import Asked
from vedette.run.feed_report import FeedReport
from vedette.run.reputation_report import ReputationReport, reputation_report
from vedette.run.service_report import (
    ServiceReport,
    VulnerabilityReport,
    service_report,
    vulnerability_report,
)

SCHEMA_VERSION: Final = "1"


class SourceReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one source."""

    path: str
    format: str | None
    """Null where no reader recognised it."""
    lines: int
    """Lines, or packets of a capture."""
    connections: int
    ignored: int
    rejected: int
    reasons: dict[str, int]
    """Rejected lines by reason."""
    samples: list[str]
    """Some rejected lines: place, reason and start."""
    error: str | None
    """Why the source, or the rest of it, could not be read."""


class IntelReport(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one list."""

    path: str
    feed: str
    format: str
    role: Role
    listed_at: datetime | None
    """Date of the list, where it states one."""
    entries: int
    merged: int
    """Entries that repeat another of the same list."""
    rejected: dict[str, int]
    """Lines and entries left out, by reason."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of a scan."""

    lines: int
    connections: int
    external_connections: int
    """Those whose client is outside the home networks."""
    listed_connections: int
    """Those whose client is of bad reputation."""
    listed_clients: int
    rejected: int
    by_source: list[SourceReport]
    attackers: int
    """Listed clients that attacked something vulnerable."""
    services: int
    vulnerable_services: int
    not_judged: list[str]
    """What of the inventory could not be judged, and why."""
    intel: list[IntelReport]
    problems: list[str]
    """Inputs that could not be used."""
    skipped: list[str]
    """Files in directories that are nothing that Vedette reads."""
    alerts_below: int
    """Alerts that were found and are left out, since they are below the severity that was asked for."""
    asked: Asked
    """Whether any list of bad addresses could say something; if not, that a client is not listed means nothing."""
    feeds: list[FeedReport]
    """The configured feeds that were asked; none where lists were named."""
    credits: list[str]
    """Lines that the licences of the databases used ask to be shown."""


class ClientReport(msgspec.Struct, frozen=True, kw_only=True):
    """The client."""

    ip: str
    reputation: ReputationReport
    country: str | None
    asn: int | None
    network_owner: str | None
    """Who runs the autonomous system that announces the address."""
    crawler: str | None
    """What is known of its word that it is a crawler; null where it does not say so."""


class AlertReport(msgspec.Struct, frozen=True, kw_only=True):
    """An alert."""

    id: str
    kind: Kind
    verdict: Verdict | None
    severity: Severity
    severity_reasons: list[str]
    client: ClientReport | None
    service: ServiceReport
    vulnerabilities: list[VulnerabilityReport]
    attacked_vulnerability: str | None
    hypotheses: list[Hypothesis]
    outcome: Outcome
    first_seen: datetime | None
    last_seen: datetime | None
    connections: int
    bytes_in: int | None
    bytes_out: int | None
    evidence: list[Evidence]
    who: str
    what: str
    when: str
    where: str
    why: str
    campaign: Campaign | None = None
    """What the client shares with others that attacked, by which they are one campaign."""


class ScanReport(msgspec.Struct, frozen=True, kw_only=True):
    """The result of `vedette scan -o json`."""

    schema_version: str
    summary: Summary
    alerts: list[AlertReport]


def scan_report(summary: Summary, alerts: Sequence[Alert]) -> ScanReport:
    """The published form of a result."""
    return ScanReport(
        schema_version=SCHEMA_VERSION, summary=summary, alerts=[alert_report(a) for a in alerts]
    )


def alert_report(alert: Alert) -> AlertReport:
    """The published form of an alert."""
    return AlertReport(
        id=alert.id,
        kind=alert.kind,
        verdict=alert.verdict,
        severity=alert.severity,
        severity_reasons=list(alert.severity_reasons),
        client=_client(alert.client, alert.last_seen) if alert.client else None,
        service=service_report(alert.service),
        vulnerabilities=[vulnerability_report(v) for v in alert.vulnerabilities],
        attacked_vulnerability=alert.attacked_vulnerability,
        hypotheses=list(alert.hypotheses),
        outcome=alert.outcome,
        first_seen=alert.first_seen,
        last_seen=alert.last_seen,
        connections=alert.connections,
        bytes_in=alert.bytes_in,
        bytes_out=alert.bytes_out,
        evidence=list(alert.evidence),
        who=alert.who,
        what=alert.what,
        when=alert.when,
        where=alert.where,
        why=alert.why,
        campaign=alert.campaign,
    )


def _client(client: Client, last_seen: datetime | None) -> ClientReport:
    return ClientReport(
        ip=client.ip,
        reputation=reputation_report(client.reputation, last_seen, client.reputation_now),
        country=client.country,
        asn=client.asn,
        network_owner=client.network_owner,
        crawler=client.crawler,
    )
