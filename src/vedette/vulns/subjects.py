"""What of a service is judged: the application itself and the components inside it, under all their names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from vedette.model.products import Product, Runtime, find_product, product_of_cpe, product_of_package, words
from vedette.model.purl import DISTRIBUTION_TYPES, PackageKey, Purl, package_key, parse_purl
from vedette.model.service import Service
from vedette.vulns.advisories.update_streams import MAIN, stream_in
from vedette.vulns.backports import Build, distribution_build
from vedette.vulns.cpe import ANY, NA, Cpe, parse_cpe
from vedette.vulns.libraries import RUNTIME_OF_TARGET, RUNTIME_OF_TYPE, library_of_package
from vedette.vulns.versions import SCHEMES, VersionScheme, scheme_for_purl_type

_TYPE_OF_TARGET: Final = {
    target: type_
    for target, runtime in RUNTIME_OF_TARGET.items()
    for type_, other in RUNTIME_OF_TYPE.items()
    if runtime is other and target not in {"jenkins", "wordpress", "drupal", "joomla!"}
}
"""Package URL type by the target software of a CPE name; plugins of an application are no libraries."""


_REBUILT: Final = {"rpm/centos": ("redhat",)}
"""Distributions whose packages are those of another under the same versions, so that its advisories hold for them."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that an advisory can be about."""

    label: str
    """Name and version, for people."""
    matched: str
    """The purl, CPE or name that stands for it."""
    version: str | None
    """As its package manager numbers it."""
    build: Build | None
    """Where a distribution built it."""
    purl: Purl | None
    cpe: Cpe | None
    packages: frozenset[PackageKey]
    makers: frozenset[tuple[str, str]]
    """Vendor and product of CPE names that are surely it."""
    names: frozenset[str]
    """What CVE records may call it, as `words`."""
    vendor_words: frozenset[str]
    """Words of its makers' names: a CVE record of another vendor is about something else."""
    product: Product | None
    runtime: Runtime | None
    release: str | None
    """Release of the distribution that it was built for."""
    stream: str | None
    """Stream of updates that its machine follows, as `update_streams` names them; null where nothing tells."""
    platform: str | None
    """Operating system that it runs on."""

    @property
    def upstream(self) -> str | None:
        """Its version as upstream numbers it."""
        return self.build.upstream if self.build is not None else self.version

    @property
    def upstream_scheme(self) -> VersionScheme:
        """How upstream's versions of it are ordered."""
        purl = self.purl
        known = None if purl is None or purl.type in DISTRIBUTION_TYPES else scheme_for_purl_type(purl.type)
        return known or SCHEMES["generic"]

    def version_as(self, package: PackageKey) -> str | None:
        """Its version under one of its names: its source package may be numbered otherwise (`dmsetup` of `lvm2`)."""
        purl = self.purl
        if purl is None or purl.source is None or package.name == purl.key.name:
            return self.version
        return purl.source_version if package.name == purl.source.lower() else self.version

    def label_as(self, package: PackageKey) -> str:
        """For people, with the version that is compared under one of its names."""
        version = self.version_as(package)
        return (
            self.label if version == self.version else f"{self.label} (source {package.name} {version or ''})"
        )

    @property
    def is_library(self) -> bool:
        """Whether it is a package of a language's ecosystem."""
        return self.purl is not None and self.purl.type in RUNTIME_OF_TYPE


@lru_cache(maxsize=4096)
def application(service: Service) -> Subject:
    """The application itself."""
    purl = parse_purl(service.purl) if service.purl else None
    cpe = parse_cpe(service.cpe) if service.cpe else None
    product = find_product(service.product)
    if cpe is not None:
        product = product_of_cpe(*cpe.maker) or product
    if purl is not None and purl.type in DISTRIBUTION_TYPES:
        product = None if purl.is_metapackage else product or product_of_package(purl.name)
    version = (purl.version if purl else None) or service.version or (cpe.full_version if cpe else None)
    matched = service.purl or service.cpe or service.product
    return _subject(
        f"{service.product} {service.version or version or ''}".strip(),
        matched,
        version,
        purl,
        cpe,
        product,
        service.platform,
    )


def component(text: str, service: Service) -> Subject | None:
    """A component of the service; null where its package URL is none. The same for all services of a platform."""
    return _component(text, service.platform)


@lru_cache(maxsize=65536)
def _component(text: str, platform: str | None) -> Subject | None:
    purl = parse_purl(text)
    if purl is None:
        return None
    is_code = purl.type in DISTRIBUTION_TYPES and not purl.is_metapackage
    product = product_of_package(purl.name) if is_code else None
    label = f"{purl.name} {purl.version or ''}".strip()
    return _subject(label, text, purl.version, purl, None, product, platform)


def _subject(
    label: str,
    matched: str,
    version: str | None,
    purl: Purl | None,
    cpe: Cpe | None,
    product: Product | None,
    platform: str | None,
) -> Subject:
    library = library_of_package(purl.key) if purl else None
    makers = {cpe.maker} if cpe else set()
    names: set[str] = set()
    if product is not None:
        makers |= set(product.cpes)
        names |= {words(name) for name in (product.title, *product.names)}
    if library is not None:
        makers |= set(library.makers)
        names |= {words(name) for name in (library.title, *library.names)}
    if purl is not None and purl.type in RUNTIME_OF_TYPE:
        names |= {words(purl.name), words(purl.key.name)}
    build = distribution_build(purl, version)
    return Subject(
        label=label,
        matched=matched,
        version=version,
        build=build,
        purl=purl,
        cpe=cpe,
        packages=_packages(purl, product),
        makers=frozenset(makers),
        names=frozenset(names),
        vendor_words=_vendor_words(makers, names, purl),
        product=product,
        runtime=_runtime(purl, product),
        release=(build.release if build else None) or _release(platform),
        stream=_stream(purl, platform),
        platform=platform or ("linux" if purl is not None and purl.type in DISTRIBUTION_TYPES else None),
    )


def _packages(purl: Purl | None, product: Product | None) -> frozenset[PackageKey]:
    """Its own package; of a distribution's also the source package, by which its advisories go."""
    if purl is None:
        return frozenset()
    if purl.type not in DISTRIBUTION_TYPES:
        return frozenset({purl.key})
    names = {purl.name} | ({purl.source} if purl.source else set())
    if product is not None and purl.name.lower() in product.packages:
        names |= set(product.packages)
    builders = (purl.namespace, *_REBUILT.get(purl.key.type, ()))
    return frozenset(package_key(purl.type, builder, name) for name in names for builder in builders)


def _vendor_words(makers: set[tuple[str, str]], names: set[str], purl: Purl | None) -> frozenset[str]:
    texts = [*(vendor for vendor, _ in makers), *names, *((purl.namespace or "",) if purl else ())]
    return frozenset(word for text in texts for word in words(text).split() if len(word) > 1) - {
        "org",
        "com",
        "io",
    }


def _runtime(purl: Purl | None, product: Product | None) -> Runtime | None:
    if purl is not None and purl.type in RUNTIME_OF_TYPE:
        return RUNTIME_OF_TYPE[purl.type]
    return product.runtime if product is not None else None


def _release(platform: str | None) -> str | None:
    """`Debian 12` → `12`."""
    return next((word for word in (platform or "").split() if word[:1].isdigit()), None)


def _stream(purl: Purl | None, platform: str | None) -> str | None:
    """Only Red Hat has streams; that a machine follows the main one is told by nothing."""
    if purl is None or purl.key.type != "rpm/redhat":
        return MAIN
    return stream_in(purl.distro) or stream_in(platform)


def is_cpe_of(subject: Subject, cpe: Cpe) -> bool:
    """Whether a CPE name of an advisory is about the subject, whatever the version."""
    if cpe.maker in subject.makers:
        return subject.cpe is None or not _without_version(cpe).disjoint(_without_version(subject.cpe))
    return subject.is_library and _is_same_library(subject, cpe)


def _without_version(cpe: Cpe) -> Cpe:
    """Vendors and products were compared already, with all names that the product has."""
    return Cpe(
        part=cpe.part,
        edition=cpe.edition,
        sw_edition=cpe.sw_edition,
        target_sw=cpe.target_sw,
        target_hw=cpe.target_hw,
        language=cpe.language,
    )


def _is_same_library(subject: Subject, cpe: Cpe) -> bool:
    """The names are equal, and target software or vendor speak for the same ecosystem."""
    purl = subject.purl
    if purl is None or words(cpe.product) not in {words(purl.name), words(purl.key.name)}:
        return False
    if cpe.target_sw not in {ANY, NA}:
        return _TYPE_OF_TARGET.get(cpe.target_sw) == purl.type
    name = words(purl.name)
    return words(cpe.vendor) in {name, f"{name} project", f"{name}js", words(purl.namespace or name)}


def is_named(subject: Subject, vendor: str, product: str) -> bool:
    """Whether a CVE record's vendor and product, in words, are about the subject."""
    if not product or words(product) not in subject.names:
        return False
    vendor_words = words(vendor).split()
    return not vendor_words or not subject.vendor_words.isdisjoint(vendor_words)
