"""Posture findings: services that should not be reachable from outside, and are bound so that they may be."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from vedette.detect.kernel import Knowledge
from vedette.detect.keys import service_ids
from vedette.detect.sightings import Sightings
from vedette.model import addresses
from vedette.model.address_set import AddressSet
from vedette.model.alert import Alert, Kind, Outcome, Severity
from vedette.model.home import LOCAL, PRIVATE
from vedette.model.identity import alert_id
from vedette.model.products import find_product
from vedette.model.service import Service
from vedette.model.vulnerability import State

_EVERYWHERE = ("0.0.0.0", "::", "*")  # noqa: S104 - compared, not bound
_UNUSED_STATES = ("S0", "REJ", "SH", "RSTOS0", "RSTRH")


def posture_findings(sightings: Sightings, knowledge: Knowledge) -> Iterator[Alert]:
    """A finding for each service that is bound to the world and does not belong there."""
    reached = _reached(sightings)
    inside = AddressSet.of([*LOCAL, *PRIVATE])
    for service in knowledge.services.values():
        product = find_product(service.product)
        if product is None or product.internet or not _exposed(service, inside):
            continue
        yield _finding(
            service, product.why or "it is not made for it", knowledge, reached=service.id in reached
        )


def _exposed(service: Service, inside: AddressSet) -> bool:
    """Whether it is bound to all addresses, or to one that the Internet routes."""
    if service.listen_address is None:
        return False
    if service.listen_address in _EVERYWHERE:
        return True
    bound = addresses.from_texts([service.listen_address])
    return bool(bound.family[0]) and not bool(inside.contains(bound)[0])


def _reached(sightings: Sightings) -> frozenset[str]:
    """Services that some external client of note was seen to reach."""
    used = sightings.tallies.filter(~pl.col("state").is_in(_UNUSED_STATES).fill_null(value=False))
    keys = used["service_key"].unique().to_list()
    return frozenset(ids[0] for ids in map(service_ids, keys) if len(ids) == 1)


def _finding(service: Service, why: str, knowledge: Knowledge, *, reached: bool) -> Alert:
    """The alert: graver where somebody of note was seen to reach it."""
    known = knowledge.exposure(service.id).vulnerabilities
    holding = [v for v in known if v.state in {State.AFFECTED, State.UNKNOWN}]
    address = str(service.listen_address)
    bracketed = f"[{address}]" if ":" in address else address
    place = f"{bracketed}:{service.port}" if service.port is not None else address
    seen = "; an external client was seen to reach it" if reached else ""
    return Alert(
        id=alert_id("posture", service.id, None),
        kind=Kind.POSTURE_FINDING,
        verdict=None,
        severity=Severity.HIGH if reached else Severity.MEDIUM,
        severity_reasons=(f"{service.product} should not be reachable from outside{seen}",),
        client=None,
        service=service,
        vulnerabilities=tuple(holding),
        attacked_vulnerability=None,
        hypotheses=(),
        outcome=Outcome.NONE_SEEN,
        first_seen=None,
        last_seen=None,
        connections=0,
        bytes_in=None,
        bytes_out=None,
        evidence=(),
        who="anyone who can reach the host",
        what=f"{service.product} listens on {place}, and should not be reachable from outside",
        when="as long as it is bound so",
        where=f"{service.product} on {service.host}, {place}/{service.transport}",
        why=why,
    )
