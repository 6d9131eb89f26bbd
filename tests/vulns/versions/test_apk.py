import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["apk"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.2_alpha", "1.2_alpha2"),
        ("1.2_alpha2", "1.2_beta"),
        ("1.2_beta", "1.2_pre1"),
        ("1.2_pre1", "1.2_rc1"),
        ("1.2_rc1", "1.2_blah"),
        ("1.2_blah", "1.2"),
        ("1.2", "1.2-r0"),
        ("1.2-r0", "1.2-r1"),
        ("1.2-r1", "1.2~0a"),
        ("1.2~0a", "1.2~0b"),
        ("1.2~0b", "1.2_cvs1"),
        ("1.2_cvs1", "1.2_svn1"),
        ("1.2_svn1", "1.2_git1"),
        ("1.2_git1", "1.2_hg1"),
        ("1.2_hg1", "1.2_p1"),
        ("1.2_p1", "1.2a"),
        ("1.2a", "1.2a1"),
        ("1.2a1", "1.2b"),
        ("1.2b", "1.2.0"),
        ("0.1.0_alpha_pre2", "0.1.0_alpha"),
        ("1.9", "1.10"),
        ("1.02", "1.1"),
        ("1.002", "1.02"),
        ("6.6.2_p1", "6.6.2p1"),
        ("9.3.2p1", "9.3.2p2"),
        ("006", "7"),
        ("4.2.52_p2-r1", "4.2.52_p4-r2"),
        (".1", "1"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1-r", "1-r0"),
        ("1-r1", "1-r01"),
        ("1-ruff1", "1-ruff2"),
        ("1.2_p", "1.2_p"),
    ],
)
def test_both_are_the_same_version(a, b):
    assert compare(SCHEME, a, b) == 0
    assert SCHEME.key(a) == SCHEME.key(b)
    assert hash(SCHEME.key(a)) == hash(SCHEME.key(b))


@pytest.mark.parametrize("version", ["", "1 2"])
def test_it_is_refused(version):
    with pytest.raises(InvalidVersion):
        SCHEME.key(version)
