"""Whether a vulnerability of something else can concern a service all the same.

A known vulnerability that no advisory lists for a product concerns it only if what is vulnerable can be part of it.
An application is no part of another one, unless it is made to be embedded. A library is a part of anything that runs
on the same runtime, and native libraries are a part of anything. Where the inventory does not list the library,
that stays unknown.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vedette.model.products import Product, Runtime, find_product, product_of_cpe, product_of_package
from vedette.model.purl import DISTRIBUTION_TYPES
from vedette.vulns.advisories.index import Record
from vedette.vulns.advisories.interface import (
    Authority,
    ConfigurationStatement,
    Node,
    Operator,
    PackageStatement,
    ProductStatement,
    Statement,
)
from vedette.vulns.cpe import Cpe
from vedette.vulns.libraries import (
    RUNTIME_OF_TARGET,
    RUNTIME_OF_TYPE,
    library_of_cpe,
    library_of_name,
    runtimes,
)
from vedette.vulns.statements import Verdict
from vedette.vulns.subjects import Subject
from vedette.vulns.version_ranges import Outcome


@dataclass(frozen=True, slots=True)
class Target:
    """What a statement is about, as far as it can be told."""

    title: str
    part_of: frozenset[Runtime]
    """Runtimes whose applications can have it inside; empty for an application that only runs alone."""
    is_library: bool


def beside_the_point(subject: Subject, record: Record) -> Verdict:
    """The verdict on an application that no statement of the record is about."""
    libraries = [t for _, s in record.statements() for t in _targets(s) if t.is_library]
    targets = libraries or _primary(record)
    titles = " and ".join(dict.fromkeys(t.title for t in targets[:3]))
    by = f"advisories of {record.id}"
    if not any(True for _ in record.statements()):
        why = f"no advisory about {record.id} that was loaded says what is affected"
    elif not targets:
        why = "whether what is affected can be a part of this application cannot be told"
    elif subject.purl is not None and subject.purl.type in DISTRIBUTION_TYPES and subject.product is None:
        builder = (subject.purl.namespace or "a distribution").capitalize()
        why = f"{builder} built {subject.label}, and no advisory of its own about {record.id} was loaded"
    elif subject.product is None and subject.runtime is None and subject.cpe is None:
        why = f"{subject.label} is no product that is known, so {titles} may be a part of it"
    elif any(_can_carry(subject, target) for target in targets):
        why = (
            f"{titles} may be a part of {subject.label}: the inventory does not list it among the components"
        )
    else:
        return _verdict(Outcome.NOT_AFFECTED, _elsewhere(subject, targets, titles), by)
    return _verdict(Outcome.NOTHING, why, by)


def _primary(record: Record) -> list[Target]:
    """What each advisory names first; nothing where one of them names something that is not known.

    Advisories list the product at fault before those that ship it. A flaw of a protocol has no such product.
    """
    first = [next(_targets(_opening(a.statements[0])), None) for a in record.advisories if a.statements]
    known = [target for target in first if target is not None]
    return known if len(known) == len(first) else []


def _opening(statement: Statement) -> Statement:
    """A statement reduced to the first product that it calls vulnerable."""
    if isinstance(statement, ConfigurationStatement):
        first = tuple(m for m in statement.matches if m.vulnerable)[:1]
        return ConfigurationStatement(Node(Operator.OR, False, first))
    return statement


def _can_carry(subject: Subject, target: Target) -> bool:
    """Whether the target can be a part of the subject. Native servers embed no server but into one for HTTP."""
    if subject.runtime is None:
        return bool(target.part_of)
    if subject.runtime is Runtime.NATIVE and not target.is_library:
        return (
            Runtime.NATIVE in target.part_of
            and subject.product is not None
            and subject.product.protocol == "http"
        )
    return subject.runtime in target.part_of


def _elsewhere(subject: Subject, targets: list[Target], titles: str) -> str:
    if not any(t.part_of for t in targets):
        return f"only {titles} is affected, and {subject.label} is something else"
    needed = " or ".join(sorted({runtime for t in targets for runtime in t.part_of}))
    return f"only {titles} is affected, which only {needed} servers carry, and {subject.label} is none"


def _verdict(outcome: Outcome, why: str, by: str) -> Verdict:
    return Verdict(outcome, why, None, Authority.UPSTREAM, by)


def _targets(statement: Statement) -> Iterator[Target]:
    match statement:
        case PackageStatement():
            yield from _of_package(statement)
        case ProductStatement():
            found = [t for cpe in statement.cpes for t in _of_cpe(cpe)] or list(_of_name(statement))
            yield from found
        case ConfigurationStatement():
            for leaf in statement.matches:
                if leaf.vulnerable:
                    yield from _of_cpe(leaf.criteria)


def _of_package(statement: PackageStatement) -> Iterator[Target]:
    type_ = statement.package.type.partition("/")[0]
    if type_ in RUNTIME_OF_TYPE:
        yield Target(str(statement.package), _within(RUNTIME_OF_TYPE[type_]), is_library=True)
    elif type_ in DISTRIBUTION_TYPES:
        product = product_of_package(statement.package.name)
        if product is not None:
            yield _application(product)


def _of_cpe(cpe: Cpe) -> Iterator[Target]:
    product, library = product_of_cpe(*cpe.maker), library_of_cpe(cpe.maker)
    if product is not None:
        yield _application(product)
    elif library is not None:
        parts = frozenset(r for runtime in runtimes(library) for r in _within(runtime))
        yield Target(library.title, parts, is_library=True)
    elif cpe.target_sw in RUNTIME_OF_TARGET:
        yield Target(cpe.product, _within(RUNTIME_OF_TARGET[cpe.target_sw]), is_library=True)


def _of_name(statement: ProductStatement) -> Iterator[Target]:
    if statement.package is not None and statement.package.type in RUNTIME_OF_TYPE:
        runtime = RUNTIME_OF_TYPE[statement.package.type]
        yield Target(str(statement.package), _within(runtime), is_library=True)
        return
    product, library = find_product(statement.product), library_of_name(statement.product)
    if product is not None:
        yield _application(product)
    elif library is not None:
        parts = frozenset(r for runtime in runtimes(library) for r in _within(runtime))
        yield Target(library.title, parts, is_library=True)


def _application(product: Product) -> Target:
    return Target(product.title, product.embeds_in, is_library=False)


def _within(runtime: Runtime) -> frozenset[Runtime]:
    """Native code can be a part of anything, code of a runtime only of what runs on it."""
    return frozenset(Runtime) if runtime is Runtime.NATIVE else frozenset({runtime})
