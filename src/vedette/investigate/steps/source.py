"""Step 1, source: where the client left traces, what it did when, and where a trace should be and is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

import polars as pl

from vedette.detect.binding import bind
from vedette.investigate.digest import digest_of
from vedette.investigate.files import is_log
from vedette.investigate.interface import Case, Input
from vedette.investigate.pointers import found_again
from vedette.investigate.telling import confidence, moment, pointer, span, without_client
from vedette.investigate.timeline import pauses, timeline_of
from vedette.investigate.trail import Part, Searched, Trail, of_part, trail_of
from vedette.investigate.unlogged import NETWORK, Unlogged, unlogged
from vedette.model.alert import Evidence, Severity
from vedette.model.counting import plural
from vedette.model.investigation import Finding, StepRecord, StepStatus

SHOWN: Final = 5
"""Lines or connections of one kind that are shown as evidence."""
_PAUSES: Final = 3
"""Silences that are told, the longest."""


class SourceStep:
    """Finds every line that mentions the client."""

    id = "source"
    title = "Source"

    def digest(self, case: Case) -> str:
        """Of the alert, the files as they stand, the inventory and the lists that say who is a proxy."""
        return digest_of(case, self.id, [Input.SOURCES, Input.ASSETS])

    def run(self, case: Case) -> StepRecord:
        """Search, and tell what was found where."""
        if case.alert.client is None:
            return without_client(self.id)
        trail = case.once(trail_of)
        services = list(case.knowledge.services.values()) or [case.alert.service]
        compared = unlogged(trail, services, case.alert.service)
        findings = [
            *_evidence(case, trail),
            *_opened(trail),
            *_alone(case, trail, compared),
            *_earlier(case, trail),
            *_elsewhere(case, trail),
            *_neighbours(trail),
            *_silences(trail),
            *_by_file(trail),
        ]
        missing = (*trail.files.missing, *_unreadable(trail), *_unlogged_service(case, trail, compared))
        return StepRecord(
            step=self.id,
            status=StepStatus.DONE,
            summary=_summary(trail),
            findings=tuple(sorted(findings, key=lambda finding: -finding.severity.rank)),
            checked=tuple(_checked(one) for one in trail.searched),
            missing=missing,
            confidence=confidence(len(missing)),
            timeline=timeline_of(trail.rows),
        )


def _summary(trail: Trail) -> str:
    found = [one for one in trail.searched if one.mentions]
    mentions = sum(one.mentions for one in found)
    times = span(trail.rows["time"])
    when = f", {times}" if times else ""
    files = f"{plural(len(found), 'file')} of {len(trail.searched):,}"
    if not mentions:
        return f"nothing mentions {trail.needles.network} in {plural(len(trail.searched), 'file')}"
    return f"{plural(mentions, 'line or connection', 'lines and connections')} in {files} {_verb(mentions)} it{when}"


def _verb(count: int) -> str:
    return "mentions" if count == 1 else "mention"


def _by_file(trail: Trail) -> Iterator[Finding]:
    """What each file says of the client."""
    for one in trail.searched:
        if one.mentions:
            when = span(one.rows["time"]) or "at times unknown"
            beside = " (the scan was not given it)" if one.source.path.resolve() in trail.files.beside else ""
            unit = "connection" if one.skimmed is None else "line"
            yield Finding(
                "mentioned",
                one.source.name,
                f"{plural(one.mentions, unit)}, {when}{beside}",
                Severity.INFO,
                evidence=_ends(one),
                reasons=tuple(_how_read(one)),
            )


def _ends(one: Searched) -> tuple[Evidence, ...]:
    """The first and the last trace in a file."""
    if one.rows.height:
        rows = [one.rows.row(0, named=True), one.rows.row(-1, named=True)]
        ends = [
            pointer(row, shows)
            for row, shows in zip(rows, ("its first trace", "its last trace"), strict=True)
        ]
    else:
        ends = [_mention(one, hit) for hit in (one.unread[:1] + one.unread[-1:])]
    return tuple(dict.fromkeys(ends[:1] if one.mentions == 1 else ends))


def _mention(one: Searched, hit: tuple[int, int, bytes]) -> Evidence:
    line, offset, text = hit
    excerpt = text[:400].decode("utf-8", "backslashreplace")
    return Evidence(one.source.name, line, offset, None, excerpt, "mentions the client")


def _how_read(one: Searched) -> Iterator[str]:
    if one.format is None:
        yield "of no known format: searched, not understood"
    elif one.unread:
        yield f"{plural(len(one.unread), 'line')} of them tell of no connection"
    if one.skimmed is not None and one.mentions > len(one.skimmed.hits):
        yield f"only the first and the last {plural(len(one.skimmed.hits), 'line')} were read; all are counted"


def _evidence(case: Case, trail: Trail) -> Iterator[Finding]:
    """Lines that the alert points at and that are gone, or have moved."""
    for found in found_again(case.alert.evidence, trail):
        place = f"{found.evidence.source}:{found.evidence.line}"
        if found.now is None:
            says = "a line that the alert points at is not there any more, nor in any other file"
            reason = "whoever removes or changes a log removes the proof; rotation may have removed it too"
            yield Finding("evidence-gone", place, says, Severity.HIGH, (found.evidence,), (reason,))
        elif found.moved:
            says = f"this line of the evidence now stands in {found.now.source}:{found.now.line}"
            yield Finding("evidence-moved", place, says, Severity.INFO, (found.now,))


def _opened(trail: Trail) -> Iterator[Finding]:
    """Connections that something of ours opened to the client."""
    rows = of_part(trail.rows, [Part.SERVER])
    for (ours,), group in rows.group_by(["client_ip"], maintain_order=True):
        yield Finding(
            "connected-back",
            str(ours),
            f"{ours} opened {plural(group.height, 'connection')} to the client itself",
            Severity.HIGH,
            tuple(
                pointer(row, "a connection to the client") for row in group.head(SHOWN).iter_rows(named=True)
            ),
            ("servers answer clients, they do not call them: shells and downloads of exploits do",),
        )


def _alone(case: Case, trail: Trail, compared: Unlogged) -> Iterator[Finding]:
    """Connections without a line in the service's log, where there is one."""
    if compared.alone.height and (compared.logged or _has_log(case, trail)):
        shows = "no line of the service's log is of this time"
        yield Finding(
            "connections-unlogged",
            case.alert.service.id,
            f"{compared.alone.height:,} of {plural(compared.flows, 'connection')} that the network saw "
            "have no line in the service's log",
            Severity.MEDIUM,
            tuple(pointer(row, shows) for row in compared.alone.head(SHOWN).iter_rows(named=True)),
            ("a connection that carried no request leaves none; a log that was cut does not, either",),
        )


def _has_log(case: Case, trail: Trail) -> bool:
    """Whether a log that the inventory names of the service was searched, and has lines, of whomever."""
    return any(
        one.skimmed is not None and one.skimmed.lines > 0 and is_log(str(one.source.path), pattern)
        for one in trail.searched
        for pattern in case.alert.service.logs
    )


def _earlier(case: Case, trail: Trail) -> Iterator[Finding]:
    """Traces from before the alert."""
    rows = of_part(trail.rows, [Part.CLIENT])
    began = case.alert.first_seen
    before = rows.filter(pl.col("time") < began) if began is not None else rows.clear()
    if before.height:
        first = before.row(0, named=True)
        yield Finding(
            "came-before",
            trail.needles.ip,
            f"it came before the alert begins: {plural(before.height, 'trace')}, the first {moment(first['time'])}",
            Severity.LOW,
            (pointer(first, "its first trace"),),
        )


def _elsewhere(case: Case, trail: Trail) -> Iterator[Finding]:
    """Other services of the inventory that the client reached."""
    services = case.knowledge.services
    bound = bind(of_part(trail.rows, [Part.CLIENT]), list(services.values()))
    reached = bound.filter(pl.col("services").list.len() > 0).with_columns(pl.col("services").list.first())
    for (name,), group in reached.group_by(["services"], maintain_order=True):
        if services and name != case.alert.service.id and not _shares(group, case, bound):
            yield Finding(
                "reached-too",
                str(name),
                f"it reached this service too: {plural(group.height, 'trace')}",
                Severity.LOW,
                (pointer(group.row(0, named=True), "the first of them"),),
            )


def _shares(group: pl.DataFrame, case: Case, bound: pl.DataFrame) -> bool:
    """Whether the rows may be those of the alert's own service: a log names no port."""
    same = bound.filter(pl.col("services").list.contains(case.alert.service.id))
    return group.join(same, on=["source", "offset"], how="semi").height == group.height


def _neighbours(trail: Trail) -> Iterator[Finding]:
    """Other addresses of the client's /64, which its owner has too (RFC 6177)."""
    rows = of_part(trail.rows, [Part.NEIGHBOUR])
    if rows.height:
        addresses = rows["client_ip"].unique().sort()
        shown = ", ".join(addresses.head(SHOWN).to_list())
        yield Finding(
            "same-network",
            trail.needles.network,
            f"{plural(rows.height, 'trace')} of {plural(len(addresses), 'other address', 'other addresses')} "
            f"of its network: {shown}",
            Severity.LOW,
            (pointer(rows.row(0, named=True), "the first of them"),),
            ("a /64 is one site: whoever has one address of it has all",),
        )


def _silences(trail: Trail) -> Iterator[Finding]:
    """The longest pauses of the client."""
    found = pauses(of_part(trail.rows, [Part.CLIENT]))
    if found:
        longest = tuple(f"{_long(pause)}, until {moment(until)}" for pause, until in found[:_PAUSES])
        says = f"silent for an hour or more {plural(len(found), 'time')}"
        yield Finding("silences", trail.needles.ip, says, Severity.INFO, reasons=longest)


def _long(pause: timedelta) -> str:
    """`16 h 52 min`."""
    minutes = int(pause.total_seconds()) // 60
    return f"{minutes // 60:,} h {minutes % 60} min"


def _checked(one: Searched) -> str:
    size = "" if one.skimmed is None else f", {plural(one.skimmed.lines, 'line')}"
    return f"{one.source.name} ({one.format or 'no known format'}{size})"


def _unreadable(trail: Trail) -> Iterator[str]:
    """Files that could not be searched, or not to their end."""
    for one in trail.searched:
        if one.problem is not None:
            yield f"{one.source.name}: {one.problem}"


def _unlogged_service(case: Case, trail: Trail, compared: Unlogged) -> Iterator[str]:
    """That there is nothing to hold connections against."""
    service = f"{case.alert.service.product} on {case.alert.service.host}"
    network = [one for one in trail.searched if one.format in NETWORK]
    if not network:
        yield "no capture or flow log: connections that left no log line cannot be seen"
    if compared.flows and not (compared.logged or _has_log(case, trail)):
        yield f"no log of {service} tells of this client, beside {plural(compared.flows, 'connection')} to it"
