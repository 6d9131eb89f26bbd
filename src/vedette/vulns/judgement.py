"""What is said of services in the end: our own judgement by advisories, VEX statements, other scanners' opinions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from typing import Final

from vedette.model.inventory import Opinion
from vedette.model.service import Service
from vedette.model.vulnerability import Exposure, Vulnerability
from vedette.vulns.advisories.index import Advisories
from vedette.vulns.matching import expose, judge, worst_first
from vedette.vulns.scanners import OpinionBook, beside
from vedette.vulns.vex.applying import VexBook
from vedette.vulns.vex.interface import VexDocument

_KEPT: Final = 65536
"""Exposures kept after use: the packages of a fleet repeat from machine to machine."""


class Judgement:
    """Judges services by advisories, VEX statements and opinions."""

    def __init__(
        self, advisories: Advisories, vex: Iterable[VexDocument] = (), opinions: Iterable[Opinion] = ()
    ) -> None:
        self._advisories = advisories
        self._vex = VexBook(vex)
        self._opinions = OpinionBook(opinions)
        self._own: dict[Hashable, Exposure] = {}

    def expose(self, service: Service) -> Exposure:
        """Every vulnerability that an advisory, a VEX statement or another scanner lays to the service; worst first."""
        own = self._judged(service)
        opinions = self._opinions.about(service)
        said = (*self._vex.about(service), *opinions)
        if not said:
            return own
        known = {v.id: v for v in own.vulnerabilities}
        for identifier in said:
            if identifier not in known:
                known[identifier] = judge(service, identifier, self._advisories)
        complete = [
            self._vex.apply(beside(v, opinions.get(identifier, ())), service)
            for identifier, v in known.items()
        ]
        return replace(own, vulnerabilities=tuple(sorted(complete, key=worst_first)))

    def depends_on(self, host: str) -> bool:
        """Whether what is said of a package depends on its being on this machine: others looked at it there."""
        return self._opinions.are_of(host)

    def _judged(self, service: Service) -> Exposure:
        """By advisories alone."""
        key = _judged_by(service)
        known = self._own.get(key)
        if known is None:
            if len(self._own) >= _KEPT:
                self._own.clear()
            known = self._own[key] = expose(service, self._advisories)
        return Exposure(service.id, known.vulnerabilities, known.not_judged)

    def judge(self, service: Service, vulnerability_id: str) -> Vulnerability:
        """The state of one vulnerability for a service, even where nobody lays it to the service."""
        own = judge(service, vulnerability_id, self._advisories)
        opinions = self._opinions.about(service).get(own.id, ())
        return self._vex.apply(beside(own, opinions), service)


def _judged_by(service: Service) -> Hashable:
    """All of a service that its judgement depends on: not where it is, since machines of a fleet have the same packages."""
    return (
        service.product, service.version, service.version_source, service.purl, service.cpe, service.components,
        service.platform, service.running,
    )  # fmt: skip
