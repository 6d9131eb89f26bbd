"""A Debian machine held against what the changelogs of its packages say was fixed in them."""

import gzip
import json
from collections import Counter, defaultdict

import pytest

from vedette.assets.parts import Machine, Place, claimed
from vedette.assets.registry import load as load_inventory
from vedette.model.claim import Claim, Rank
from vedette.model.purl import parse_purl
from vedette.model.vulnerability import State
from vedette.run.check import as_service
from vedette.vulns.advisories.load import load as load_advisories
from vedette.vulns.judgement import Judgement
from vedette.vulns.versions import SCHEMES

DEB = SCHEMES["deb"]


@pytest.mark.conformance
def test_nothing_that_a_changelog_fixed_is_called_affected(shared_data):
    advisories = load_advisories([shared_data / "vuln"])
    inventory = load_inventory([shared_data / "inventory/debian12_host/syft_dpkg.cdx.json.gz"])
    services = [*inventory.services, *map(as_service, inventory.packages)]
    assert len(services) >= 746
    with gzip.open(shared_data / "vuln/debian_changelog_fixes/fixed_in.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    fixes = defaultdict(list)
    for row in rows:
        fixes[row["source"]].append((row["cve"], row["version"]))
    judgement = Judgement(advisories)
    states = Counter()
    for service in services:
        purl = parse_purl(service.purl)
        for cve, version in fixes.get(purl.source or purl.name, ()):
            if DEB.key(purl.version) >= DEB.key(version):
                states[judgement.judge(service, cve).state] += 1
    assert states.total() >= 100
    assert states[State.AFFECTED] == 0
    assert states[State.FIXED] >= 20


@pytest.mark.conformance
def test_no_package_is_called_affected_at_the_version_that_fixed_it(shared_data):
    judgement = Judgement(load_advisories([shared_data / "vuln"]))
    with gzip.open(shared_data / "vuln/debian_changelog_fixes/fixed_in.jsonl.gz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    states = Counter()
    for row in rows:
        purl = f"pkg:deb/debian/{row['source']}@{row['version']}?distro=debian-12"
        claim = Claim("changelog", Rank.PACKAGE_MANAGER, row["source"], row["version"], purl)
        states[judgement.judge(claimed(Machine("a"), claim, Place()), row["cve"]).state] += 1
    assert len(rows) == 648
    assert states[State.AFFECTED] == 0


@pytest.mark.conformance
def test_every_package_of_the_machine_is_judged_or_said_not_to_be(shared_data):
    inventory = load_inventory([shared_data / "inventory/debian12_host/syft_dpkg.cdx.json.gz"])
    judgement = Judgement(load_advisories([shared_data / "vuln/nvd_overrides"]))
    exposures = [judgement.expose(as_service(package)) for package in inventory.packages]
    assert [str(part) for e in exposures for part in e.not_judged] == []
