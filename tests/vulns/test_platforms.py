import pytest

from vedette.vulns.cpe import parse_cpe
from vedette.vulns.platforms import Truth, among, family, runs_on, targets

WINDOWS = parse_cpe("cpe:2.3:o:microsoft:windows:-:*:*:*:*:*:*:*")
DEBIAN = parse_cpe("cpe:2.3:o:debian:debian_linux:12.0:*:*:*:*:*:*:*")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Windows Server 2019", "windows"),
        ("Win64", "windows"),
        ("Debian GNU/Linux 12", "linux"),
        ("linux_kernel", "linux"),
        ("mac_os_x", "macos"),
        ("FreeBSD 14", "bsd"),
        ("TempleOS", None),
        (None, None),
    ],
)
def test_operating_systems_have_families(text, name):
    assert family(text) == name


@pytest.mark.parametrize(
    ("platform", "truth"),
    [
        ("Windows 10", Truth.TRUE),
        ("Debian 12", Truth.FALSE),
        (None, Truth.UNKNOWN),
        ("TempleOS", Truth.UNKNOWN),
    ],
)
def test_a_platform_is_there_or_not_or_unknown(platform, truth):
    assert runs_on(platform, WINDOWS) is truth


def test_the_release_of_a_platform_is_not_guessed():
    assert runs_on("linux", DEBIAN) is Truth.UNKNOWN
    assert runs_on("windows", DEBIAN) is Truth.FALSE


def test_target_software_that_is_a_platform_counts():
    name = parse_cpe("cpe:2.3:a:x:y:*:*:*:*:*:windows:*:*")
    assert [targets(p, name) for p in ("windows", "linux", None)] == [Truth.TRUE, Truth.FALSE, Truth.UNKNOWN]
    assert targets("linux", parse_cpe("cpe:2.3:a:x:y:*:*:*:*:*:node.js:*:*")) is Truth.TRUE


def test_platforms_of_a_cve_record_limit_only_where_all_are_known():
    assert among("linux", ("Windows",)) is Truth.FALSE
    assert among(None, ("Windows",)) is Truth.UNKNOWN
    assert among("linux", ("x64-based Systems",)) is Truth.TRUE
    assert among("linux", ()) is Truth.TRUE


def test_not_is_an_involution():
    assert [t.negated() for t in Truth] == [Truth.TRUE, Truth.UNKNOWN, Truth.FALSE]
