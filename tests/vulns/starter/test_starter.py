"""The starter set: that it is whole and well-formed, and that it agrees with records that others wrote."""

import gzip
import json

import pytest

from vedette.detect.rules.rule import read_rules
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import (
    Authority,
    ConfigurationStatement,
    PackageStatement,
    ProductStatement,
    Versions,
)
from vedette.vulns.advisories.load import load
from vedette.vulns.starter import EDITION, read_starter_set
from vedette.vulns.starter.entries import entries
from vedette.vulns.version_ranges import Outcome, compare_versions
from vedette.vulns.versions import SCHEMES

GENERIC = SCHEMES["generic"]


def test_every_entry_is_whole():
    listed = list(entries())
    assert len(listed) >= 100
    assert len({entry.id for entry in listed}) == len(listed)
    for entry in listed:
        assert is_cve(entry.id)
        assert entry.title
        assert 0 < entry.cvss <= 10
        assert entry.kev is None or entry.kev <= EDITION
        assert all(cwe.startswith("CWE-") for cwe in entry.cwes)
        assert entry.affected
        for affected in entry.affected:
            assert affected.cpes or affected.packages
            assert affected.versions


def test_what_holds_for_one_release_begins_with_its_version():
    of_releases = [affected for entry in entries() for affected in entry.affected if affected.release]
    assert of_releases
    assert all(text.startswith(">=") for affected in of_releases for text in affected.versions)


def test_every_version_can_be_ordered_and_every_range_holds_something():
    for record in read_starter_set().records.values():
        for _, statement in record.statements():
            versions = statement.versions
            for text in versions.exact:
                assert compare_versions(text, versions, GENERIC).outcome is Outcome.AFFECTED, record.id
            for item in versions.ranges:
                last = item.introduced or item.last_affected
                if last is not None:
                    assert compare_versions(last, versions, GENERIC).outcome is Outcome.AFFECTED, record.id
                if item.fixed is not None and isinstance(statement, ProductStatement):
                    start = item.introduced or "0"
                    assert GENERIC.key(start) < GENERIC.key(item.fixed), record.id


@pytest.mark.conformance
def test_it_knows_every_vulnerability_that_a_rule_recognises_and_that_is_known_to_be_exploited(shared_data):
    catalogue = shared_data / "vuln/kev/known_exploited_vulnerabilities.json.gz"
    exploited = {v["cveID"] for v in json.loads(gzip.decompress(catalogue.read_bytes()))["vulnerabilities"]}
    named = {cve for rule in read_rules() for cve in rule.cves}
    assert len(named & exploited) > 50
    assert named & exploited <= set(read_starter_set().records)


# --- against records that others wrote --------------------------------------------------------------------------


def names(statement):
    """Names of the products that a statement is about, without vendors."""
    match statement:
        case PackageStatement():
            return {statement.package.name.rpartition("/")[2]}
        case ProductStatement():
            return {cpe.product for cpe in statement.cpes} or {statement.product.casefold()}
        case ConfigurationStatement():
            return {leaf.criteria.product for leaf in statement.matches if leaf.vulnerable}


def versions_of(statement):
    if isinstance(statement, ConfigurationStatement):
        for leaf in statement.matches:
            exact = leaf.criteria.full_version
            if leaf.vulnerable and (leaf.range is not None or exact is not None):
                ranges = () if leaf.range is None else (leaf.range,)
                yield leaf.criteria.product, Versions(ranges, () if leaf.range is not None else (exact,))
    else:
        for name in names(statement):
            yield name, statement.versions


def merged(record):
    """Ranges and versions by product, all statements together."""
    found = {}
    for _, statement in record.statements():
        if statement.authority is Authority.DISTRIBUTION:  # versions of another scheme
            continue
        for name, versions in versions_of(statement):
            if versions.ranges or versions.exact:
                ranges, exact = found.setdefault(name, (set(), set()))
                ranges.update(versions.ranges)
                exact.update(versions.exact)
    return {name: Versions(tuple(ranges), tuple(exact)) for name, (ranges, exact) in found.items()}


def is_affected(version, versions):
    return compare_versions(version, versions, GENERIC).outcome is Outcome.AFFECTED


@pytest.mark.conformance
def test_ranges_agree_with_the_records_of_the_nvd_and_of_cve(shared_data):
    folders = [
        shared_data / "vuln" / name
        for name in ("nvd_overrides", "nvd_single", "vulnrichment", "osv_dev", "pypa")
    ]
    others = load(folders)
    compared, differing = 0, {}
    for identifier, record in read_starter_set().records.items():
        other = others.find(identifier)
        if other is None:
            continue
        mine, theirs = merged(record), merged(other)
        for name in mine.keys() & theirs.keys():
            compared += 1
            probes = {
                bound
                for versions in (mine[name], theirs[name])
                for bound in (
                    *versions.exact,
                    *(b for r in versions.ranges for b in (r.introduced, r.fixed, r.last_affected)),
                )
                if bound is not None and bound != "0"
            }
            wrong = {v for v in probes if is_affected(v, mine[name]) != is_affected(v, theirs[name])}
            if wrong:
                differing.setdefault(identifier, set()).update(wrong)
    assert compared >= 30
    assert differing == {}


@pytest.mark.conformance
def test_fixes_of_debian_are_those_of_its_changelogs(shared_data):
    data = gzip.decompress((shared_data / "vuln/debian_changelog_fixes/fixed_in.jsonl.gz").read_bytes())
    changelogs = {(row["source"], row["cve"]): row["version"] for row in map(json.loads, data.splitlines())}
    compared = 0
    for record in read_starter_set().records.values():
        for _, statement in record.statements():
            if isinstance(statement, PackageStatement) and statement.package.type == "deb/debian":
                known = changelogs.get((statement.package.name, record.id))
                if known is not None and f"deb{statement.release}u" in known:
                    assert statement.versions.ranges[0].fixed == known
                    compared += 1
    assert compared == 2


@pytest.mark.conformance
def test_dates_of_exploitation_are_those_of_the_catalogue(shared_data):
    catalogue = load([shared_data / "vuln" / "kev"])
    for entry in entries():
        record = catalogue.find(entry.id)
        assert record is None or entry.kev is not None, entry.id
        if entry.kev is not None and entry.kev.year < 2025:
            assert record is not None, entry.id
