from dataclasses import replace
from datetime import UTC, datetime

import pytest
from msgspec import structs

from vedette.assets.cyclonedx import CycloneDx
from vedette.assets.parts import Machine, Place, claimed
from vedette.model.claim import Claim, Rank
from vedette.model.vulnerability import State, Vulnerability
from vedette.vulns.vex.applying import VexBook
from vedette.vulns.vex.interface import Product, Scope, Statement, Status, VexDocument
from vedette.vulns.vex.registry import read

LOG4J = "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"
SHOP = claimed(
    Machine("web-1"),
    Claim("x", Rank.SBOM, "ABC", "4.2", "pkg:npm/abc@4.2"),
    Place(80),
    components=[LOG4J],
    refs=(("urn:cdx:1/1#abc", ""), ("urn:cdx:1/1#log", LOG4J)),
)
OWN = Vulnerability("CVE-1", State.AFFECTED, "ABC 4.2 is in < 5 (NVD)", LOG4J, 9.8, None, kev=False,
                    fixed_version="5", cwes=())  # fmt: skip


def product(*ids, **fields):
    return Product(ids, **fields)


def statement(meant, status=Status.NOT_AFFECTED, at=None, justification="code_not_present"):
    return Statement(("CVE-1",), (meant,), status, justification, "removed", at)


def book(*statements):
    return VexBook([VexDocument("Ada", "vex.json", tuple(statements))])


def applied(*statements, own=OWN, service=SHOP):
    return book(*statements).apply(own, service)


def test_a_statement_changes_the_state_and_leaves_our_own_judgement_to_be_seen():
    found = applied(statement(product(LOG4J)))
    assert (found.state, found.own_state) == (State.NOT_AFFECTED, State.AFFECTED)
    assert found.reason == (
        "not_affected by VEX of Ada: code_not_present; our own judgement: affected, ABC 4.2 is in < 5 (NVD)"
    )
    (said,) = found.vex
    assert (said.author, said.document, said.detail, said.product) == ("Ada", "vex.json", "removed", LOG4J)


@pytest.mark.parametrize(
    "meant",
    [
        product(LOG4J), product("pkg:maven/org.apache.logging.log4j/log4j-core"), product("pkg:npm/abc@4.2"),
        product("urn:cdx:1/1#log"), product("urn:cdx:1/1#abc"), product("ref", name="ABC", version="4.2"),
        product("ref", name="abc"), product(LOG4J, within=product("pkg:npm/abc@4.2")),
    ],
    ids=str,
)  # fmt: skip
def test_products_are_known_by_package_url_bom_link_name_and_component(meant):
    assert applied(statement(meant)).state is State.NOT_AFFECTED


@pytest.mark.parametrize(
    "meant",
    [
        product("pkg:npm/abc@4.3"), product("pkg:maven/org.apache.logging.log4j/log4j-core@2.17.0"),
        product("urn:cdx:2/1#log"), product("ref", name="ABC", version="4.3"), product("ref", name="DEF"),
        product(LOG4J, within=product("pkg:npm/other")), product("pkg:npm/other@1"), product("nonsense"),
    ],
    ids=str,
)  # fmt: skip
def test_other_products_and_other_versions_are_not_meant(meant):
    assert applied(statement(meant)) == OWN


def test_a_statement_about_one_component_says_nothing_of_another():
    other = structs.replace(OWN, matched="pkg:npm/abc@4.2")
    assert applied(statement(product(LOG4J)), own=other) == other


def test_another_vulnerability_is_not_touched():
    other = structs.replace(OWN, id="CVE-2")
    assert applied(statement(product(LOG4J)), own=other) == other


def test_under_investigation_is_shown_and_changes_nothing():
    found = applied(statement(product(LOG4J), Status.UNDER_INVESTIGATION))
    assert (found.state, found.own_state, found.reason) == (State.AFFECTED, None, OWN.reason)
    assert found.vex[0].status == "under_investigation"


def test_the_youngest_statement_decides_and_the_others_are_shown():
    then, now = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 2, 1, tzinfo=UTC)
    found = applied(statement(product(LOG4J), at=then), statement(product(LOG4J), Status.FIXED, at=now))
    assert found.state is State.FIXED
    assert [o.status for o in found.vex] == ["fixed", "not_affected"]


def test_of_statements_of_one_time_the_worst_decides():
    found = applied(statement(product(LOG4J)), statement(product(LOG4J), Status.AFFECTED))
    assert found.state is State.AFFECTED


@pytest.mark.parametrize(
    ("scopes", "state"),
    [
        ((Scope("vers:maven/>=2.0|<=2.15", Status.NOT_AFFECTED),), State.NOT_AFFECTED),
        ((Scope("vers:maven/>=2.16", Status.NOT_AFFECTED),), State.AFFECTED),
        ((Scope("2.14.1", None),), State.NOT_AFFECTED),
        ((Scope("2.14.1", Status.UNDER_INVESTIGATION),), State.AFFECTED),
    ],
)
def test_versions_limit_what_is_said(scopes, state):
    assert applied(statement(product(LOG4J, scopes=scopes))).state is state


CISA = [
    ("Case-1__vex-not_affected", "ABC", "4.2", "CVE-2021-44228", State.NOT_AFFECTED, "code_not_present"),
    ("Case-1__vex-affected", "DEF", "1.0", "CVE-2021-44228", State.AFFECTED, None),
    ("Case-2__vex", "ABC", "4.2", "CVE-2020-11896", State.NOT_AFFECTED, "code_not_reachable"),
    ("Case-3__vex", "GHI", "17.4", "CVE-2020-11896", None, None),
    ("Case-3__vex", "GHI", "17.4", "CVE-2020-11897", State.NOT_AFFECTED, "code_not_present"),
    ("Case-3__vex", "GHI", "17.4", "CVE-2020-11898", State.AFFECTED, None),
]


@pytest.mark.conformance
@pytest.mark.parametrize(("case", "name", "version", "cve", "state", "justification"), CISA)
def test_the_cases_of_cisa_about_one_product_are_followed(
    shared_data, case, name, version, cve, state, justification
):
    document = read(shared_data / "inventory" / "cyclonedx" / f"VEX__CISA-Use-Cases__{case}.json")
    service = claimed(Machine("a"), Claim("x", Rank.DECLARED, name, version), Place())
    own = structs.replace(OWN, id=cve, state=State.UNKNOWN, matched=name)
    found = VexBook([document]).apply(own, service)
    assert found.state is (state or State.UNKNOWN)
    assert found.vex[0].justification == justification
    other = replace(service, version="0.1")
    assert VexBook([document]).apply(own, other) == own


@pytest.mark.conformance
@pytest.mark.parametrize("case", ["CISA-Use-Cases__Case-7", "CISA-Use-Cases__Case-8"])
@pytest.mark.parametrize(
    ("name", "version", "state"),
    [
        ("ABC", "2.4", State.AFFECTED), ("ABC", "3.0", State.AFFECTED), ("ABC", "2.5", State.NOT_AFFECTED),
        ("ABC", "1.7", State.NOT_AFFECTED), ("JKL", "4.7", State.AFFECTED), ("JKL", "4.4", State.NOT_AFFECTED),
        ("JKL", "5.1", State.FIXED), ("JKL", None, State.UNKNOWN), ("JKL", "77", State.UNKNOWN),
    ],
)  # fmt: skip
def test_the_cases_of_cisa_about_versions_of_several_products_are_followed(
    shared_data, case, name, version, state
):
    """Products are named by a BOM-link alone, which the bill of materials beside the statement gives to the service."""
    folder = shared_data / "inventory" / "cyclonedx"
    document = read(folder / f"VEX__{case}__vex.json")
    product = {"ABC": "cbb2cd68-2857-43b8-a10b-e8c03d277d18", "JKL": "e4c3eedc-4978-470c-ad02-6ffff63738ff"}[
        name
    ]
    refs = ((f"urn:cdx:{product}/1#product-{name}", ""),)
    service = claimed(Machine("a"), Claim("x", Rank.SBOM, name, version), Place(), refs=refs)
    own = structs.replace(OWN, id="CVE-2021-44228", state=State.UNKNOWN, matched=name)
    assert VexBook([document]).apply(own, service).state is state


@pytest.mark.conformance
@pytest.mark.parametrize("case", ["Use-Cases__Case-9", "Use-Cases__Case-13", "Use-Cases__Case-6"])
def test_products_that_a_bom_link_names_are_found_in_their_bills_of_materials(shared_data, case):
    folder = shared_data / "inventory" / "cyclonedx"
    documents = [read(folder / f"VEX__{case.replace('9', '6')}__vex.json")]
    named = {ref for d in documents for s in d.statements for p in s.products for ref in p.ids}
    services = [s for f in folder.glob(f"VEX__{case}__bom*.json")
                for s in CycloneDx().read(f.read_bytes(), f.name).services]  # fmt: skip
    meant = [s for s in services if {name for name, means in s.refs if not means} & named]
    assert meant
    assert all(list(VexBook(documents).about(s)) == ["CVE-2020-25649"] for s in meant)


@pytest.mark.conformance
@pytest.mark.parametrize(
    ("name", "purl", "component", "cve"),
    [
        ("openvex", "pkg:maven/org.springframework.boot/spring-boot@2.6.0", None, "CVE-2021-44228"),
        ("cyclonedx", "pkg:maven/org.springframework.boot/spring-boot@2.6.0", None, "CVE-2021-44228"),
        ("csaf", "pkg:golang/x/app@1", "pkg:golang/github.com/aquasecurity/go-transitive@v4.0.0", "CVE-2024-0001"),
        ("openvex-nested", "pkg:golang/github.com/aquasecurity/go-direct1@v2.0.0",
         "pkg:golang/github.com/aquasecurity/go-transitive@v4.0.0", "CVE-2024-0001"),
        ("csaf-relationships", "pkg:golang/github.com/aquasecurity/go-direct1@v2.0.0",
         "pkg:golang/github.com/aquasecurity/go-transitive@v4.0.0", "CVE-2024-0001"),
    ],
)  # fmt: skip
def test_third_party_statements_apply_to_what_they_name(shared_data, name, purl, component, cve):
    document = read(shared_data / "inventory" / "vex" / f"{name}.json")
    parts = [component] if component else []
    service = claimed(Machine("a"), Claim("x", Rank.SBOM, "app", "1", purl), Place(), components=parts)
    own = structs.replace(OWN, id=cve, matched=component or purl)
    assert VexBook([document]).apply(own, service).state is State.NOT_AFFECTED
    elsewhere = replace(service, purl="pkg:golang/y/other@1", components=())
    unknown = structs.replace(own, matched="pkg:golang/y/other@1")
    assert VexBook([document]).apply(unknown, elsewhere) == unknown
