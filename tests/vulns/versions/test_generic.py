import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["generic"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("6.9p1", "7.2"),
        ("7.2", "7.2p1"),
        ("7.2p1", "7.2p2"),
        ("7.2p2", "7.2p10"),
        ("7.2p10", "7.2.1"),
        ("7.2.1", "7.3"),
        ("1.1.0l", "1.1.1"),
        ("1.1.1", "1.1.1a"),
        ("1.1.1a", "1.1.1k"),
        ("1.1.1k", "1.1.1z"),
        ("1.1.1z", "1.1.1za"),
        ("1.1.1.1", "1.1.2"),
        ("8.5.99", "9.0.0~1"),
        ("9.0.0~1", "9.0.0-dev"),
        ("9.0.0-dev", "9.0.0-alpha1"),
        ("9.0.0-alpha1", "9.0.0-b2"),
        ("9.0.0-b2", "9.0.0.M1"),
        ("9.0.0.M1", "9.0.0.M10"),
        ("9.0.0.M10", "9.0.0-pre1"),
        ("9.0.0-pre1", "9.0.0-RC1"),
        ("9.0.0-RC1", "9.0.0"),
        ("9.0.0", "9.0.1"),
        ("2.4.49", "2.4.50"),
        ("9.16.1", "9.16.1-P1"),
        ("8u291", "8u292"),
        ("1.0.0a", "1.0.1"),
        ("1.1.1za", "1.1.1.1"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2.4", "2.4.0"),
        ("v1.2", "1.2"),
        ("5.3.0.Final", "5.3"),
        ("2.2.9.RELEASE", "2.2.9"),
        ("1.0-rc1", "1.0.0.RC1"),
        ("7.2pl2", "7.2p2"),
        ("7.2-patch2", "7.2p2"),
        ("0", "0.0"),
    ],
)
def test_both_are_the_same_version(a, b):
    assert compare(SCHEME, a, b) == 0
    assert SCHEME.key(a) == SCHEME.key(b)
    assert hash(SCHEME.key(a)) == hash(SCHEME.key(b))


@pytest.mark.parametrize("version", ["", "*", "-", "unknown", "1 2"])
def test_it_is_refused(version):
    with pytest.raises(InvalidVersion):
        SCHEME.key(version)
