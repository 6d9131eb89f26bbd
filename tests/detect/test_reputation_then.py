"""Each session is judged by what lists said at its own time; what they say now stands beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
from tests.detect.conftest import BAD, START, connections, knowledge, vulnerability

from vedette.detect.alerts import alerts_of
from vedette.detect.kernel import Knowledge, correlate
from vedette.detect.rules.matching import RuleSet
from vedette.intel.formats import FORMATS
from vedette.intel.interface import Role
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.vetting import VettedFeed, vet
from vedette.model.alert import Alert, HypothesisName, Kind
from vedette.model.reputation import Allowance, ContextKind, Standing

DAY = timedelta(days=1)
AIOHTTP = "CVE-2024-23334"
TRAVERSAL = {"path": "/static/../../../../etc/passwd", "status": 404}
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def listing(**dates: datetime | None) -> VettedFeed:
    """A list of the one bad client, with these dates of its entry."""
    feed = FORMATS["plain"].read(f"{BAD}\n".encode(), "attackers.txt")
    columns = [pl.lit(value, pl.Datetime("us", "UTC")).alias(name) for name, value in dates.items()]
    return vet(replace(feed, entries=feed.entries.with_columns(columns)))


def known(
    rules: RuleSet, *feeds: VettedFeed, at: datetime | None = None, allowed: tuple[Allowance, ...] = ()
) -> Knowledge:
    reputations = ReputationSet.build(feeds, at=at, allowlist=allowed)
    return replace(knowledge(rules, vulnerability(AIOHTTP)), reputations=reputations)


def judged(knowledge: Knowledge, *rows: dict[str, Any]) -> list[Alert]:
    return alerts_of(correlate(connections(*rows), knowledge), knowledge)


def client(alert: Alert) -> Any:
    assert alert.client is not None
    return alert.client


def test_an_entry_that_ended_after_the_event_counts_for_it_though_it_no_longer_does(rules: RuleSet) -> None:
    feed = listing(listed_at=START - DAY, expires_at=START + DAY)
    (alert,) = judged(known(rules, feed, at=START + 30 * DAY), TRAVERSAL)
    assert alert.kind is Kind.INCIDENT
    assert client(alert).reputation.listed
    assert not client(alert).reputation_now.listed


def test_an_entry_that_had_ended_before_the_event_does_not_count_for_it(rules: RuleSet) -> None:
    feed = listing(listed_at=START - 9 * DAY, expires_at=START - DAY)
    (alert,) = judged(known(rules, feed, at=START), TRAVERSAL)
    assert alert.kind is Kind.EXPLOIT_FINDING
    assert client(alert).reputation.opinions[0].demoted == "expired on 2026-11-19"


def test_two_sessions_of_one_client_are_judged_each_at_its_own_time(rules: RuleSet) -> None:
    feed = listing(listed_at=START - DAY, expires_at=START + DAY)
    late = {**TRAVERSAL, "time": START + 9 * DAY}
    alerts = judged(known(rules, feed, at=START + 30 * DAY), TRAVERSAL, late)
    assert {a.first_seen: a.kind for a in alerts} == {
        START: Kind.INCIDENT,
        START + 9 * DAY: Kind.EXPLOIT_FINDING,
    }


def test_a_listing_that_has_faded_by_the_event_makes_no_alert_by_itself(rules: RuleSet) -> None:
    old = known(rules, listing(last_seen=START - 400 * DAY))
    sightings = correlate(connections({"path": "/", "status": 200}), old)
    assert alerts_of(sightings, old) == []
    assert sightings.listed.is_empty()


def test_a_listing_that_is_younger_than_the_event_counts_and_is_told(rules: RuleSet) -> None:
    (alert,) = judged(known(rules, listing(listed_at=START + 9 * DAY)), TRAVERSAL)
    assert alert.kind is Kind.INCIDENT
    assert client(alert).reputation.opinions[0].standing is Standing.YOUNGER
    assert "the listing (2026-11-29) is younger than the event" in alert.who


def test_listed_connections_are_those_of_the_days_on_which_the_client_was_listed(rules: RuleSet) -> None:
    feed = listing(listed_at=START - DAY, expires_at=START + DAY)
    rows = [{"path": "/", "time": START + days * DAY} for days in (0, 1, 2, 3)]
    counted = correlate(connections(*rows), known(rules, feed)).listed
    assert counted.rows() == [(BAD, 2)]


def allowance(expires: datetime | None) -> Allowance:
    return Allowance(f"{BAD}/32", "red team", "test in November", START - 30 * DAY, expires)


def test_an_allowlisted_client_is_no_incident_and_is_shown_as_allowed_when_it_attacks(rules: RuleSet) -> None:
    told = known(rules, listing(), allowed=(allowance(START + DAY),))
    assert judged(told, {"path": "/", "status": 200}) == []
    (alert,) = judged(told, TRAVERSAL)
    assert alert.kind is Kind.EXPLOIT_FINDING
    assert "allowlisted by red team: test in November, until 2026-11-21" in alert.who


def test_an_allowance_that_had_expired_by_the_event_does_not_count_and_is_shown(rules: RuleSet) -> None:
    (alert,) = judged(known(rules, listing(), allowed=(allowance(START - DAY),)), TRAVERSAL)
    assert alert.kind is Kind.INCIDENT
    assert "the allowlist entry of red team expired on 2026-11-19" in alert.who


@pytest.mark.parametrize(
    ("ranges", "said"),
    [
        ("192.0.2.0/24", "says it is Googlebot, is not"),
        ("203.0.113.0/24", "is Googlebot, by its operator's ranges"),
        ("", "says it is Googlebot, which no list can verify"),
    ],
)
def test_a_client_that_says_it_is_a_crawler_is_held_against_the_crawlers_ranges(
    rules: RuleSet, ranges: str, said: str
) -> None:
    bots = FORMATS["plain"].read(f"{ranges}\n".encode(), "bots.txt")
    context = vet(replace(bots, role=Role.CONTEXT, context=ContextKind.CRAWLER, title="Googlebot"))
    row = {**TRAVERSAL, "user_agent": GOOGLEBOT}
    (alert,) = judged(known(rules, listing(), context), row)
    assert said in alert.who
    assert client(alert).crawler == said
    probing = [h for h in alert.hypotheses if h.name is HypothesisName.PROBING]
    assert any(f"it {said}" in h.reasons for h in probing) == said.endswith("is not")
