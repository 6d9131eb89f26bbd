import gzip
import json

import pytest

from vedette.model.purl import PackageKey
from vedette.vulns.advisories.cve5 import Cve5
from vedette.vulns.advisories.interface import ProductStatement, VersionRange


def record(*products, state="PUBLISHED", adp=(), **cna):
    return {
        "dataType": "CVE_RECORD",
        "cveMetadata": {
            "cveId": "CVE-2021-44228",
            "state": state,
            "datePublished": "2021-12-10T00:00:00.000Z",
        },
        "containers": {"cna": {"affected": list(products), **cna}, "adp": list(adp)},
    }


def read(value):
    (advisory,) = Cve5().read(json.dumps(value).encode(), "cve.json").advisories
    return advisory


LOG4J = {
    "vendor": "Apache Software Foundation",
    "product": "Apache Log4j2",
    "collectionURL": "https://repo.example/maven2",
    "packageName": "org.apache.logging.log4j:log4j-core",
    "cpes": ["cpe:2.3:a:apache:log4j:-:*:*:*:*:*:*:*", "nonsense"],
    "platforms": ["Windows"],
    "versions": [{"version": "2.0", "status": "affected", "lessThan": "2.15.0", "versionType": "maven"}],
}


def test_a_product_goes_by_words_package_and_cpe():
    (statement,) = read(record(LOG4J)).statements
    assert isinstance(statement, ProductStatement)
    assert statement.package == PackageKey("maven", "org.apache.logging.log4j/log4j-core")
    assert [cpe.maker for cpe in statement.cpes] == [("apache", "log4j")]
    assert statement.versions.ranges == (VersionRange("2.0", fixed="2.15.0"),)
    assert statement.platforms == ("Windows",)


def test_a_product_that_is_not_named_is_left_out():
    assert (
        read(record({"vendor": "n/a", "product": "n/a", "versions": [{"version": "n/a"}]})).statements == ()
    )


def test_scores_come_from_either_container_and_kev_from_the_adp():
    adp = {
        "affected": [{"vendor": "apache", "product": "log4j"}],
        "metrics": [
            {"cvssV3_1": {"version": "3.1", "vectorString": "CVSS:3.1/…", "baseScore": 10.0}},
            {"other": {"type": "kev", "content": {"dateAdded": "2021-12-10"}}},
        ],
    }
    advisory = read(
        record(adp=[adp], problemTypes=[{"descriptions": [{"cweId": "CWE-502"}, {"type": "text"}]}])
    )
    assert advisory.severities[0].score == 10.0
    assert advisory.exploited
    assert advisory.cwes == ("CWE-502",)
    assert len(advisory.statements) == 1


def test_a_rejected_record_is_withdrawn():
    assert read(record(state="REJECTED")).withdrawn


def test_broken_lines_are_counted():
    lines = b"\n".join([json.dumps(record()).encode(), b"{}", b"nonsense"])
    document = Cve5().read(lines, "cves.jsonl")
    assert len(document.advisories) == 1
    assert sum(document.rejected.values()) == 2


@pytest.mark.conformance
def test_third_party_records_load_whole(shared_data):
    data = gzip.decompress(
        (shared_data / "vuln" / "vulnrichment" / "vulnrichment_subset.jsonl.gz").read_bytes()
    )
    assert Cve5().sniff(data[: 64 << 10]) == 1
    document = Cve5().read(data, "vulnrichment")
    assert len(document.advisories) == 260
    assert not document.rejected
    statements = [s for a in document.advisories for s in a.statements]
    judged = [s for s in statements if s.versions.ranges or s.versions.exact or s.versions.unaffected]
    assert len(judged) > 0.9 * len(statements)
