import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["nuget"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.0.0-ALPHA", "1.0.0-alpha.1"),
        ("1.0.0-alpha.1", "1.0.0-beta"),
        ("1.0.0-beta", "1.0.0-BETA2"),
        ("1.0.0-BETA2", "1.0.0-rc.2"),
        ("1.0.0-rc.2", "1.0.0-rc.10"),
        ("1.0.0-rc.10", "1.0"),
        ("1.0", "1.0.0.1-pre"),
        ("1.0.0.1-pre", "1.0.0.1"),
        ("1.0.0.1", "1.0.1"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1", "1.0.0.0"),
        ("1.0.01", "1.0.1"),
        ("1.0.0-BETA", "1.0.0-beta"),
        ("1.0.0+a", "1.0.0+B"),
    ],
)
def test_both_are_the_same_version(a, b):
    assert compare(SCHEME, a, b) == 0
    assert SCHEME.key(a) == SCHEME.key(b)
    assert hash(SCHEME.key(a)) == hash(SCHEME.key(b))


@pytest.mark.parametrize("version", ["", "v1", "1.0.0.0.0", "1.0-", "1.0-a..b", "1.0+"])
def test_it_is_refused(version):
    with pytest.raises(InvalidVersion):
        SCHEME.key(version)
