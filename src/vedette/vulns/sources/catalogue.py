"""All sources of advisories that Vedette knows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from vedette.vulns.sources.archives import Archive
from vedette.vulns.sources.csaf import CsafFolder
from vedette.vulns.sources.documents import Documents, Secdb
from vedette.vulns.sources.interface import Source
from vedette.vulns.sources.nvd import Nvd

_OSV: Final = "https://osv-vulnerabilities.storage.googleapis.com"
_ECOSYSTEMS: Final = (
    "AlmaLinux", "Alpine", "CRAN", "Chainguard", "Debian", "Go", "Hex", "Mageia", "Maven", "NuGet", "Packagist", "Pub",
    "PyPI", "Red Hat", "Rocky Linux", "RubyGems", "SUSE", "Ubuntu", "Wolfi", "crates.io", "npm", "openEuler",
    "openSUSE",
)  # fmt: skip


def _documents(name: str, title: str, home: str, *formats: str, paths: tuple[str, ...] = ("",)) -> Documents:
    return Documents(name, title, home, frozenset(formats), paths)


_ALL: Final[tuple[Source, ...]] = (
    _documents(
        "kev", "CISA KEV",
        "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json", "kev",
    ),
    _documents("epss", "EPSS", "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz", "epss"),
    _documents(
        "debian", "Debian security tracker", "https://security-tracker.debian.org/tracker/data/json", "debian_tracker"
    ),
    _documents(
        "debian-dsa", "Debian security advisories",
        "https://salsa.debian.org/security-tracker-team/security-tracker/-/raw/master/data", "debian_dsa",
        paths=("DSA/list", "DLA/list"),
    ),
    Secdb(
        "alpine", "Alpine secdb", "https://secdb.alpinelinux.org", frozenset({"secdb"}),
        releases=("v3.19", "v3.20", "v3.21", "v3.22", "v3.23", "edge"),
    ),
    _documents("wolfi", "Wolfi secdb", "https://packages.wolfi.dev/os/security.json", "secdb"),
    _documents("chainguard", "Chainguard secdb", "https://packages.cgr.dev/chainguard/security.json", "secdb"),
    CsafFolder("redhat", "Red Hat VEX", "https://security.access.redhat.com/data/csaf/v2/vex"),
    Nvd(),
    Archive("cve", "CVE records", "https://github.com/CVEProject/cvelistV5/archive/refs/heads/main.zip", "cve5",
            within="/cves/"),
    Archive("vulnrichment", "CISA Vulnrichment",
            "https://github.com/cisagov/vulnrichment/archive/refs/heads/develop.zip", "cve5"),
    *(
        Archive(f"osv/{name}", f"OSV {name}", _OSV, "osv", path=f"{name.replace(' ', '%20')}/all.zip")
        for name in _ECOSYSTEMS
    ),
    _documents("nginx", "nginx", "https://nginx.org/en/security_advisories.html", "nginx"),
    _documents("postgresql", "PostgreSQL", "https://www.postgresql.org/support/security/", "postgresql"),
    _documents(
        "tomcat", "Apache Tomcat", "https://tomcat.apache.org", "tomcat",
        paths=("security-9.html", "security-10.html", "security-11.html"),
    ),
    _documents("curl", "curl", "https://curl.se/docs/vuln.json", "osv"),
    _documents("endoflife", "endoflife.date", "https://endoflife.date/api/v1/products/full", "endoflife"),
)  # fmt: skip

CATALOGUE: Final[Mapping[str, Source]] = MappingProxyType({source.name: source for source in _ALL})
"""By name."""
USUAL: Final = (
    "kev", "epss", "debian", "alpine", "wolfi", "osv/Ubuntu", "osv/Red Hat", "osv/Rocky Linux", "osv/AlmaLinux",
    "osv/PyPI", "osv/npm", "osv/Maven", "osv/Go", "osv/Packagist", "osv/RubyGems", "osv/NuGet", "osv/crates.io", "nvd",
    "nginx", "postgresql", "tomcat", "endoflife",
)  # fmt: skip
"""Those that are fetched where none are named."""
