import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.cyclonedx import CycloneDx
from vedette.model.errors import MalformedInput


def whole(path="bom.json", **fields):
    document = {"bomFormat": "CycloneDX", "specVersion": "1.5", **fields}
    return CycloneDx().read(json.dumps(document).encode(), path)


def read(path="bom.json", **fields):
    return whole(path, **fields).services


APP = {"type": "application", "name": "shop", "version": "2.1", "purl": "pkg:npm/shop@2.1"}
LOG4J = {
    "type": "library",
    "name": "log4j-core",
    "version": "2.14.1",
    "purl": "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
}


def test_the_subject_is_a_service_with_the_components_inside():
    (service,) = read(metadata={"component": APP}, components=[LOG4J])
    assert service.product == "shop"
    assert service.port is None
    assert service.components == (LOG4J["purl"],)
    assert service.host == "bom"


def test_nested_components_are_found():
    (service,) = read(metadata={"component": APP}, components=[{"name": "wrapper", "components": [LOG4J]}])
    assert LOG4J["purl"] in service.components


def test_an_application_among_the_components_is_a_service_of_its_own():
    services = read(components=[{**APP, "components": [LOG4J]}])
    assert [(s.product, s.components) for s in services] == [("shop", (LOG4J["purl"],))]


def test_properties_name_host_and_listeners():
    properties = [
        {"name": "vedette:host", "value": "web-1"},
        {"name": "vedette:listen", "value": "8080"},
        {"name": "vedette:listen", "value": "udp/53"},
        {"name": "vedette:platform", "value": "Windows Server 2019"},
    ]
    services = read(metadata={"component": {**APP, "properties": properties}})
    assert [(s.host, s.transport, s.port) for s in services] == [("web-1", "tcp", 8080), ("web-1", "udp", 53)]
    assert services[0].platform == "Windows Server 2019"


@pytest.mark.parametrize("listener", ["http/80", "x", "tcp/99999", "tcp/"])
def test_a_listener_that_is_none_is_refused(listener):
    with pytest.raises(MalformedInput, match="vedette:listen"):
        read(metadata={"component": {**APP, "properties": [{"name": "vedette:listen", "value": listener}]}})


def test_the_packages_of_a_whole_machine_are_packages():
    machine = {"type": "operating-system", "name": "debian"}
    packages = [
        {"name": "openssh-server", "version": "1:9.2p1-2+deb12u6"},
        {
            "name": "zlib1g",
            "version": "1:1.2.13.dfsg-1",
            "properties": [
                {"name": "syft:package:type", "value": "deb"},
                {"name": "syft:metadata:source", "value": "zlib"},
            ],
        },
    ]
    inventory = whole(metadata={"component": machine}, components=packages)
    assert inventory.services == ()
    assert [p.purl for p in inventory.packages] == [
        "pkg:deb/debian/openssh-server@1%3A9.2p1-2%2Bdeb12u6",
        "pkg:deb/debian/zlib1g@1:1.2.13.dfsg-1?distro=debian-12&upstream=zlib",
    ]


def test_findings_of_a_scanner_are_its_opinions_and_analyses_are_not():
    found = whole(
        metadata={"tools": {"components": [{"type": "application", "name": "trivy", "version": "0.50"}]}},
        components=[{**LOG4J, "bom-ref": "log"}],
        vulnerabilities=[
            {
                "id": "CVE-2021-44228",
                "ratings": [{"severity": "critical"}],
                "affects": [{"ref": "log"}, {"ref": "x"}],
            },
            {"id": "CVE-1", "analysis": {"state": "not_affected"}, "affects": [{"ref": "log"}]},
            {"id": 3},
        ],
    )
    (opinion,) = found.opinions
    assert (opinion.scanner, opinion.package, opinion.severity) == ("trivy 0.50", LOG4J["purl"], "critical")
    assert "$.vulnerabilities[2]" in found.notes[0]


def test_a_lock_file_is_no_application():
    lock = {
        "type": "application", "name": "Gemfile.lock",
        "properties": [{"name": "aquasecurity:trivy:Class", "value": "lang-pkgs"}],
    }  # fmt: skip
    found = whole(components=[lock, LOG4J])
    assert found.services == ()
    assert [p.purl for p in found.packages] == [LOG4J["purl"]]


@pytest.mark.conformance
def test_documents_of_trivy_give_all_packages_and_findings(shared_data):
    files = [f for f in sorted((shared_data / "inventory" / "trivy_reports").glob("*.json"))
             if "bomFormat" in json.loads(f.read_text())]  # fmt: skip
    assert len(files) == 4
    for file in files:
        document = json.loads(file.read_text())
        found = CycloneDx().read(file.read_bytes(), file.name)
        listed = {c["purl"] for c in document["components"] if "purl" in c}
        affected = {(v["id"], a["ref"]) for v in document.get("vulnerabilities", []) for a in v["affects"]}
        named = [*(p.purl for p in found.packages), *(p for s in found.services for p in s.components)]
        assert {text.partition("&upstream=")[0] for text in named} == listed
        assert {o.vulnerability for o in found.opinions} == {i for i, _ in affected}


def test_names_of_components_are_kept_for_statements_about_them():
    (service,) = read(
        serialNumber="urn:uuid:1-2", metadata={"component": {**APP, "bom-ref": "app"}},
        components=[{**LOG4J, "bom-ref": "log"}],
    )  # fmt: skip
    assert service.refs == (
        ("app", ""), ("urn:cdx:1-2/1#app", ""), ("log", LOG4J["purl"]), ("urn:cdx:1-2/1#log", LOG4J["purl"]),
    )  # fmt: skip


def test_a_component_without_package_url_stays_in_sight():
    (service,) = read(metadata={"component": APP}, components=[{"name": "thing", "version": "1"}])
    assert service.components == ("pkg:generic/thing@1",)


def test_a_vex_document_is_refused_kindly():
    with pytest.raises(MalformedInput, match=r"VEX document.*bill of materials"):
        read(metadata={"component": APP}, vulnerabilities=[{"id": "CVE-2021-44228"}])


@pytest.mark.parametrize("fields", [{}, {"specVersion": "9.9"}, {"components": "x"}, {"components": []}])
def test_a_document_with_nothing_to_judge_is_refused(fields):
    with pytest.raises(MalformedInput):
        read(**fields)


def test_endless_nesting_is_refused():
    inner: dict[str, object] = {"name": "x"}
    for _ in range(60):
        inner = {"name": "x", "components": [inner]}
    with pytest.raises(MalformedInput, match="deep"):
        read(metadata={"component": APP}, components=[inner])
    with pytest.raises(MalformedInput):
        CycloneDx().read(b'{"bomFormat":"CycloneDX","specVersion":"1.5","x":' + b"[" * 100000, "bom.json")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    for document in (data, b'{"bomFormat":"CycloneDX","specVersion":"1.4","components":' + data):
        try:
            CycloneDx().read(document, "bom.json")
        except MalformedInput:
            continue


@pytest.mark.conformance
def test_every_third_party_document_loads_or_is_refused_with_a_reason(shared_data):
    files = sorted((shared_data / "inventory" / "cyclonedx").glob("*.json*"))
    assert len(files) >= 30
    loaded = 0
    for file in files:
        data = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        assert CycloneDx().sniff(data[: 64 << 10]) == 1
        document = json.loads(data)
        if "vulnerabilities" in document and "components" not in document:
            with pytest.raises(MalformedInput, match="VEX document"):
                CycloneDx().read(data, file.name)
            continue
        loaded += 1
        (service,) = CycloneDx().read(data, file.name).services
        listed = document.get("components", [])
        assert len(service.components) == len({json.dumps(c.get("purl")) for c in listed})
    assert loaded >= 10


@pytest.mark.conformance
def test_the_servers_of_a_debian_machine_are_found(shared_data):
    file = shared_data / "inventory" / "debian12_host" / "syft_dpkg.cdx.json.gz"
    packages = CycloneDx().read(gzip.decompress(file.read_bytes()), file.name).packages
    nginx = next(p for p in packages if p.name == "nginx")
    assert nginx.host == "syft_dpkg"
    assert all(p.purl is not None for p in packages)
    assert nginx.purl is not None
    assert nginx.purl.startswith("pkg:deb/debian/nginx@")
