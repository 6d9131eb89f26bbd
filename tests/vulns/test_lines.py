"""Streams of updates and modules of Red Hat's: each line numbers its fixes by itself."""

import pytest
from tests.vulns.test_matching import index, service

from vedette.model.purl import PackageKey
from vedette.model.vulnerability import State
from vedette.vulns.advisories.distributions import ALWAYS, NEVER, about_package, until
from vedette.vulns.lines import branch
from vedette.vulns.matching import judge

CVE = "CVE-2024-0001"


def said(fixed, release="8", name="bind", **line):
    versions = {"never": NEVER, "always": ALWAYS}.get(fixed) or until(fixed)
    return about_package(("rpm", "redhat"), name, release, versions, **line)


MAIN, EUS = said("32:9.11.36-5.el8"), said("32:9.11.36-3.el8_6.7", "8.6", stream="EUS")


def judged(version, *statements, distro="rhel-8.6", name="bind", module=None, **fields):
    purl = f"pkg:rpm/redhat/{name}@{version}?distro={distro}{f'&rpmmod={module}' if module else ''}"
    known, one = index(*statements), service(name, None, purl=purl, **fields)
    return judge(one, CVE, known)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("32:9.11.36-3.el8_6.7", State.FIXED), ("32:9.11.36-3.el8_6.6", State.AFFECTED),
        ("32:9.11.36-3.el8", State.AFFECTED), ("32:9.11.36-5.el8", State.FIXED),
    ],
)  # fmt: skip
def test_a_build_for_a_minor_release_is_held_against_fixes_for_it(version, expected):
    assert judged(version, MAIN, EUS).state is expected
    assert judged(version, EUS, MAIN, distro="rhel-8").state is expected


def test_where_streams_disagree_and_nothing_tells_the_machines_own_it_is_unknown():
    found = judged("32:9.11.36-4.el8", MAIN, EUS)
    assert found.state is State.UNKNOWN
    assert "in the main stream, and not in the stream EUS of 8.6" in found.reason


@pytest.mark.parametrize(
    "told", [{"distro": "rhel-8.6-eus"}, {"platform": "cpe:/o:redhat:rhel_eus:8.6::baseos"}, {"platform": "RHEL 8.6 EUS"}]
)  # fmt: skip
def test_the_stream_that_the_machine_names_decides(told):
    assert judged("32:9.11.36-4.el8", MAIN, EUS, **told).state is State.FIXED


def test_of_what_its_stream_says_nothing_the_main_one_decides():
    assert judged("32:9.11.36-4.el8", MAIN, distro="rhel-8.6-eus").state is State.AFFECTED


def test_a_stream_of_another_minor_release_says_nothing():
    assert judged("32:9.11.36-4.el8", MAIN, EUS, distro="rhel-8.8").state is State.AFFECTED


def test_another_product_that_ships_the_package_does_not_speak_for_the_release():
    other = said("32:9.11.30-1.el8", stream="openshift 4.12")
    found = judged("32:9.11.36-4.el8", MAIN, other)
    assert found.state is State.UNKNOWN
    assert judged("32:9.11.36-4.el8", MAIN, other, distro="rhel-8.6-eus").state is State.AFFECTED


NODE16 = said("1:16.20.2-3.module+el8.8.0+1+a", name="nodejs", module="nodejs:16")
NODE18 = said("1:18.18.2-2.module+el8.8.0+2+b", name="nodejs", module="nodejs:18")
NODE20 = said("1:20.8.1-1.module+el8.9.0+3+c", name="nodejs", module="nodejs:20")


@pytest.mark.parametrize(
    ("version", "module", "expected"),
    [
        ("1:18.18.2-2.module+el8.8.0+2+b", "nodejs:18:8080020231019:63b34585", State.FIXED),
        ("1:18.17.1-1.module+el8.8.0+2+b", "nodejs:18:8080020231019:63b34585", State.AFFECTED),
        ("1:18.18.2-2.module+el8.8.0+2+b", None, State.UNKNOWN),
        ("1:16.0.0-1.module+el8.8.0+1+a", None, State.AFFECTED),
        ("1:20.9.0-1.module+el8.9.0+9+d", None, State.FIXED),
    ],
)
def test_a_package_of_a_module_is_held_against_its_own_stream(version, module, expected):
    assert judged(version, NODE16, NODE18, NODE20, name="nodejs", module=module).state is expected


def test_a_package_of_no_module_has_nothing_to_do_with_modules():
    found = judged("1:16.0.0-1.el8", NODE16, NODE18, said("1:16.0.0-1.el8", name="nodejs"), name="nodejs")
    assert found.state is State.FIXED
    assert judged("1:16.0.0-1.el8", NODE16, name="nodejs").state is State.UNKNOWN


def test_a_modules_name_may_be_told_by_the_versions_alone():
    unnamed = [
        said(fixed, name="nodejs")
        for fixed in ("1:16.20.2-3.module+el8.8.0+1+a", "1:20.8.1-1.module+el8.9.0+3+c")
    ]
    found = judged("1:18.18.2-2.module+el8.8.0+2+b", *unnamed, name="nodejs", module="nodejs:18:1:2")
    assert found.state is State.UNKNOWN


def test_of_one_line_the_worst_word_counts():
    assert judged("32:9.11.36-6.el8", said("never"), MAIN, said("always")).state is State.AFFECTED


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("9.11.36-3.el8_6.7", "8.6"),
        ("2.28-189.el8", None),
        ("1-2.el9_0", "9.0"),
        ("1.0-1.fc40", None),
        (None, None),
    ],
)
def test_a_build_tells_its_minor_release(version, expected):
    assert branch(version) == expected


def test_packages_are_keys():
    assert MAIN.package == PackageKey("rpm/redhat", "bind")
