import pytest

from vedette.assets.merge import merge
from vedette.assets.parts import Machine, Place, claimed
from vedette.model.claim import Claim, Rank
from vedette.model.inventory import Inventory, Package


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
