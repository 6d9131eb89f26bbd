import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.errors import MalformedInput
from vedette.vulns.vex.interface import Status
from vedette.vulns.vex.openvex import OpenVex


def read(*statements, **fields):
    document = {
        "@context": "https://openvex.dev/ns/v0.2.0",
        "author": "Ada",
        "statements": list(statements),
        **fields,
    }
    return OpenVex().read(json.dumps(document).encode(), "x.json")


SAID = {
    "vulnerability": {"name": "CVE-2024-0001", "aliases": ["GHSA-1"]},
    "products": [{"@id": "pkg:npm/shop@1"}],
    "status": "not_affected",
    "justification": "vulnerable_code_not_in_execute_path",
}


def test_a_statement_is_read_with_its_author_and_time():
    document = read(SAID, timestamp="2023-01-16T19:07:16.853479631-06:00")
    (said,) = document.statements
    assert document.author == "Ada"
    assert said.vulnerabilities == ("CVE-2024-0001", "GHSA-1")
    assert (said.status, said.justification) == (Status.NOT_AFFECTED, "vulnerable_code_not_in_execute_path")
    assert said.at == datetime(2023, 1, 17, 1, 7, 16, 853479, tzinfo=UTC)


def test_a_component_is_meant_within_its_product_alone():
    (product,) = (
        read(SAID | {"products": [{"@id": "pkg:npm/shop@1", "subcomponents": [{"@id": "pkg:npm/lib@2"}]}]})
        .statements[0]
        .products
    )
    assert product.ids == ("pkg:npm/lib@2",)
    assert product.within.ids == ("pkg:npm/shop@1",)


def test_the_first_version_of_the_format_is_read():
    (said,) = read(
        SAID | {"vulnerability": "CVE-1", "products": ["nginx", "pkg:apk/wolfi/bash@1"]}
    ).statements
    assert said.vulnerabilities == ("CVE-1",)
    assert [p.ids for p in said.products] == [("nginx",), ("pkg:apk/wolfi/bash@1",)]


@pytest.mark.parametrize("broken", [{"status": "fine"}, {"products": 3}, {"vulnerability": {}}])
def test_what_breaks_the_format_is_refused(broken):
    with pytest.raises(MalformedInput):
        read(SAID | broken)


@given(st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(data):
    for document in (data, b'{"@context":"https://openvex.dev/ns","statements":[' + data):
        with pytest.raises(MalformedInput):
            OpenVex().read(document, "x")


@pytest.mark.conformance
def test_every_third_party_document_is_read_whole(shared_data):
    read_so_far = 0
    for file in sorted((shared_data / "inventory" / "vex").glob("*.json")):
        if OpenVex().sniff(file.read_bytes()[:65536]) == 0:
            continue
        read_so_far += 1
        document = OpenVex().read(file.read_bytes(), file.name)
        said = json.loads(file.read_text())["statements"]
        assert [s.status for s in document.statements] == [s["status"] for s in said]
        assert all(s.products and s.vulnerabilities for s in document.statements)
    assert read_so_far >= 8
