import json

import pytest

from vedette.assets.grype import Grype
from vedette.model.errors import MalformedInput

MATCH = {
    "vulnerability": {
        "id": "GHSA-5h86-8mv2-jq9f",
        "severity": "High",
        "fix": {"versions": ["3.9.2"], "state": "fixed"},
    },
    "relatedVulnerabilities": [{"id": "CVE-2024-23334"}],
    "matchDetails": [],
    "artifact": {"name": "aiohttp", "version": "3.9.1", "type": "python", "purl": "pkg:pypi/aiohttp@3.9.1"},
}


def read(**fields):
    document = {"matches": [MATCH], "descriptor": {"name": "grype", "version": "0.74.2"}, **fields}
    return Grype().read(json.dumps(document).encode(), "image.json")


def test_matches_are_packages_and_opinions_under_the_cve():
    found = read()
    assert [p.text for p in found.packages] == ["pkg:pypi/aiohttp@3.9.1"]
    (opinion,) = found.opinions
    assert (opinion.vulnerability, opinion.aliases) == ("CVE-2024-23334", ("GHSA-5h86-8mv2-jq9f",))
    assert (opinion.scanner, opinion.fixed_version) == ("Grype 0.74.2", "3.9.2")


def test_a_package_without_a_package_url_gets_that_of_its_distribution():
    match = MATCH | {"artifact": {"name": "bash", "version": "5.0-4", "type": "deb"}}
    (package,) = read(matches=[match], distro={"name": "debian", "version": "10"}).packages
    assert package.purl == "pkg:deb/debian/bash@5.0-4?distro=debian-10"


def test_other_documents_are_refused():
    with pytest.raises(MalformedInput, match="matches"):
        read(matches=3)
