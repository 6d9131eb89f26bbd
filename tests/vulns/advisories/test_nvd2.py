import gzip
import json

import pytest

from vedette.vulns.advisories.interface import ConfigurationStatement, Operator, VersionRange
from vedette.vulns.advisories.nvd2 import Nvd2

MATCH = {
    "vulnerable": True,
    "criteria": "cpe:2.3:a:php:php:*:*:*:*:*:*:*:*",
    "versionStartIncluding": "8.2",
    "versionEndExcluding": "8.2.20",
}
WINDOWS = {"vulnerable": False, "criteria": "cpe:2.3:o:microsoft:windows:-:*:*:*:*:*:*:*"}
NODES = [{"operator": "OR", "negate": False, "cpeMatch": [MATCH]}, {"operator": "OR", "cpeMatch": [WINDOWS]}]
CONFIGURATIONS = [{"operator": "AND", "nodes": NODES}]
RECORD = {
    "id": "CVE-2024-4577",
    "sourceIdentifier": "x",
    "vulnStatus": "Analyzed",
    "published": "2024-06-09T20:15:09.550",
    "cisaExploitAdd": "2024-06-12",
    "metrics": {
        "cvssMetricV31": [{"cvssData": {"version": "3.1", "vectorString": "CVSS:3.1/…", "baseScore": 9.8}}]
    },
    "weaknesses": [
        {"description": [{"lang": "en", "value": "CWE-78"}, {"lang": "en", "value": "NVD-CWE-Other"}]}
    ],
    "configurations": CONFIGURATIONS,
}


def read(value):
    return Nvd2().read(json.dumps(value).encode(), "nvd.json")


@pytest.mark.parametrize(
    "document",
    [
        RECORD,
        {"cve": RECORD},
        {"format": "NVD_CVE", "vulnerabilities": [{"cve": RECORD}]},
        [{"cve": RECORD}],
        {"_annotation": {"cve_id": "CVE-2024-4577"}, "cve": {"configurations": CONFIGURATIONS}},
        {"cve_id": "CVE-2024-4577", "configurations": CONFIGURATIONS, "kev": True},
    ],
)
def test_every_way_to_wrap_a_record_gives_the_same_configuration(document):
    (advisory,) = read(document).advisories
    assert advisory.id == "CVE-2024-4577"
    (statement,) = advisory.statements
    assert isinstance(statement, ConfigurationStatement)
    assert statement.root.operator is Operator.AND
    php, windows = statement.matches
    assert php.range == VersionRange("8.2", fixed="8.2.20")
    assert not windows.vulnerable


def test_scores_weaknesses_and_dates_are_kept():
    (advisory,) = read(RECORD).advisories
    assert advisory.severities[0].score == 9.8
    assert advisory.cwes == ("CWE-78",)
    assert advisory.exploited
    assert advisory.published is not None
    assert advisory.published.utcoffset() is not None


def test_a_rejected_record_is_withdrawn():
    (advisory,) = read({**RECORD, "vulnStatus": "Rejected"}).advisories
    assert advisory.withdrawn


def test_one_broken_record_of_a_page_does_not_stop_the_others():
    document = read({"vulnerabilities": [{"cve": {"id": 1}}, {"cve": RECORD}, {"cve": {"id": "x"}}]})
    assert [a.id for a in document.advisories] == ["CVE-2024-4577"]
    assert [s.split(":")[0] for s in document.samples] == ["record 1", "record 3"]


def test_one_broken_line_does_not_stop_the_others():
    lines = b"\n".join([json.dumps(RECORD).encode(), b'{"id":', b"", json.dumps({"cve": RECORD}).encode()])
    document = Nvd2().read(lines, "nvd.jsonl")
    assert len(document.advisories) == 2
    assert document.samples[0].startswith("line 2: ")


def test_a_cpe_that_is_none_is_left_out():
    bad = {"vulnerable": True, "criteria": "cpe:nonsense"}
    (advisory,) = read({**RECORD, "configurations": [{"nodes": [{"cpeMatch": [bad]}]}]}).advisories
    assert advisory.statements == ()


@pytest.mark.conformance
def test_third_party_records_load_whole(shared_data):
    folder = shared_data / "vuln"
    lines = gzip.decompress(
        (folder / "nvd_overrides" / "nvd_overrides_server_software.jsonl.gz").read_bytes()
    )
    document = Nvd2().read(lines, "overrides")
    assert len(document.advisories) == 2132
    assert not document.rejected
    assert all(advisory.statements for advisory in document.advisories)
    singles = sorted((folder / "osv_dev").glob("nvdcve-2.0__*.json"))
    assert len(singles) == 10
    for path in [
        *singles,
        folder / "nvd_single" / "CVE-2021-41773.json",
        folder / "vunnel" / "nvd__full-page.json",
    ]:
        data = path.read_bytes()
        assert Nvd2().sniff(data[: 64 << 10]) > 0.5, path.name
        document = Nvd2().read(data, path.name)
        assert document.advisories
        assert not document.rejected
