import pytest

from vedette.model.purl import parse_purl
from vedette.vulns.backports import distribution_build


@pytest.mark.parametrize(
    ("purl", "distribution", "release"),
    [
        ("pkg:deb/debian/nginx@1.22.1-9%2Bdeb12u1", "Debian", "12"),
        ("pkg:deb/ubuntu/nginx@1.18.0-6ubuntu14?distro=ubuntu-22.04", "Ubuntu", "22.04"),
        ("pkg:rpm/redhat/httpd@2.4.37-56.el8_9", "Redhat", "8"),
        ("pkg:apk/alpine/nginx@1.24.0-r7", "Alpine", None),
    ],
)
def test_a_distribution_package_names_its_release_where_it_can(purl, distribution, release):
    build = distribution_build(parse_purl(purl), None)
    assert build is not None
    assert (build.distribution, build.release) == (distribution, release)


@pytest.mark.parametrize(
    "version", ["2.4.29 (Ubuntu)", "2.4.37-56.el8", "7.2p2-4ubuntu2.1", "1.22.1-9+deb12u1"]
)
def test_a_version_alone_can_give_a_distribution_away(version):
    assert distribution_build(None, version) is not None


@pytest.mark.parametrize("version", [None, "2.4.29", "7.2p2", "8.0.0-M1", "1.2.elite", "2.0-debug1"])
def test_upstreams_own_versions_are_no_builds(version):
    assert distribution_build(parse_purl("pkg:npm/x@1"), version) is None
