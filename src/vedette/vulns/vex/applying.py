"""What VEX statements change in our judgement.

A statement changes the state and says why; our own judgement stays beside it. The youngest statement decides; of those
of one time the worst. "Under investigation" changes nothing: that somebody still asks is no answer. A statement applies
where it names the judged part of a service (package URL, CPE, BOM-link, or name and version), or the service as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, assert_never

from msgspec.structs import replace

from vedette.model.products import words
from vedette.model.purl import Purl, parse_purl
from vedette.model.service import Service
from vedette.model.vulnerability import State, VexOpinion, Vulnerability
from vedette.vulns.cpe import parse_cpe
from vedette.vulns.vex.interface import Product, Statement, Status, VexDocument
from vedette.vulns.vex.vers import contains

_EARLIEST: Final = datetime.min.replace(tzinfo=UTC)
_WORST: Final = (Status.AFFECTED, Status.UNDER_INVESTIGATION, Status.FIXED, Status.NOT_AFFECTED)


@dataclass(frozen=True, slots=True)
class Applied:
    """A statement that names a service or a part of it."""

    opinion: VexOpinion
    status: Status
    at: datetime | None


class VexBook:
    """All statements that were read, by vulnerability."""

    def __init__(self, documents: Iterable[VexDocument]) -> None:
        self._by_id: dict[str, list[tuple[VexDocument, Statement]]] = {}
        for document in documents:
            for statement in document.statements:
                for identifier in statement.vulnerabilities:
                    self._by_id.setdefault(identifier, []).append((document, statement))

    def about(self, service: Service) -> Iterator[str]:
        """Ids of vulnerabilities of which a statement names the service or a part of it."""
        for identifier in self._by_id:
            if self._applied(identifier, service, None):
                yield identifier

    def apply(self, vulnerability: Vulnerability, service: Service) -> Vulnerability:
        """The vulnerability with what statements say of it, the one that decides first."""
        found = self._applied(vulnerability.id, service, vulnerability.matched)
        if not found:
            return vulnerability
        opinions = tuple(applied.opinion for applied in found)
        state = _state(found[0].status)
        if state is None or state is vulnerability.state:
            return replace(vulnerability, vex=opinions)
        own = f"our own judgement: {vulnerability.spoken}, {vulnerability.reason}"
        return replace(
            vulnerability,
            state=state,
            reason=f"{opinions[0]}; {own}",
            own_state=vulnerability.state,
            vex=opinions,
        )

    def _applied(self, identifier: str, service: Service, matched: str | None) -> list[Applied]:
        """Statements that apply, the one that decides first. matched: the part that was judged; null for any."""
        found = [
            applied
            for document, statement in self._by_id.get(identifier, ())
            for product in statement.products
            if (applied := _apply(document, statement, product, service, matched)) is not None
        ]
        found.sort(key=lambda a: _WORST.index(a.status))
        return sorted(found, key=lambda a: a.at or _EARLIEST, reverse=True)


def _state(status: Status) -> State | None:
    match status:
        case Status.NOT_AFFECTED:
            return State.NOT_AFFECTED
        case Status.AFFECTED:
            return State.AFFECTED
        case Status.FIXED:
            return State.FIXED
        case Status.UNDER_INVESTIGATION:
            return None
        case _:
            assert_never(status)


def _apply(
    document: VexDocument, statement: Statement, product: Product, service: Service, matched: str | None
) -> Applied | None:
    """The statement, where the product is the service or the part of it that was judged."""
    if product.within is not None and not any(
        _names(product.within, part, service) for part in _parts(service)
    ):
        return None
    itself = service.purl or service.cpe or service.product
    meant = _parts(service) if matched is None else list(dict.fromkeys((matched, itself)))
    part = next((part for part in meant if _names(product, part, service)), None)
    if part is None:
        return None
    status = _status_at(product, statement, _version(part, service))
    if status is None:
        return None
    opinion = VexOpinion(
        author=document.author,
        document=document.path,
        status=status.value,
        justification=statement.justification,
        detail=statement.detail,
        product=str(product),
    )
    return Applied(opinion, status, statement.at)


def _parts(service: Service) -> list[str]:
    """All that stands for the service and its components, the service itself first."""
    return [service.purl or service.cpe or service.product, *service.components]


def _version(part: str, service: Service) -> str | None:
    purl = parse_purl(part)
    return (purl.version if purl is not None else None) or service.version


def _status_at(product: Product, statement: Statement, version: str | None) -> Status | None:
    """What is said of a version; null where the statement is about other versions."""
    if not product.scopes:
        return statement.status
    for scope in product.scopes:
        if version is not None and contains(scope.versions, version):
            return scope.status or statement.status
    return None


def _names(product: Product, part: str, service: Service) -> bool:
    """Whether a product is a part of the service. part: its package URL, CPE or name."""
    itself = part in {service.purl, service.cpe, service.product}
    named = [name for name, means in service.refs if (means == "" and itself) or means == part]
    if any(name in product.ids for name in named):
        return True
    purl = parse_purl(part)
    if purl is not None and any(_same_package(given, purl) for given in _purls(product.ids)):
        return True
    if not itself:
        return False
    if any(_same_product(text, service) for text in product.ids):
        return True
    known = not any(_purls(product.ids)) and product.name is not None
    return known and _same_name(product, service)


def _purls(ids: Sequence[str]) -> list[Purl]:
    return [purl for text in ids if text.startswith("pkg:") and (purl := parse_purl(text)) is not None]


def _same_package(given: Purl, part: Purl) -> bool:
    """A package URL without a version means every version; the distribution counts where both name it."""
    if given.key != part.key or (given.version is not None and given.version != part.version):
        return False
    return given.distro is None or part.distro is None or given.distro == part.distro


def _same_product(text: str, service: Service) -> bool:
    """Whether a CPE name is that of the service."""
    given, own = parse_cpe(text), parse_cpe(service.cpe or "")
    return given is not None and own is not None and given.covers(own)


def _same_name(product: Product, service: Service) -> bool:
    if words(product.name or "") != words(service.product):
        return False
    return product.version is None or product.version == service.version
