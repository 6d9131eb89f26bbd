"""Attempts: each attack that was recognised, by our rules or by a sensor, as one record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from vedette.detect.rules.matching import Match, RuleSet
from vedette.detect.rules.rule import HINT, AttackClass, Success
from vedette.detect.sessions import Session
from vedette.model.alert import Evidence

SENSOR_CONFIDENCE: Final = 0.9
"""A sensor that names a CVE has seen the packets; its signatures err now and then."""

EXCERPT_LENGTH: Final = 400
"""Characters of raw text shown for one item of evidence."""

EXHAUSTING: Final = frozenset({"CWE-400", "CWE-405", "CWE-407", "CWE-674", "CWE-770", "CWE-835", "CWE-1333"})
"""Weaknesses by which one request keeps a service busy (CWE)."""

_REFUSING: Final = frozenset({400, 401, 403, 404, 405, 406, 410, 411, 413, 414, 429, 501, 505})
_UNANSWERED: Final = frozenset({"S0", "REJ", "SH", "RSTOS0", "RSTRH"})


@dataclass(frozen=True, slots=True)
class Attempt:
    """One recognised attack in one connection."""

    title: str
    """What was tried, as a phrase: `tried to read /etc/passwd by path traversal`."""
    cves: tuple[str, ...]
    cwes: tuple[str, ...]
    """Weaknesses that the attack needs; used where it names no CVE."""
    attack_class: AttackClass | None
    """Null where only a sensor recognised it."""
    confidence: float
    """0–1."""
    products: tuple[str, ...]
    """What the exploit is made for; empty for anything."""
    runtime: str | None
    """The runtime that it needs: java, php, …"""
    success: Success | None
    """What would prove that it worked."""
    target: str | None
    """What it asks for: `/etc/passwd`."""
    named_hosts: tuple[tuple[str, int | None], ...]
    """Hosts that its payload names for a call-back."""
    time: datetime | None
    server_ip: str | None
    status: int | None
    state: str | None
    bytes_out: int | None
    duration: float | None
    """Seconds until the end of the answer."""
    content_type: str | None
    """Of the answer, without parameters, in lower case."""
    method: str | None
    path: str | None
    """As asked."""
    user_agent: str | None
    request: str
    """All that the client sent, joined; to tell an echo from an answer."""
    response: str | None
    """Start of the answer, where the source has it."""
    pointer: Evidence
    """Where it stands; `shows` is the title."""

    @property
    def only_looks(self) -> bool:
        """Whether it only tells a tool or a greeting, or is no more than a hint: no exploit."""
        looks = self.attack_class in {AttackClass.SCANNER, AttackClass.PROTOCOL} and not self.cves
        return self.confidence < HINT or looks

    @property
    def exhausting(self) -> bool:
        """Whether it is made to keep the service busy."""
        return not EXHAUSTING.isdisjoint(self.cwes)

    @property
    def place(self) -> tuple[str, int | None, int | None]:
        """The connection that it is in: several rules may recognise one request."""
        return (self.pointer.source, self.pointer.line, self.pointer.offset)

    @property
    def refused(self) -> bool:
        """Whether the service turned it away, or never answered."""
        if self.status is None:
            return self.state in _UNANSWERED
        return self.status in _REFUSING


def attempts_of(session: Session, rules: RuleSet) -> list[Attempt]:
    """Every attempt of a session, in order of time."""
    return [attempt for row in session.attacks for attempt in _attempts_in(row, rules)]


def _attempts_in(row: Mapping[str, Any], rules: RuleSet) -> Iterator[Attempt]:
    """The attempts in one attack row: one for each rule, and one for a sensor's CVE that no rule names."""
    matches = _most_specific(rules.match_request(row))
    named = rules.named_hosts(_request(row))
    for match in matches:
        yield _attempt(row, match, named)
    told = {cve for match in matches for cve in match.rule.cves}
    if new := [cve for cve in row["cves"] if cve not in told]:
        yield _sensed(row, tuple(new), named)


def _most_specific(matches: Sequence[Match]) -> list[Match]:
    """The matches without those of a class for which another one names the vulnerability."""
    named = {match.rule.attack_class for match in matches if match.rule.cves}
    return [match for match in matches if match.rule.cves or match.rule.attack_class not in named]


def _attempt(row: Mapping[str, Any], match: Match, named: tuple[tuple[str, int | None], ...]) -> Attempt:
    """An attempt that one of our rules recognised."""
    rule = match.rule
    title = rule.action.replace("{target}", match.target or rule.success.reads or "a file")
    return Attempt(
        title=title,
        cves=tuple(rule.cves),
        cwes=tuple(rule.cwes),
        attack_class=rule.attack_class,
        confidence=rule.confidence,
        products=tuple(rule.products),
        runtime=rule.runtime or None,
        success=rule.success,
        target=match.target or rule.success.reads,
        named_hosts=named if rule.success.callback else (),
        **_facts(row, title),
    )


def _sensed(
    row: Mapping[str, Any], cves: tuple[str, ...], named: tuple[tuple[str, int | None], ...]
) -> Attempt:
    """An attempt that a sensor recognised."""
    title = f"set off the sensor's {row['notice']}"
    return Attempt(
        title=title,
        cves=cves,
        cwes=(),
        attack_class=None,
        confidence=SENSOR_CONFIDENCE,
        products=(),
        runtime=None,
        success=None,
        target=None,
        named_hosts=named,
        **_facts(row, title),
    )


def _facts(row: Mapping[str, Any], shows: str) -> dict[str, Any]:
    """What the row itself says, the same for every attempt in it."""
    return {
        "time": row["time"],
        "server_ip": row["server_ip"],
        "status": row["status"],
        "state": row["state"],
        "bytes_out": row["bytes_out"],
        "duration": row["duration"],
        "content_type": _content_type(row["response_headers"]),
        "method": row["method"],
        "path": row["path"],
        "user_agent": row["user_agent"],
        "request": _request(row),
        "response": row["response"],
        "pointer": pointer(row, shows),
    }


def _content_type(headers: str | None) -> str | None:
    """The media type that response headers name (RFC 9110, section 8.3.1)."""
    for line in (headers or "").splitlines():
        name, _, value = line.partition(":")
        if name.lower() == "content-type":
            return value.partition(";")[0].strip().lower() or None
    return None


def _request(row: Mapping[str, Any]) -> str:
    """All that the client sent, and what a sensor quotes of it."""
    fields = ("path", "host", "user_agent", "referer", "headers", "body", "message")
    return "\n".join(row[name] for name in fields if row[name])


def pointer(row: Mapping[str, Any], shows: str) -> Evidence:
    """Where a row stands, and what it shows."""
    excerpt = row["raw"] or row["message"] or row["body"] or ""
    return Evidence(row["source"], row["line"], row["offset"], row["time"], excerpt[:EXCERPT_LENGTH], shows)
