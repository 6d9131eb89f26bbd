import dataclasses
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.purl import PackageKey
from vedette.model.service import Service, VersionSource
from vedette.model.vulnerability import State
from vedette.vulns.advisories.index import build
from vedette.vulns.advisories.interface import (
    Advisory,
    Authority,
    ConfigurationStatement,
    CpeMatch,
    Document,
    Node,
    Operator,
    PackageStatement,
    ProductStatement,
    Severity,
    VersionRange,
    Versions,
)
from vedette.vulns.cpe import parse_cpe
from vedette.vulns.matching import expose, judge

CVE = "CVE-2024-0001"


def service(product="nginx", version="1.18.0", **fields):
    defaults = {
        "id": "web-1/x:80/tcp", "host": "web-1", "addresses": (), "listen_address": None, "port": 80,
        "transport": "tcp", "protocol": "http", "version_source": VersionSource.DECLARED, "purl": None, "cpe": None,
        "components": (), "logs": (),
    }  # fmt: skip
    return Service(product=product, version=version, **{**defaults, **fields})


def leaf(cpe, *, vulnerable=True, **bounds):
    parsed = parse_cpe(cpe if cpe.startswith("cpe:2.3:") else f"cpe:2.3:a:{cpe}:*:*:*:*:*:*:*:*")
    assert parsed is not None
    return CpeMatch(parsed, vulnerable, VersionRange(**bounds) if bounds else None)


def nvd(*children, operator=Operator.OR, negate=False):
    return ConfigurationStatement(Node(operator, negate, children))


def osv(key, versions, *, ecosystem="PyPI", release=None, authority=Authority.ECOSYSTEM):
    return PackageStatement(key, release, ecosystem, versions, authority)


def debian(fixed, release="12"):
    versions = Versions((VersionRange(fixed=fixed),))
    key = PackageKey("deb/debian", "openssh")
    return osv(
        key, versions, ecosystem=f"Debian:{release}", release=release, authority=Authority.DISTRIBUTION
    )


def words(vendor, product, **bounds):
    versions = Versions((VersionRange(**bounds),))
    return ProductStatement(vendor, product, "", None, (), (), versions)


def index(*statements, identifier=CVE, source="NVD", **fields):
    return build([Document([Advisory(identifier, source, statements, **fields)])])


def state(subject, *statements):
    return judge(subject, CVE, index(*statements)).state


NGINX = nvd(leaf("f5:nginx", introduced="1.9.5", fixed="1.25.3"))


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.18.0", State.AFFECTED),
        ("1.25.3", State.FIXED),
        ("1.8.0", State.NOT_AFFECTED),
        (None, State.UNKNOWN),
    ],
)
def test_a_product_is_compared_with_the_range_of_its_cpe(version, expected):
    assert state(service(version=version), NGINX) is expected


def test_the_reason_says_what_was_compared_with_what():
    found = judge(service(), CVE, index(NGINX))
    assert found.reason == f"nginx 1.18.0 is in ≥ 1.9.5, < 1.25.3 (NVD {CVE})"
    assert found.fixed_version == "1.25.3"
    assert found.matched == "nginx"


def test_what_is_not_affected_is_no_exposure():
    exposure = expose(service(version="1.8.0"), index(NGINX))
    assert exposure.vulnerabilities == ()
    assert judge(service(version="1.8.0"), CVE, index(NGINX)).state is State.NOT_AFFECTED


def test_the_worst_comes_first():
    documents = [
        Document([Advisory("CVE-2024-0001", "NVD", (nvd(leaf("f5:nginx", fixed="1.0")),))]),
        Document([Advisory("CVE-2024-0002", "NVD", (NGINX,), severities=(Severity("3.1", None, 5.0),))]),
        Document([Advisory("CVE-2024-0003", "NVD", (NGINX,), severities=(Severity("3.1", None, 9.0),))]),
        Document(
            [Advisory("CVE-2024-0004", "NVD", (NGINX,))],
            exploited={"CVE-2024-0004"},
            scores={"CVE-2024-0004": 0.9},
        ),
    ]
    exposure = expose(service(), build(documents))
    assert [v.id[-1] for v in exposure.vulnerabilities] == ["4", "3", "2", "1"]
    first = exposure.vulnerabilities[0]
    assert (first.kev, first.epss) == (True, 0.9)


def test_a_banner_is_affected_but_not_verified():
    banner = service(version_source=VersionSource.BANNER)
    assert state(banner, NGINX) is State.AFFECTED
    assert not banner.version_verified


@pytest.mark.parametrize(
    "fields",
    [
        {"version": "1.18.0-6ubuntu14.4"},
        {"version": "1.18.0 (Ubuntu)", "version_source": VersionSource.BANNER},
        {"purl": "pkg:deb/debian/nginx@1.18.0-6%2Bdeb11u3"},
        {"purl": "pkg:rpm/redhat/nginx@1.18.0-2.el9"},
    ],
)
def test_a_distributions_package_in_an_upstream_range_is_unknown(fields):
    found = judge(service(**fields), CVE, index(NGINX))
    assert found.state is State.UNKNOWN
    assert "backport" in found.reason


def test_a_distributions_package_outside_an_upstream_range_is_ruled_out():
    package = service("openssh", "7.2p2", purl="pkg:deb/ubuntu/openssh-server@1%3A7.2p2-4ubuntu2.1")
    assert state(package, nvd(leaf("openbsd:openssh", introduced="8.5p1", fixed="9.8"))) is State.NOT_AFFECTED


OPENSSH = service("openssh", "9.2p1", purl="pkg:deb/debian/openssh-server@1%3A9.2p1-2%2Bdeb12u2")
UPSTREAM_SSH = nvd(leaf("openbsd:openssh", introduced="8.5p1", fixed="9.8"))


def test_the_distribution_decides_before_upstream():
    assert state(OPENSSH, UPSTREAM_SSH, debian("1:9.2p1-2+deb12u3")) is State.AFFECTED
    assert state(OPENSSH, UPSTREAM_SSH, debian("1:9.2p1-2+deb12u2")) is State.FIXED


def test_another_release_of_the_distribution_says_nothing():
    assert state(OPENSSH, UPSTREAM_SSH, debian("1:8.4p1-5", release="11")) is State.UNKNOWN


def test_releases_that_disagree_leave_a_package_of_unknown_release_open():
    package = dataclasses.replace(OPENSSH, purl="pkg:deb/debian/openssh-server@1%3A9.2p1-2")
    assert state(package, debian("1:9.2p1-2+deb12u3"), debian("1:8.4p1-5", release="11")) is State.UNKNOWN
    known = dataclasses.replace(package, platform="Debian 12")
    assert state(known, debian("1:9.2p1-2+deb12u3"), debian("1:8.4p1-5", release="11")) is State.AFFECTED


AIOHTTP = osv(PackageKey("pypi", "aiohttp"), Versions((VersionRange("1.0.5", fixed="3.9.2"),)))


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("3.9.1", State.AFFECTED),
        ("3.9.2", State.FIXED),
        ("3.9.2rc0", State.AFFECTED),
        ("1.0.4", State.NOT_AFFECTED),
    ],
)
def test_a_package_is_compared_by_the_rules_of_its_ecosystem(version, expected):
    assert state(service("my app", None, purl=f"pkg:pypi/aiohttp@{version}"), AIOHTTP) is expected


LOG4J_2_14, LOG4J_2_17 = (
    f"pkg:maven/org.apache.logging.log4j/log4j-core@{version}" for version in ("2.14.1", "2.17.1")
)


@pytest.mark.parametrize(
    "statement",
    [
        nvd(leaf("apache:log4j", introduced="2.13.0", fixed="2.15.0")),
        words("Apache Software Foundation", "Apache Log4j2", introduced="2.13.0", fixed="2.15.0"),
        osv(
            PackageKey("maven", "org.apache.logging.log4j/log4j-core"),
            Versions((VersionRange("2.13.0", fixed="2.15.0"),)),
            ecosystem="Maven",
        ),
    ],
)
def test_a_component_is_found_under_all_its_names(statement):
    assert state(service("Apache Solr", "8.11.0", components=(LOG4J_2_14,)), statement) is State.AFFECTED
    assert state(service("Apache Solr", "8.11.0", components=(LOG4J_2_17,)), statement) is State.FIXED


def test_the_worst_component_decides():
    both = service("Apache Solr", "8.11.0", components=(LOG4J_2_17, LOG4J_2_14))
    found = judge(both, CVE, index(nvd(leaf("apache:log4j", introduced="2.13.0", fixed="2.15.0"))))
    assert (found.state, found.matched) == (State.AFFECTED, LOG4J_2_14)


@pytest.mark.parametrize(
    ("component", "cpe", "expected"),
    [
        ("pkg:npm/left@1.0", "cpe:2.3:a:someone:left:*:*:*:*:*:node.js:*:*", State.AFFECTED),
        ("pkg:npm/left@1.0", "cpe:2.3:a:left_project:left:*:*:*:*:*:*:*:*", State.AFFECTED),
        ("pkg:npm/left@1.0", "cpe:2.3:a:someone:left:*:*:*:*:*:*:*:*", None),
        ("pkg:npm/left@1.0", "cpe:2.3:a:left:left:*:*:*:*:*:wordpress:*:*", None),
        ("pkg:pypi/left@1.0", "cpe:2.3:a:someone:left:*:*:*:*:*:node.js:*:*", None),
        ("pkg:maven/org.left/left@1.0", "cpe:2.3:a:org.left:left:*:*:*:*:*:maven:*:*", State.AFFECTED),
    ],
)
def test_a_library_is_matched_by_name_only_where_nothing_contradicts(component, cpe, expected):
    exposure = expose(service(components=(component,)), index(nvd(leaf(cpe, fixed="2.0"))))
    assert [v.state for v in exposure.vulnerabilities] == ([] if expected is None else [expected])


def test_a_record_of_another_vendor_is_about_something_else():
    httpd = service("Apache HTTP Server", "2.4.49")
    assert expose(httpd, index(words("IBM", "HTTP Server", fixed="9"))).vulnerabilities == ()
    assert expose(
        httpd, index(words("Apache Software Foundation", "Apache HTTP Server", fixed="9"))
    ).vulnerabilities


PHP = leaf("php:php", introduced="8.2", fixed="8.2.20")
WINDOWS = leaf("cpe:2.3:o:microsoft:windows:-:*:*:*:*:*:*:*", vulnerable=False)


@pytest.mark.parametrize(
    ("platform", "expected"),
    [(None, State.UNKNOWN), ("Windows Server 2019", State.AFFECTED), ("Debian 12", State.NOT_AFFECTED)],
)
def test_a_configuration_that_needs_a_platform_waits_for_the_inventory(platform, expected):
    php = service("PHP", "8.2.10", platform=platform)
    assert state(php, nvd(PHP, WINDOWS, operator=Operator.AND)) is expected


def test_a_fixed_version_is_fixed_on_every_platform():
    assert state(service("PHP", "8.2.20"), nvd(PHP, WINDOWS, operator=Operator.AND)) is State.FIXED


def test_names_of_one_product_that_a_source_joins_by_and_do_not_hide_it():
    statement = nvd(
        leaf("apache:solr", fixed="9.8"),
        leaf("org.apache.solr:solr-core", fixed="9.8"),
        operator=Operator.AND,
    )
    assert state(service("Apache Solr", "8.11.0"), statement) is State.AFFECTED


def test_a_platform_that_must_be_absent_is_honoured():
    node = Node(Operator.AND, False, (PHP, Node(Operator.OR, True, (WINDOWS,))))
    statement = ConfigurationStatement(node)
    assert state(service("PHP", "8.2.10", platform="Debian 12"), statement) is State.AFFECTED
    assert state(service("PHP", "8.2.10", platform="Windows 10"), statement) is State.NOT_AFFECTED


def test_an_edition_that_is_another_is_not_meant():
    statement = nvd(leaf("cpe:2.3:a:gitlab:gitlab:*:*:*:*:enterprise:*:*:*", fixed="15"))
    community = service("GitLab", "14.0", cpe="cpe:2.3:a:gitlab:gitlab:14.0:*:*:*:community:*:*:*")
    assert expose(community, index(statement)).vulnerabilities == ()
    assert expose(service("GitLab", "14.0"), index(statement)).vulnerabilities


def test_what_cannot_be_judged_is_listed():
    odd = service("my app", "1.0", components=("pkg:pypi/x", "pkg:generic/thing@1", "nonsense"))
    assert list(map(str, expose(odd, index()).not_judged)) == [
        "my app 1.0: no CPE or package URL, and no product that is known by this name",
        "pkg:pypi/x: no version",
        "pkg:generic/thing@1: no package type, so no advisory is about it",
        "nonsense: no package URL",
    ]
    assert list(map(str, expose(service(version=None), index()).not_judged)) == ["nginx: no version"]
    listener = service("unknown", None, version_source=VersionSource.ASSUMED)
    assert list(map(str, expose(listener, index()).not_judged)) == [
        "unknown: only its port is known, which does not tell what listens there"
    ]


def test_a_version_that_its_scheme_refuses_is_unknown():
    assert state(service("my app", None, purl="pkg:pypi/aiohttp@latest-build"), AIOHTTP) is State.UNKNOWN


def test_the_fix_must_satisfy_every_advisory():
    later = nvd(leaf("f5:nginx", introduced="1.0", fixed="1.26.0"))
    assert judge(service(), CVE, index(NGINX, later)).fixed_version == "1.26.0"


bounds = st.none() | st.sampled_from(["1.0", "1.18.0", "1.20", "2.0"])
ranges = st.builds(VersionRange, introduced=bounds, fixed=bounds)
upstream = st.lists(ranges, min_size=1, max_size=2).map(
    lambda rs: nvd(*(CpeMatch(leaf("f5:nginx").criteria, True, r) for r in rs))
) | st.builds(lambda r: ProductStatement("F5", "nginx", "", None, (), (), Versions((r,))), ranges)
sources = st.sampled_from(["NVD", "CVE record"])
advisories = st.builds(lambda source, s: Advisory(CVE, source, (s,)), sources, upstream)


@given(st.lists(advisories, min_size=1, max_size=4), advisories)
def test_a_further_advisory_of_the_same_authority_never_clears_a_service(known, further):
    before = judge(service(), CVE, build([Document(known)])).state
    after = judge(service(), CVE, build([Document([*known, further])])).state
    assert before is not State.AFFECTED or after is State.AFFECTED


@given(st.lists(advisories, min_size=1, max_size=3))
def test_the_order_of_advisories_does_not_matter(known):
    found = {
        judge(service(), CVE, build([Document(list(order))])).state for order in itertools.permutations(known)
    }
    assert len(found) == 1


@given(
    st.text(max_size=20),
    st.none() | st.text(max_size=20),
    st.none() | st.text(max_size=30),
    st.text(max_size=30),
)
def test_any_inventory_is_judged(product, version, purl, component):
    odd = service(product, version, purl=purl, cpe=component, components=(component, f"pkg:pypi/{component}"))
    expose(odd, index(NGINX, AIOHTTP))
    judge(odd, CVE, index(NGINX, AIOHTTP))


def of_source(name, fixed, type_="deb/debian", ecosystem="Debian:12"):
    versions = Versions((VersionRange(fixed=fixed),))
    return osv(PackageKey(type_, name), versions, ecosystem=ecosystem, authority=Authority.DISTRIBUTION)


@pytest.mark.parametrize(
    ("purl", "statement", "expected"),
    [
        ("pkg:deb/debian/dmsetup@2%3A1.02.185-2?upstream=lvm2%402.03.16-2", of_source("lvm2", "2.03.16-3"), State.AFFECTED),
        ("pkg:deb/debian/dmsetup@2%3A1.02.185-2?upstream=lvm2%402.03.16-2", of_source("lvm2", "2.03.16-2"), State.FIXED),
        ("pkg:deb/debian/dmsetup@2%3A1.02.185-2?upstream=lvm2%40", of_source("lvm2", "2.03.16-2"), State.UNKNOWN),
        ("pkg:rpm/redhat/perl-Errno@1.28-421.el8?upstream=perl-5.26.3-421.el8.src.rpm",
         of_source("perl", "4:5.26.3-420.el8", "rpm/redhat", "Red Hat:8"), State.FIXED),
        ("pkg:rpm/centos/bash@4.2-34.el7", of_source("bash", "4.2-35.el7", "rpm/redhat", "Red Hat:7"), State.AFFECTED),
        ("pkg:rpm/alma/bash@4.4-1.el8", of_source("bash", "4.4-2.el8", "rpm/almalinux", "AlmaLinux:8"), State.AFFECTED),
    ],
)  # fmt: skip
def test_a_distributions_advisory_is_held_against_the_version_of_the_source_package(
    purl, statement, expected
):
    assert state(service("x", None, purl=purl), statement) is expected


def test_a_package_of_a_language_that_a_distribution_carries_is_never_called_affected_by_its_version():
    statement = osv(PackageKey("pypi", "urllib3"), Versions((VersionRange(fixed="1.24.3"),)))
    own, carried = "pkg:pypi/urllib3@1.24.2", "pkg:pypi/urllib3@1.24.2?distro=redhat-8"
    assert state(service("urllib3", "1.24.2", purl=own), statement) is State.AFFECTED
    assert state(service("urllib3", "1.24.2", purl=carried), statement) is State.UNKNOWN
    assert state(service("urllib3", "1.24.3", purl=carried.replace(".2?", ".3?")), statement) is State.FIXED
