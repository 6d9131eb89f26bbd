"""The kernel: connections × reputation × services × rules, as one pure function over columns.

No input, no output, no clock, no globals: the same function serves a log on a laptop, a live stream, stored history
and a cluster. What it yields can be merged in any order, so that memory is bounded by what is distinct, never by
how much was read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from vedette.detect.binding import bind, host_addresses, implied_service
from vedette.detect.http_logins import login_event
from vedette.detect.rules.matching import RuleSet
from vedette.detect.scans import targets_of
from vedette.detect.sightings import LOGIN_EVENTS, Sightings, attacks_of, calls_of, tallies_of
from vedette.detect.usual import usual_of
from vedette.intel.reputation_set import ReputationSet
from vedette.model import addresses
from vedette.model.address_set import AddressSet
from vedette.model.reputation import Reputation
from vedette.model.service import Service
from vedette.model.vulnerability import Exposure, NotJudged, Vulnerability

_SENSOR_CVE = r"(?i)\bCVE[-_](\d{4})[-_](\d{4,7})\b"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All that connections are held against."""

    home: AddressSet
    """The home networks: clients in them are not external."""
    reputations: ReputationSet
    services: Mapping[str, Service]
    """The inventory, by id; where it is empty, connections imply services of their own."""
    exposures: Mapping[str, Exposure]
    """By id of the service."""
    rules: RuleSet
    judge: Callable[[Service, str], Vulnerability]
    """The state of one named vulnerability for one service."""

    def service(self, service_id: str) -> Service:
        """The service of that id, as `Sightings` name it."""
        return self.services[service_id] if self.services else implied_service(service_id)

    def exposure(self, service_id: str) -> Exposure:
        """The vulnerabilities of the service of that id; of an implied one nothing is known."""
        return self.exposures.get(
            service_id, Exposure(service_id, (), (NotJudged(service_id, "no inventory"),))
        )

    def host_addresses(self) -> frozenset[str]:
        """Addresses of the machines in the inventory: what they open themselves is watched for call-backs."""
        return frozenset[str]().union(*(host_addresses(service) for service in self.services.values()))


def correlate(
    connections: pl.DataFrame, knowledge: Knowledge, heeded: frozenset[str] = frozenset()
) -> Sightings:
    """What of these connections (columns of CONNECTION) matters.

    Kept are connections of listed clients, of known scanners and of those that are to be heeded, recognised attacks and
    logins by anyone, where anyone was turned away, and what our own hosts opened (those of the inventory; without one,
    all in the home networks); of all others nothing remains but what the answers of each service are usually like.

    heeded: clients that are looked at for what they do (`vedette.detect.heeding`).
    """
    known = connections.join(
        _clients(connections, knowledge), on="client_ip", how="left", maintain_order="left"
    )
    own = pl.col("client_ip").is_in(knowledge.host_addresses()) if knowledge.services else ~pl.col("external")
    closely = pl.col("client_ip").is_in(heeded)
    inbound = known.filter(pl.col("external") & ~own).with_columns(login_event(closely))
    judged = bind(inbound, list(knowledge.services.values())).with_columns(
        knowledge.rules.match(inbound).alias("rules"), _sensor_cves().alias("cves")
    )
    attack = (pl.col("rules").list.len() > 0) | (pl.col("cves").list.len() > 0)
    relevant = judged.filter(pl.col("known") | closely | attack | pl.col("event").is_in(LOGIN_EVENTS))
    of_ours = pl.col("services").list.len() > 0
    placed = relevant.filter(of_ours)
    ordinary = of_ours & ~attack & ~closely & (pl.col("protocol") == "http").fill_null(value=False)
    return Sightings(
        tallies=tallies_of(placed),
        attacks=attacks_of(placed.filter(attack)),
        calls=calls_of(known.filter(own)),
        usual=usual_of(judged, ordinary),
        turned_away=targets_of(inbound),
        listed=_listed(inbound.filter("ever_listed"), knowledge.reputations),
    )


def _listed(inbound: pl.DataFrame, reputations: ReputationSet) -> pl.DataFrame:
    """Connections of clients that were bad on the day when they came: `client_ip`, `count`."""
    days = inbound.group_by(
        "client_ip", pl.col("time").dt.truncate("1d").alias("day"), maintain_order=True
    ).agg(pl.len().cast(pl.Int64).alias("count"))
    then = reputations.lookup(days["client_ip"].to_list(), days["day"].to_list())
    bad = days.filter(pl.Series([reputation.listed for reputation in then], dtype=pl.Boolean))
    return bad.group_by("client_ip", maintain_order=True).agg(pl.col("count").sum())


def _clients(connections: pl.DataFrame, knowledge: Knowledge) -> pl.DataFrame:
    """Distinct clients: `client_ip`, `external`, `ever_listed` (bad at some time), `known` (of interest at any)."""
    ips = connections["client_ip"].drop_nulls().unique(maintain_order=True)
    columns = addresses.from_texts(ips)
    verdicts = knowledge.reputations.timeless(ips.to_list())
    return pl.DataFrame(
        {
            "client_ip": ips,
            "external": (columns.family != 0) & ~knowledge.home.contains(columns),
            "ever_listed": pl.Series([v.listed for v in verdicts], dtype=pl.Boolean),
            "known": pl.Series([_is_known(v) for v in verdicts], dtype=pl.Boolean),
        }
    )


def _is_known(reputation: Reputation) -> bool:
    """Whether the client is of interest whatever it does."""
    return reputation.listed or reputation.scanner is not None


def _sensor_cves() -> pl.Expr:
    """CVE ids that a sensor names in its finding: `CVE_2021_44228::LOG4J_ATTEMPT_HEADER`."""
    said = pl.concat_str(pl.col("notice").fill_null(""), pl.lit(" "), pl.col("message").fill_null(""))
    ids = said.str.extract_all(_SENSOR_CVE).list.eval(
        pl.element().str.to_uppercase().str.replace_all("_", "-")
    )
    return (
        pl.when(pl.col("notice").is_not_null())
        .then(ids.list.unique().list.sort())
        .otherwise(pl.lit([], dtype=pl.List(pl.String)))
    )
