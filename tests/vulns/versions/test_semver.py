import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["npm"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.0.0-alpha", "1.0.0-alpha.1"),
        ("1.0.0-alpha.1", "1.0.0-alpha.beta"),
        ("1.0.0-alpha.beta", "1.0.0-beta"),
        ("1.0.0-beta", "1.0.0-beta.2"),
        ("1.0.0-beta.2", "1.0.0-beta.11"),
        ("1.0.0-beta.11", "1.0.0-rc.1"),
        ("1.0.0-rc.1", "1.0.0"),
        ("1.0.0", "2.0.0"),
        ("2.0.0", "2.1.0"),
        ("2.1.0", "2.1.1"),
        ("1.2.3-R2", "1.2.3-r100"),
        ("1.2.3-4", "1.2.3-4-foo"),
        ("v0.0.0-20190101000000-abcdef", "v0.0.1"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1.0.0+build", "1.0.0"),
        ("v1.2.3", "1.2.3"),
        ("1", "1.0.0"),
        ("1.0.0-a+b", "1.0.0-a+c"),
        ("1.2.3.4", "1.2.3.5"),
        ("4.17.20+incompatible", "4.17.20"),
    ],
)
def test_both_are_the_same_version(a, b):
    assert compare(SCHEME, a, b) == 0
    assert SCHEME.key(a) == SCHEME.key(b)
    assert hash(SCHEME.key(a)) == hash(SCHEME.key(b))


@pytest.mark.parametrize(
    "version", ["", "1.x", "latest", "1.2.3-", "1.2.3-a..b", "1.2.3-é", "-1", "1..2", "^1.2"]
)
def test_it_is_refused(version):
    with pytest.raises(InvalidVersion):
        SCHEME.key(version)
