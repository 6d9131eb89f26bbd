import json

import pytest

from vedette.model.errors import MalformedInput
from vedette.vulns.vex.cyclonedx_vex import CycloneDxVex
from vedette.vulns.vex.interface import Scope, Status


def read(*vulnerabilities, **fields):
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.4",
        "vulnerabilities": list(vulnerabilities),
        **fields,
    }
    return CycloneDxVex().read(json.dumps(document).encode(), "vex.json")


def said(state, ref="app", **fields):
    return {"id": "CVE-1", "analysis": {"state": state, **fields}, "affects": [{"ref": ref}]}


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("not_affected", Status.NOT_AFFECTED), ("false_positive", Status.NOT_AFFECTED), ("resolved", Status.FIXED),
        ("resolved_with_pedigree", Status.FIXED), ("exploitable", Status.AFFECTED),
        ("in_triage", Status.UNDER_INVESTIGATION),
    ],
)  # fmt: skip
def test_each_state_has_a_status(state, status):
    assert read(said(state)).statements[0].status is status


def test_a_finding_without_an_analysis_is_no_statement():
    assert read({"id": "CVE-1"}, said("sure")).statements == ()


def test_a_bom_ref_is_resolved_to_what_names_its_component():
    component = {"name": "ABC", "version": "4.2", "bom-ref": "app", "purl": "pkg:npm/abc@4.2"}
    (product,) = read(said("not_affected"), metadata={"component": component}).statements[0].products
    assert (product.ids, product.name, product.version) == (("app", "pkg:npm/abc@4.2"), "ABC", "4.2")


def test_a_bom_link_that_ends_in_a_package_url_names_that_package():
    (product,) = read(said("not_affected", "urn:cdx:1/1#pkg:npm/a@1")).statements[0].products
    assert product.ids == ("urn:cdx:1/1#pkg:npm/a@1", "pkg:npm/a@1")


def test_versions_limit_a_statement():
    target = {
        "ref": "app",
        "versions": [{"range": "vers:semver/>=2|<=3", "status": "unaffected"}, {"version": "9"}],
    }
    (statement,) = read(said("not_affected") | {"affects": [target]}).statements
    assert statement.products[0].scopes == (
        Scope("vers:semver/>=2|<=3", Status.NOT_AFFECTED),
        Scope("9", None),
    )


def test_what_breaks_the_format_is_refused():
    with pytest.raises(MalformedInput):
        read({"id": 3})


@pytest.mark.conformance
def test_every_third_party_statement_is_read(shared_data):
    files = [
        f for f in sorted((shared_data / "inventory" / "cyclonedx").glob("VEX*.json")) if "vex" in f.stem
    ]
    assert len(files) >= 18
    for file in files:
        found = CycloneDxVex().read(file.read_bytes(), file.name)
        vulnerabilities = json.loads(file.read_text())["vulnerabilities"]
        assert len(found.statements) == sum("analysis" in v for v in vulnerabilities), file.name
        assert all(s.products for s in found.statements)
