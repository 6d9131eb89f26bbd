from dataclasses import replace

import pytest

from vedette.assets.merge import merge
from vedette.assets.parts import Machine, Place, claimed
from vedette.model.claim import Claim, Rank
from vedette.model.inventory import Inventory, Opinion, Package


def package(purl, host="web-1"):
    return Package(
        host, purl.rpartition("/")[2].partition("@")[0], purl.partition("@")[2], purl, "x", Rank.SBOM
    )


RPM = "pkg:rpm/redhat/python3-urllib3@1.24.2-4.el8"


def owner(purl, *others, host="web-1"):
    found = merge([("x", Inventory(packages=(package(purl), *(package(o, host) for o in others))))]).packages
    return next(p.owner for p in found if p.purl == purl)


@pytest.mark.parametrize(
    ("purl", "carrier"),
    [
        ("pkg:pypi/urllib3@1.24.2", RPM), ("pkg:pypi/django@1.11.29", "pkg:apk/alpine/py3-django@1.11.29-r2"),
        ("pkg:npm/semver@7.3.5", "pkg:deb/debian/node-semver@7.3.5%2Bdfsg-2"),
        ("pkg:gem/rack@2.2.6", "pkg:deb/debian/ruby-rack@2.2.6-1"),
        ("pkg:maven/org.yaml/snakeyaml@1.33", "pkg:deb/debian/libsnakeyaml-java@1.33-2"),
        ("pkg:pypi/rpm@4.14.3", "pkg:rpm/redhat/python3-rpm@4.14.3-23.el8"),
    ],
)  # fmt: skip
def test_what_a_distribution_carries_is_known_by_name_and_upstream_version(purl, carrier):
    assert owner(purl, carrier) == carrier


@pytest.mark.parametrize(
    "purl", ["pkg:pypi/urllib3@1.26.0", "pkg:npm/urllib3@1.24.2", "pkg:pypi/other@1.24.2"]
)
def test_another_version_language_or_name_is_not_carried(purl):
    assert owner(purl, RPM) is None


def test_a_package_of_another_machine_carries_nothing():
    assert owner("pkg:pypi/urllib3@1.24.2", RPM, host="db-1") is None


def test_a_component_that_a_distribution_carries_takes_its_name():
    claim = Claim("x", Rank.SBOM, "app", "1")
    app = claimed(Machine("web-1"), claim, Place(80), components=["pkg:pypi/urllib3@1.24.2", "pkg:pypi/x@1"])
    (service,) = merge([("x", Inventory((app,), (package(RPM),)))]).services
    assert service.components == (RPM, "pkg:pypi/x@1")


URLLIB = "pkg:pypi/urllib3@1.24.2"


def reported(*packages):
    """A scanner's report, which lists vulnerable packages alone; what became of the first of them."""
    opinions = tuple(
        Opinion("Grype", "x", p.host, p.purl, "CVE-2099-0001", (), "affected", None, None) for p in packages
    )
    found = merge([("x", Inventory(packages=packages, opinions=opinions))]).packages
    return next(p for p in found if (p.host, p.name) == (packages[0].host, packages[0].name))


@pytest.mark.parametrize(
    "path", ["/usr/lib/python3/dist-packages/urllib3", "/usr/lib/python3.6/site-packages/urllib3-1.24.2.dist-info/METADATA"]
)  # fmt: skip
def test_in_the_distributions_folder_a_package_is_the_distributions_where_its_own_were_not_all_listed(path):
    found = reported(replace(package(URLLIB), path=path), package("pkg:rpm/redhat/bash@4.4-1.el8"))
    assert (found.owner, found.purl) == (None, f"{URLLIB}?distro=redhat")


def test_elsewhere_on_the_disk_a_package_is_its_languages():
    found = reported(replace(package(URLLIB), path="/usr/local/lib/python3.6/site-packages/urllib3"))
    assert found.purl == URLLIB


def test_where_all_packages_were_listed_what_none_carries_came_by_the_languages_own_tool():
    own = replace(package(URLLIB), path="/usr/lib/python3.6/site-packages/urllib3")
    found = merge([("x", Inventory(packages=(own, package("pkg:rpm/redhat/bash@4.4-1.el8"))))]).packages
    assert found[0].purl == URLLIB


@pytest.mark.parametrize(("release", "carried"), [("8", True), ("9", False)])
def test_the_same_package_of_the_same_release_on_another_machine_speaks_for_the_distribution(
    release, carried
):
    there = package(f"pkg:rpm/redhat/python3-urllib3@1.24.2-4.el8?distro=redhat-{release}", "db-1")
    found = reported(package(URLLIB), package("pkg:rpm/redhat/bash@4.4-1.el8?distro=redhat-8"), there)
    assert found.purl == (f"{URLLIB}?distro=redhat-8" if carried else URLLIB)
