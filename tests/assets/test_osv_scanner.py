import json

import pytest

from vedette.assets.osv_scanner import OsvScanner
from vedette.model.errors import MalformedInput


def read(*packages):
    document = {"results": [{"source": {"path": "/x", "type": "lockfile"}, "packages": list(packages)}]}
    return OsvScanner().read(json.dumps(document).encode(), "report.json")


def test_packages_get_the_package_url_of_their_ecosystem():
    found = read(
        {
            "package": {
                "name": "org.apache.logging.log4j:log4j-core",
                "version": "2.14.1",
                "ecosystem": "Maven",
            }
        },
        {"package": {"name": "openssl", "version": "1.1.1", "ecosystem": "Debian:11"}},
        {"package": {"name": "thing", "version": "1", "ecosystem": "Unheard"}},
    )
    assert [p.purl for p in found.packages] == [
        "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1", "pkg:deb/debian/openssl@1.1.1?distro=debian-11", None,
    ]  # fmt: skip


def test_groups_are_opinions_under_the_cve():
    package = {
        "package": {"name": "aiohttp", "version": "3.9.1", "ecosystem": "PyPI"},
        "groups": [
            {"ids": ["GHSA-5h86-8mv2-jq9f"], "aliases": ["CVE-2024-23334"], "max_severity": "7.5"},
            {"ids": []},
        ],
    }
    (opinion,) = read(package).opinions
    assert (opinion.vulnerability, opinion.aliases) == ("CVE-2024-23334", ("GHSA-5h86-8mv2-jq9f",))


def test_other_documents_are_refused():
    with pytest.raises(MalformedInput):
        OsvScanner().read(b'{"results": 1}', "x")
