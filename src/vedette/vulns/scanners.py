"""Other scanners' opinions, laid beside our own judgement."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from vedette.model.inventory import Opinion
from vedette.model.purl import parse_purl
from vedette.model.service import Service
from vedette.model.vulnerability import Vulnerability


class OpinionBook:
    """All opinions, by machine."""

    def __init__(self, opinions: Iterable[Opinion]) -> None:
        self._by_host: dict[str, list[Opinion]] = {}
        for opinion in opinions:
            self._by_host.setdefault(opinion.host, []).append(opinion)

    def are_of(self, host: str) -> bool:
        """Whether there are any on a machine."""
        return host in self._by_host

    def about(self, service: Service) -> dict[str, list[Opinion]]:
        """The opinions on a service and its components, by the id of the vulnerability that each names first."""
        found: dict[str, list[Opinion]] = {}
        on_host = self._by_host.get(service.host)
        if on_host is None:
            return found
        parts = {_package(text) for text in (service.purl, *service.components) if text is not None}
        names = {f"{service.product} {service.version or ''}".strip()}
        for opinion in on_host:
            if _package(opinion.package) in parts or opinion.package in names:
                found.setdefault(opinion.vulnerability, []).append(opinion)
        return found


def beside(vulnerability: Vulnerability, opinions: Iterable[Opinion]) -> Vulnerability:
    """The vulnerability with the opinions on it; its state is not changed."""
    return replace(vulnerability, opinions=(*vulnerability.opinions, *opinions))


def _package(text: str) -> tuple[str, str | None]:
    """A package without its qualifiers, since each scanner adds others."""
    purl = parse_purl(text)
    return (text, None) if purl is None else (str(purl.key), purl.version)
