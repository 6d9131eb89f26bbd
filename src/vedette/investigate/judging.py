"""The client's session judged again from all that was found of it: did anything succeed?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl

from vedette.detect.alerts import held_against
from vedette.detect.attempts import Attempt, attempts_of
from vedette.detect.calls import Calls
from vedette.detect.case import Case as Judged
from vedette.detect.kernel import correlate
from vedette.detect.sessions import sessions
from vedette.investigate.interface import Case
from vedette.investigate.needles import needles_for
from vedette.investigate.trail import Part, Search, Trail, of_part
from vedette.investigate.unlogged import NETWORK
from vedette.model.addresses import canonical
from vedette.model.alert import Client
from vedette.model.connection import SCHEMA

MOST_HOSTS: Final = 8
"""Hosts named by payloads that are looked for in flow logs: each is one more search."""


def judged(case: Case, trail: Trail, client: Client) -> list[Judged]:
    """Each visit of the client to the alert's service, with its attempts, and the proofs that one worked."""
    found = pl.concat([of_part(trail.rows, [Part.CLIENT, Part.SERVER]), trail.calls]).select(*SCHEMA)
    visits = list(sessions(correlate(found, case.knowledge, frozenset({client.ip}))))
    mine = [visit for visit in visits if visit.client_ip == client.ip and _reached(case, visit.candidates)]
    attempts = [attempts_of(visit, case.knowledge.rules) for visit in mine]
    named = _named((attempt for tried in attempts for attempt in tried), client.ip)
    calls = Calls(correlate(pl.concat([found, *_calls_to(case, trail, named)]), case.knowledge).calls)
    return [
        held_against(visit, client.reputation, tried, calls, case.knowledge, _service(case, visit.candidates))
        for visit, tried in zip(mine, attempts, strict=True)
    ]


def _reached(case: Case, candidates: Sequence[str]) -> bool:
    """Whether a visit may be one to the alert's service; without an inventory services are implied by each source."""
    return not case.knowledge.services or case.alert.service.id in candidates


def _service(case: Case, candidates: Sequence[str]) -> str:
    return case.alert.service.id if case.alert.service.id in candidates else candidates[0]


def _named(attempts: Iterable[Attempt], client: str) -> list[str]:
    """Addresses that payloads name for a call-back, beside the client's own."""
    hosts = {canonical(host) for attempt in attempts for host, _ in attempt.named_hosts}
    return sorted(host for host in hosts if host is not None and host != client)[:MOST_HOSTS]


def _calls_to(case: Case, trail: Trail, hosts: Sequence[str]) -> Iterable[pl.DataFrame]:
    """What flow logs tell of connections to these hosts. Captures were read for all calls of the machine already."""
    sources = [one.source for one in trail.searched if one.format in NETWORK and one.skimmed is not None]
    for host in hosts:
        search = Search(case, needles_for(host))
        for source in sources:
            yield of_part(search.search(source).rows, [Part.SERVER]).select(*SCHEMA)
