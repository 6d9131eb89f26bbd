import gzip
import json

import pytest

from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.interface import Operator, VersionRange
from vedette.vulns.advisories.nvd1 import Nvd1


def item(identifier="CVE-2022-0090", nodes=(), description=""):
    return {
        "cve": {
            "CVE_data_meta": {"ID": identifier},
            "problemtype": {"problemtype_data": [{"description": [{"lang": "en", "value": "CWE-269"}]}]},
            "description": {"description_data": [{"lang": "en", "value": description}]},
        },
        "configurations": {"nodes": list(nodes)},
        "impact": {
            "baseMetricV3": {"cvssV3": {"version": "3.1", "baseScore": 6.5}},
            "baseMetricV2": {"cvssV2": {"version": "2.0", "baseScore": 4.0}},
        },
        "publishedDate": "2022-01-18T17:15Z",
    }


def read(*items):
    return Nvd1().read(json.dumps({"CVE_Items": list(items)}).encode(), "feed.json")


LEAF = {
    "vulnerable": True,
    "cpe23Uri": "cpe:2.3:a:gitlab:gitlab:*:*:*:*:community:*:*:*",
    "versionStartExcluding": "14.6.0",
    "versionEndIncluding": "14.6.1",
}


def test_nodes_with_children_become_a_configuration():
    node = {"operator": "OR", "children": [], "cpe_match": [LEAF]}
    (advisory,) = read(
        item(nodes=[{"operator": "AND", "children": [node, node], "cpe_match": []}])
    ).advisories
    (statement,) = advisory.statements
    assert statement.root.operator is Operator.AND
    assert statement.matches[0].range == VersionRange("14.6.0", last_affected="14.6.1", after=True)
    assert [s.version for s in advisory.severities] == ["3.1", "2.0"]
    assert advisory.cwes == ("CWE-269",)


def test_a_rejected_record_is_withdrawn():
    (advisory,) = read(item(description="** REJECT ** do not use")).advisories
    assert advisory.withdrawn


def test_broken_items_are_counted():
    document = read(item(), {"cve": 1}, item("nonsense"))
    assert len(document.advisories) == 1
    assert sum(document.rejected.values()) == 2


def test_endless_nesting_is_counted():
    node = {"operator": "OR", "children": [], "cpe_match": [LEAF]}
    for _ in range(50):
        node = {"operator": "AND", "children": [node], "cpe_match": []}
    document = read(item(nodes=[node]), item())
    assert len(document.advisories) == 1
    assert document.rejected["configurations nest too deep"] == 1


def test_a_feed_that_is_none_is_refused():
    with pytest.raises(MalformedInput):
        Nvd1().read(b'{"CVE_Items": {}}', "feed.json")


@pytest.mark.conformance
def test_a_third_party_feed_loads_whole(shared_data):
    data = gzip.decompress((shared_data / "vuln" / "osv_dev" / "nvdcve-1.1-test-data.json.gz").read_bytes())
    assert Nvd1().sniff(data[: 64 << 10]) == 1
    document = Nvd1().read(data, "feed")
    assert len(document.advisories) == 669
    assert not document.rejected
