"""Zeek's own tests of its intelligence framework: each address that Zeek matched is known here, by the same sources."""

from ipaddress import ip_address

import pytest

from vedette.intel.loading import load
from vedette.intel.reputation_set import ReputationSet
from vedette.intel.vetting import vet_all

pytestmark = pytest.mark.conformance


def matched(folder):
    """Addresses that Zeek matched in a test, each with the sources that it named."""
    found = {}
    for log in sorted(folder.glob("expected*intel*.log")):
        fields = []
        for line in log.read_text().splitlines():
            if line.startswith("#fields"):
                fields = line.split("\t")[1:]
            elif not line.startswith("#"):
                row = dict(zip(fields, line.split("\t"), strict=True))
                if row["seen.indicator_type"] == "Intel::ADDR":
                    found.setdefault(row["seen.indicator"], set()).update(row["sources"].split(","))
    return found


def is_list(path):
    return path.suffix in {".dat", ".data"} or path.name.startswith("intel")


def test_every_address_that_zeek_matched_is_known_by_its_sources(shared_data):
    compared = 0
    for folder in sorted((shared_data / "labelled/zeek_intel").iterdir()):
        expected = matched(folder) if folder.is_dir() else {}
        lists = [str(path) for path in sorted(folder.iterdir()) if is_list(path)] if expected else []
        if not lists:
            continue
        reputations = ReputationSet.build(vet_all(load(lists).feeds))
        for ip, said in zip(expected, reputations.lookup(list(expected)), strict=True):
            assert ip_address(ip)
            assert said.opinions, (folder.name, ip)
            compared += 1
    assert compared >= 3
