import json

import pytest

from vedette.model.errors import MalformedInput
from vedette.vulns.vex.csaf_vex import CsafVex
from vedette.vulns.vex.interface import Status

TREE = {
    "branches": [
        {"category": "vendor", "name": "v", "branches": [
            {"category": "product_version", "name": "1", "product": {
                "product_id": "P1", "name": "shop 1",
                "product_identification_helper": {"purl": "pkg:npm/shop@1", "cpe": "cpe:2.3:a:v:shop:1:*:*:*:*:*:*:*"}}},
            {"category": "product_version", "name": "2", "product": {"product_id": "P2", "name": "lib 2",
                "product_identification_helper": {"purls": ["pkg:npm/lib@2"]}}},
        ]},
    ],
    "relationships": [{"product_reference": "P2", "relates_to_product_reference": "P1", "category": "default_component_of",
                       "full_product_name": {"product_id": "P12", "name": "lib in shop"}}],
    "product_groups": [{"group_id": "G", "product_ids": ["P1"]}],
}  # fmt: skip


def read(*vulnerabilities, tree=TREE):
    document = {
        "document": {"category": "csaf_vex", "csaf_version": "2.0", "publisher": {"name": "Example PSIRT"},
                     "tracking": {"id": "X-1", "current_release_date": "2024-01-04T17:17:25+01:00"}},
        "product_tree": tree, "vulnerabilities": list(vulnerabilities),
    }  # fmt: skip
    return CsafVex().read(json.dumps(document).encode(), "csaf.json")


def test_statements_are_told_apart_by_status_and_justification():
    document = read(
        {
            "cve": "CVE-1",
            "product_status": {"known_not_affected": ["P1", "P2"], "fixed": ["P9"], "recommended": ["P1"]},
            "flags": [{"label": "component_not_present", "group_ids": ["G"]}],
            "threats": [{"category": "impact", "details": "not reached", "product_ids": ["P2"]}],
        }
    )
    assert document.author == "Example PSIRT"
    assert [(s.status, s.justification, s.detail, s.products[0].ids[0]) for s in document.statements] == [
        (Status.NOT_AFFECTED, "component_not_present", None, "pkg:npm/shop@1"),
        (Status.NOT_AFFECTED, None, "not reached", "pkg:npm/lib@2"),
        (Status.FIXED, None, None, "P9"),
    ]  # fmt: skip


def test_a_component_of_a_product_is_meant_there_alone():
    (statement,) = read({"cve": "CVE-1", "product_status": {"known_affected": ["P12"]}}).statements
    (product,) = statement.products
    assert "pkg:npm/lib@2" in product.ids
    assert "pkg:npm/shop@1" in product.within.ids


def test_a_vulnerability_without_an_id_says_nothing():
    assert read({"product_status": {"fixed": ["P1"]}}).statements == ()


def test_endless_nesting_is_refused():
    branch: dict[str, object] = {"name": "x"}
    for _ in range(60):
        branch = {"name": "x", "branches": [branch]}
    with pytest.raises(MalformedInput, match="deep"):
        read(tree={"branches": [branch]})


@pytest.mark.conformance
@pytest.mark.parametrize("name", ["csaf.json", "csaf-relationships.json"])
def test_every_third_party_statement_is_read(shared_data, name):
    file = shared_data / "inventory" / "vex" / name
    (statement,) = CsafVex().read(file.read_bytes(), name).statements
    assert statement.status is Status.NOT_AFFECTED
    assert statement.justification or statement.detail
