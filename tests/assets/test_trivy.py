import json

import pytest

from vedette.assets.trivy import Trivy
from vedette.model.errors import MalformedInput

VULNERABILITY = {
    "VulnerabilityID": "CVE-2019-18276", "PkgName": "bash", "InstalledVersion": "5.0-4", "Status": "affected",
    "PkgIdentifier": {"PURL": "pkg:deb/debian/bash@5.0-4?arch=amd64&distro=debian-10.1"}, "Severity": "LOW",
}  # fmt: skip


def read(*results, **more):
    document = {
        "SchemaVersion": 2, "Trivy": {"Version": "0.50.0"}, "ArtifactName": "x",
        "Metadata": {"OS": {"Family": "debian", "Name": "10.1"}}, "Results": list(results), **more,
    }  # fmt: skip
    return Trivy().read(json.dumps(document).encode(), "image.json")


def test_packages_and_opinions_are_told_apart():
    found = read({"Type": "debian", "Vulnerabilities": [VULNERABILITY]},
                 {"Type": "pip", "Packages": [{"Name": "Flask", "Version": "2.0.0"}]})  # fmt: skip
    assert [p.text for p in found.packages] == [
        "pkg:deb/debian/bash@5.0-4?arch=amd64&distro=debian-10.1", "pkg:pypi/flask@2.0.0",
    ]  # fmt: skip
    (opinion,) = found.opinions
    assert (opinion.scanner, opinion.vulnerability, opinion.state) == (
        "Trivy 0.50.0",
        "CVE-2019-18276",
        "affected",
    )
    assert found.services == ()
    assert found.packages[0].platform == "debian 10.1"


def test_packages_without_a_package_url_get_that_of_their_kind():
    listed = [{"Name": "openssl-libs", "Version": "1.0.2k", "Release": "19.el7", "Epoch": 1}]
    (package,) = read({"Type": "redhat", "Packages": listed}).packages
    assert package.purl == "pkg:rpm/redhat/openssl-libs@1:1.0.2k-19.el7?distro=debian-10.1"
    assert read({"Type": "whatever", "Packages": [{"Name": "a"}]}).packages[0].purl is None


def test_a_report_without_packages_is_refused_and_says_what_it_is_about():
    with pytest.raises(MalformedInput, match=r"about dockerfile.*--list-all-pkgs"):
        read({"Type": "dockerfile"})


def test_another_version_of_the_schema_is_refused():
    with pytest.raises(MalformedInput, match="SchemaVersion"):
        read(SchemaVersion=1)


@pytest.mark.conformance
def test_every_third_party_report_gives_all_packages_and_findings_or_is_refused(shared_data):
    files = [f for f in sorted((shared_data / "inventory" / "trivy_reports").glob("*.json"))
             if "SchemaVersion" in json.loads(f.read_text())]  # fmt: skip
    assert len(files) >= 40
    refused = []
    for file in files:
        results = json.loads(file.read_text())["Results"]
        listed = {(p["Name"], p.get("Version")) for r in results for p in r.get("Packages") or ()}
        findings = [
            (v["PkgName"], v["VulnerabilityID"]) for r in results for v in r.get("Vulnerabilities") or ()
        ]
        try:
            found = Trivy().read(file.read_bytes(), file.name)
        except MalformedInput:
            refused.append((file.name, listed, findings))
            continue
        assert {name for name, _ in listed} | {name for name, _ in findings} == {
            p.name for p in found.packages
        }
        assert {i for _, i in findings} == {o.vulnerability for o in found.opinions}
        assert all(p.purl is not None for p in found.packages), file.name
    assert len(refused) == 8
    assert not any(listed or findings for _, listed, findings in refused)
