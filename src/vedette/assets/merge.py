"""Several sources on the same machines made one inventory, with who says what.

Services are the same where they listen on the same port of the same machine. Of one service the source that ranks
highest is believed (package manager before bill of materials before a person before a banner before a guess), and what
it leaves open is taken from the next. A service that listens, and of which only a banner or the process is known, is
given the package of its product that the machine has installed. All claims are kept, so that conflicts can be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from vedette.assets.hosts import Hosts
from vedette.assets.owned import Owners
from vedette.assets.parts import Machine, Place, claimed, rank_of, service_id, version_source
from vedette.model.claim import Claim, Rank
from vedette.model.inventory import Inventory, Package
from vedette.model.products import Product, find_product, product_of_package, words
from vedette.model.purl import DISTRIBUTION_TYPES, parse_purl
from vedette.model.service import Service

_EVERYWHERE: Final = frozenset({None, "0.0.0.0", "::", "*"})  # noqa: S104 - what is read, not what is bound
_LOOPBACK: Final = ("127.", "::1")
_LIKE_PACKAGES: Final = frozenset({"generic", *DISTRIBUTION_TYPES})


def merge(inventories: Sequence[tuple[str, Inventory]]) -> Inventory:
    """One inventory of all, each given with what people call its source; the earlier one names things."""
    services = [s for source, inventory in inventories for s in with_claims(inventory.services, source)]
    packages = list(dict.fromkeys(p for _, inventory in inventories for p in inventory.packages))
    said = dict.fromkeys(o for _, inventory in inventories for o in inventory.opinions)
    hosts = Hosts(services, [p.host for p in packages])
    grouped = _grouped([replace(s, host=hosts.name(s.host)) for s in services])
    packages = [replace(p, host=hosts.name(p.host)) for p in packages]
    opinions = [replace(o, host=hosts.name(o.host)) for o in said]
    owners = Owners(packages, opinions)
    packages = [owners.mark(package) for package in packages]
    merged = [owners.within(s) for s in _given_packages([_merged(group) for group in grouped], packages)]
    known = {(s.host, s.purl) for s in merged if s.purl}
    return Inventory(
        services=tuple(_with_addresses(_unique(merged))),
        packages=tuple(p for p in packages if (p.host, p.purl) not in known),
        opinions=tuple(opinions),
        notes=tuple(note for _, inventory in inventories for note in inventory.notes),
    )


def with_claims(services: Iterable[Service], source: str) -> tuple[Service, ...]:
    """The services, each with at least the claim that it makes itself, in the name of its source."""
    return tuple(s if s.claims else replace(s, claims=(_own_claim(s, source),)) for s in services)


def _own_claim(service: Service, source: str) -> Claim:
    rank = rank_of(service.version_source)
    return Claim(source, rank, service.product, service.version, service.purl, service.cpe)


def _grouped(services: Iterable[Service]) -> list[list[Service]]:
    """Services that are the same, in the order of the first of each."""
    groups: list[list[Service]] = []
    by_port: dict[tuple[str, str, int], list[list[Service]]] = {}
    loose = []
    for service in services:
        if service.port is None:
            loose.append(service)
            continue
        at_port = by_port.setdefault((service.host, service.transport, service.port), [])
        group = next((g for g in at_port if _same_listener(g, service)), None)
        if group is None:
            group = []
            at_port.append(group)
            groups.append(group)
        group.append(service)
    for service in loose:
        alike = [g for g in groups if g[0].host == service.host and _same_product(g, service)]
        for group in alike:
            group.append(service)
        if not alike:
            groups.append([service])
    return groups


def _same_listener(group: Sequence[Service], service: Service) -> bool:
    """Whether they share an address; two that one source tells apart by their products stay apart."""
    sources = {c.source for s in group for c in s.claims}
    if not sources.isdisjoint(c.source for c in service.claims) and all(
        s.product != service.product for s in group
    ):
        return False
    same_product = any(s.product == service.product for s in group)
    everywhere = service.listen_address in _EVERYWHERE
    return same_product or any(
        everywhere or s.listen_address in _EVERYWHERE or s.listen_address == service.listen_address
        for s in group
    )


def _same_product(group: Sequence[Service], service: Service) -> bool:
    """Whether a service without a port is one of those that listen, or one that was named so already."""
    if service.transport == "unix" or group[0].transport == "unix":
        return group[0].id == service.id
    return any(product_id(s) == product_id(service) for s in group)


def product_id(service: Service) -> str:
    """What tells products apart, whatever a source calls them."""
    product = _product(service)
    return product.id if product is not None else words(service.product)


def _product(service: Service) -> Product | None:
    purl = parse_purl(service.purl) if service.purl else None
    known = find_product(service.product)
    if known is None and purl is not None and purl.type in DISTRIBUTION_TYPES:
        return product_of_package(purl.name)
    return known


def _merged(group: Sequence[Service]) -> Service:
    """One service of several: the claim that ranks highest and knows a version names product, version and package."""
    claims = tuple(sorted(dict.fromkeys(c for s in group for c in s.claims), key=_belief))
    if len(group) == 1 and len(claims) < 2:
        return group[0]
    first = next((s for s in group if claims[0] in s.claims), group[0])
    best = claims[0]
    rest = [c for c in claims if _agrees(c, best)]
    product = best.product if best.rank is not Rank.PORT else first.product
    placed = next((s for s in group if s.port is not None), group[0])
    address = _widest([s.listen_address for s in group if s.port is not None])
    running = next((s for s in group if s.running is not None), first)
    return replace(
        first,
        id=service_id(first.host, product, placed.port, placed.transport, address),
        addresses=tuple(dict.fromkeys(a for s in group for a in s.addresses)),
        listen_address=address,
        port=placed.port,
        transport=placed.transport,
        protocol=next((s.protocol for s in sorted(group, key=_first_belief) if s.protocol), None),
        product=product,
        version=best.version,
        version_source=version_source(best.rank) if len(claims) > 1 else first.version_source,
        purl=best.purl or next((c.purl for c in rest if c.purl), None),
        cpe=best.cpe or next((c.cpe for c in rest if c.cpe), None),
        components=tuple(dict.fromkeys(p for s in group for p in s.components)),
        logs=tuple(dict.fromkeys(p for s in group for p in s.logs)),
        platform=next((s.platform for s in sorted(group, key=_first_belief) if s.platform), None),
        config_files=tuple(dict.fromkeys(p for s in group for p in s.config_files)),
        reach=running.reach or first.reach,
        reach_reason=running.reach_reason or first.reach_reason,
        running=running.running,
        claims=claims,
        refs=tuple(dict.fromkeys(r for s in group for r in s.refs)),
    )


def _belief(claim: Claim) -> tuple[bool, int]:
    """What is believed first: a claim with a version or a package, then the rank."""
    return claim.version is None and claim.purl is None, claim.rank.order


def _first_belief(service: Service) -> tuple[bool, int]:
    return min(map(_belief, service.claims))


def _agrees(claim: Claim, best: Claim) -> bool:
    """Whether a claim may fill in what the best one leaves open: it means the same product at the same version."""
    same = find_product(claim.product) == find_product(best.product) or words(claim.product) == words(
        best.product
    )
    return same and (claim.version is None or best.version is None or claim.version == best.version)


def _widest(addresses: Sequence[str | None]) -> str | None:
    """Of several addresses of one listener the one that most can reach."""
    wide = next((a for a in addresses if a in _EVERYWHERE and a is not None), None)
    reachable = (a for a in addresses if a is not None and not a.startswith(_LOOPBACK))
    return wide or next(reachable, next(iter(addresses), None))


def _given_packages(services: list[Service], packages: Sequence[Package]) -> list[Service]:
    """Services with the packages of their products; server packages that none of them is become services themselves."""
    by_product: dict[tuple[str, str], list[Package]] = {}
    for package in packages:
        product = _server(package)
        if product is not None:
            by_product.setdefault((package.host, product.id), []).append(package)
    for found in by_product.values():
        found.sort(key=lambda p: (p.version is None, p.rank.order, -_detail(p), _main(p)))
    given = [_given(s, by_product.get((s.host, product_id(s)), ())) for s in services]
    have = {(s.host, product_id(s)) for s in services}
    alone = [_alone(found) for key, found in by_product.items() if key not in have]
    return given + alone


def _server(package: Package) -> Product | None:
    """The server product that a distribution's package is."""
    purl = parse_purl(package.purl) if package.purl else None
    if purl is not None and (purl.type not in _LIKE_PACKAGES or purl.is_metapackage):
        return None
    return product_of_package(package.name)


def _main(package: Package) -> int:
    """Where the package stands among those of its product: the table names the main one first."""
    product = product_of_package(package.name)
    return (
        product.packages.index(package.name.lower())
        if product and package.name.lower() in product.packages
        else 99
    )


def _detail(package: Package) -> int:
    """How much of an upstream version the package's version says: a metapackage has one of its own, `15+248`."""
    return (package.version or "").split("+")[0].split("-")[0].count(".")


def _given(service: Service, packages: Sequence[Package]) -> Service:
    if not packages or not service.claims or service.claims[0].rank in {Rank.PACKAGE_MANAGER, Rank.SBOM}:
        return service
    return _merged([service, _of_package(packages[0], service.product)])


def _alone(packages: Sequence[Package]) -> Service:
    return _of_package(packages[0], packages[0].name)


def _of_package(package: Package, product: str) -> Service:
    claim = Claim(package.source, package.rank, product, package.version, package.purl)
    return claimed(Machine(package.host, platform=package.platform), claim, Place())


def _unique(services: Iterable[Service]) -> list[Service]:
    """Services of different ids: where two listeners of one product share a port, the wider one stands for both."""
    kept: dict[str, Service] = {}
    for service in services:
        other = kept.get(service.id)
        kept[service.id] = service if other is None else _merged([other, service])
    return list(kept.values())


def _with_addresses(services: Sequence[Service]) -> list[Service]:
    """All services of a machine know all of its addresses and its platform."""
    addresses: dict[str, dict[str, None]] = {}
    platforms: dict[str, str] = {}
    for service in services:
        addresses.setdefault(service.host, {}).update(dict.fromkeys(service.addresses))
        if service.platform:
            platforms.setdefault(service.host, service.platform)
    return [
        replace(s, addresses=tuple(addresses[s.host]), platform=s.platform or platforms.get(s.host))
        for s in services
    ]
