"""What one statement of an advisory means for one subject."""

from __future__ import annotations

from functools import reduce
from typing import Final, assert_never

import msgspec
from msgspec.structs import replace

from vedette.vulns.advisories.interface import (
    Advisory,
    Authority,
    ConfigurationStatement,
    CpeMatch,
    Node,
    Operator,
    PackageStatement,
    ProductStatement,
    Statement,
    VersionRange,
    Versions,
)
from vedette.vulns.lines import concerns, line_of
from vedette.vulns.platforms import Truth, among, runs_on, targets
from vedette.vulns.subjects import Subject, is_cpe_of, is_named
from vedette.vulns.version_ranges import Comparison, Outcome, compare_versions, without_epochs
from vedette.vulns.versions import SCHEMES, scheme_for_ecosystem

ENDLESS: Final = "without an end, which is weak evidence"
BACKPORTS: Final = "but distributions backport fixes without raising the version"


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """What one statement means for one subject."""

    outcome: Outcome
    why: str
    """What was compared with what, without the advisory."""
    fixed_version: str | None
    authority: Authority
    by: str
    """The advisory, for people: `NVD CVE-2021-41773`."""
    line: str | None = None
    """What of the distribution it holds for, for people, where the subject's own release, stream or module is not known."""

    @property
    def reason(self) -> str:
        """The whole sentence, without a full stop."""
        return f"{self.why} ({self.by})"


def verdict(subject: Subject, advisory: Advisory, statement: Statement) -> Verdict | None:
    """The verdict, or null where the statement is about something else."""
    line: str | None = None
    label = subject.label
    match statement:
        case PackageStatement():
            if statement.package not in subject.packages or not concerns(subject, statement):
                return None
            line = line_of(subject, statement)
            label = subject.label_as(statement.package)
            comparison = _package(subject, statement)
        case ProductStatement():
            if not _is_about(subject, statement):
                return None
            comparison = _product(subject, statement)
        case ConfigurationStatement():
            own = [
                leaf for leaf in statement.matches if leaf.vulnerable and is_cpe_of(subject, leaf.criteria)
            ]
            if not own:
                return None
            comparison = _configuration(subject, statement, own)
        case _:
            assert_never(statement)
    return Verdict(
        comparison.outcome,
        f"{label} {comparison.why}",
        comparison.fixed_version,
        statement.authority,
        f"{advisory.source} {advisory.id}",
        line,
    )


def _package(subject: Subject, statement: PackageStatement) -> Comparison:
    scheme = scheme_for_ecosystem(statement.ecosystem) or SCHEMES["generic"]
    versions, version = statement.versions, subject.version_as(statement.package)
    if scheme.name == "rpm" and version is not None and ":" not in version:
        # `rpm -qa` prints none, nor do names of source packages: compared with one, every version would be old.
        versions = without_epochs(versions)
    comparison = compare_versions(version, versions, scheme)
    if statement.authority is not Authority.DISTRIBUTION:
        comparison = _unless_backported(subject, comparison)
    return replace(comparison, why=f"{comparison.why} ({statement.note})") if statement.note else comparison


def _is_about(subject: Subject, statement: ProductStatement) -> bool:
    if statement.package is not None and statement.package in subject.packages:
        return True
    if any(is_cpe_of(subject, cpe) for cpe in statement.cpes):
        return True
    return any(
        is_named(subject, statement.vendor, name) for name in (statement.product, statement.package_name)
    )


def _product(subject: Subject, statement: ProductStatement) -> Comparison:
    comparison = _upstream(subject, statement.versions)
    if comparison.outcome is Outcome.AFFECTED:
        needs = " or ".join(statement.platforms[:3])
        return _on_platform(comparison, among(subject.platform, statement.platforms), needs)
    return comparison


def _upstream(subject: Subject, versions: Versions) -> Comparison:
    """Against upstream's ranges: a distribution's build that is in them may have the fix all the same."""
    comparison = compare_versions(subject.upstream, versions, subject.upstream_scheme)
    if comparison.outcome is Outcome.POSSIBLE and subject.upstream_scheme is not SCHEMES["generic"]:
        comparison = compare_versions(subject.upstream, versions, SCHEMES["generic"])
    comparison = _unless_backported(subject, comparison)
    if comparison.outcome is Outcome.AFFECTED and versions.sweeping:
        return replace(comparison, why=f"{comparison.why}, {ENDLESS}")
    return comparison


def _unless_backported(subject: Subject, comparison: Comparison) -> Comparison:
    """What ranges of others than the distribution mean for its build: it may have the fix all the same."""
    if comparison.outcome is not Outcome.AFFECTED or subject.build is None:
        return comparison
    return Comparison(Outcome.POSSIBLE, f"{comparison.why}, {BACKPORTS}", comparison.fixed_version)


def _configuration(subject: Subject, statement: ConfigurationStatement, own: list[CpeMatch]) -> Comparison:
    comparison = _upstream(subject, _versions(own))
    if comparison.outcome not in {Outcome.AFFECTED, Outcome.POSSIBLE} or subject.upstream is None:
        return comparison
    hits = {id(leaf) for leaf in own if _upstream(subject, _versions([leaf])).outcome >= Outcome.POSSIBLE}
    truth = _holds(statement.root, subject, hits)
    needed = [leaf.criteria for leaf in statement.matches if not leaf.vulnerable]
    names = dict.fromkeys(f"{cpe.vendor} {cpe.product}" for cpe in needed) or {
        "a combination of products": None
    }
    return _on_platform(comparison, Truth.FALSE if truth is None else truth, " or ".join(list(names)[:3]))


def _on_platform(comparison: Comparison, truth: Truth, needs: str) -> Comparison:
    match truth:
        case Truth.TRUE:
            return comparison
        case Truth.UNKNOWN:
            why = f"{comparison.why}, but only on {needs}, and the inventory does not say the platform"
            return replace(comparison, outcome=Outcome.POSSIBLE, why=why)
        case Truth.FALSE:
            why = f"{comparison.why}, but only on {needs}, and the inventory says another platform"
            return Comparison(Outcome.NOT_AFFECTED, why)
        case _:
            assert_never(truth)


def _versions(leaves: list[CpeMatch]) -> Versions:
    """The ranges of CPE leaves; a name alone stands for its one version, or for all."""
    ranges: list[VersionRange] = []
    exact: list[str] = []
    unjudged = 0
    for leaf in leaves:
        version = leaf.criteria.full_version
        if leaf.range is not None:
            ranges.append(leaf.range)
        elif version is not None:
            exact.append(version)
        elif leaf.criteria.version == "*":
            ranges.append(VersionRange())
        else:
            unjudged += 1
    return Versions(tuple(ranges), tuple(exact), unjudged=unjudged)


def _holds(part: Node | CpeMatch, subject: Subject, hits: set[int]) -> Truth | None:
    """Whether a part of a configuration holds; null where it says nothing of the subject.

    Other vulnerable products count for nothing: some sources combine by AND what are names of one product.
    """
    if isinstance(part, CpeMatch):
        if not part.vulnerable:
            return runs_on(subject.platform, part.criteria)
        if id(part) in hits:
            return targets(subject.platform, part.criteria)
        return Truth.FALSE if is_cpe_of(subject, part.criteria) else None
    truths = [t for child in part.children if (t := _holds(child, subject, hits)) is not None]
    if not truths:
        return None
    combined = reduce(min if part.operator is Operator.AND else max, truths)
    return combined.negated() if part.negate else combined
