import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["gem"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("0.9", "1.0.a.2"),
        ("1.0.a.2", "1.0.b1"),
        ("1.0.b1", "1.0"),
        ("1.0", "1.0.1"),
        ("1.0.1", "1.2.4.beta"),
        ("1.2.4.beta", "1.2.4"),
        ("1.2.4", "1.10"),
        ("1.a.b", "1.a.0.b"),
        ("1.a.0.b", "1.a"),
        ("1.a", "1.a.0.1"),
        ("1.a.0.1", "1.a.1"),
        ("1.0-java", "1.0"),
        ("1beta", "1"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1", "1.0.0"),
        ("1.0.rc4.0", "1.0.0.rc4"),
        ("1.0.a10", "1.0.a.10"),
        ("1-1", "1.pre.1"),
    ],
)
def test_both_are_the_same_version(a, b):
    assert compare(SCHEME, a, b) == 0
    assert SCHEME.key(a) == SCHEME.key(b)
    assert hash(SCHEME.key(a)) == hash(SCHEME.key(b))


@pytest.mark.parametrize("version", ["", "abc", "1..2", "1.0_1", "1.0+b"])
def test_it_is_refused(version):
    with pytest.raises(InvalidVersion):
        SCHEME.key(version)
