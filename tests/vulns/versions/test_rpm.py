import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["rpm"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.0~rc1~git123", "1.0~rc1"),
        ("1.0~rc1", "1.0~rc1^git1"),
        ("1.0~rc1^git1", "1.0~rc2"),
        ("1.0~rc2", "1.0"),
        ("1.0", "1.0^"),
        ("1.0^", "1.0^20160101"),
        ("1.0^20160101", "1.0^20160101^git1"),
        ("1.0^20160101^git1", "1.0^20160102"),
        ("1.0^20160102", "1.0a"),
        ("1.0a", "1.0aa"),
        ("1.0aa", "1.0.1"),
        ("xyz.4", "2"),
        ("6.0", "6.0.rc1"),
        ("5.5p1", "5.5p10"),
        ("20101121", "20101122"),
        ("9", "1:0"),
        ("1.0", "1.0-0"),
        ("1-1.el8", "1-1.el9"),
        ("2.4.37-65.module+el8.10.0", "2.4.37-66"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("2.0", "2_0"),
        ("10.0001", "10.1"),
        ("1.0", "0:1.0"),
        (":1.0", "1.0"),
        ("1.", "1"),
        ("1.1.α", "1.1.β"),
        ("a+", "a_"),
    ],
)
def test_both_are_the_same_version(a, b):
    assert compare(SCHEME, a, b) == 0
    assert SCHEME.key(a) == SCHEME.key(b)
    assert hash(SCHEME.key(a)) == hash(SCHEME.key(b))


@pytest.mark.parametrize("version", ["", "1 0", "1\t"])
def test_it_is_refused(version):
    with pytest.raises(InvalidVersion):
        SCHEME.key(version)
