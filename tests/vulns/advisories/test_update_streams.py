import pytest

from vedette.vulns.advisories.update_streams import (
    MAIN,
    Line,
    line_of_cpe,
    line_of_product,
    release_in,
    stream_in,
)
from vedette.vulns.cpe import parse_cpe


@pytest.mark.parametrize(
    ("cpe", "line"),
    [
        ("cpe:/o:redhat:enterprise_linux:9::baseos", Line("9", MAIN)),
        ("cpe:/a:redhat:rhel_eus:8.6::appstream", Line("8.6", "EUS")),
        ("cpe:/a:redhat:rhel_eus_long_life:8.4::appstream", Line("8.4", "EUS")),
        ("cpe:/a:redhat:rhel_e4s:9.0::appstream", Line("9.0", "E4S")),
        ("cpe:/o:redhat:rhel_els:6", Line("6", "ELS")),
        ("cpe:/a:redhat:openshift:4.12::el8", Line("8", "openshift 4.12")),
        ("cpe:/a:redhat:jboss_core_services:1", Line(None, "jboss_core_services 1")),
        ("cpe:/o:suse:sles:15:sp3", Line("15.3", MAIN)),
        ("cpe:/o:suse:sles:15", Line("15", MAIN)),
    ],
)
def test_a_platform_is_a_release_and_a_stream_of_it(cpe, line):
    assert line_of_cpe(parse_cpe(cpe)) == line


def test_without_a_platform_all_releases_are_meant():
    assert line_of_cpe(None) == Line(None, MAIN)


def test_an_ecosystem_of_osv_names_the_product_and_its_version():
    assert line_of_product("rhel_eus", "8.6", "baseos") == Line("8.6", "EUS")
    assert line_of_product("openshift", "4.12", "el8") == Line("8", "openshift 4.12")


@pytest.mark.parametrize(
    ("text", "release"),
    [
        ("v3.18", "3.18"),
        ("Linux Enterprise Server 15 SP3-LTSS", "15.3"),
        ("Leap 15.4", "15.4"),
        ("LTS", None),
        ("", None),
    ],
)
def test_a_release_is_found_in_its_name(text, release):
    assert release_in(text) == release


@pytest.mark.parametrize(
    ("text", "stream"),
    [
        ("rhel-8.6-eus", "EUS"), ("Red Hat Enterprise Linux 8.6 EUS", "EUS"), ("cpe:/o:redhat:rhel_eus:8.6", "EUS"),
        ("cpe:/o:redhat:enterprise_linux:8", None), ("Debian 12", None), (None, None),
    ],
)  # fmt: skip
def test_a_stream_is_told_by_a_platform_or_by_nothing(text, stream):
    assert stream_in(text) == stream
