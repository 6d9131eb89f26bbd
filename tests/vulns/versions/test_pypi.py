import itertools

import packaging.version
import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["pypi"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.0.dev456", "1.0a1"),
        ("1.0a1", "1.0a2.dev456"),
        ("1.0a2.dev456", "1.0a12.dev456"),
        ("1.0a12.dev456", "1.0a12"),
        ("1.0a12", "1.0b1.dev456"),
        ("1.0b1.dev456", "1.0b2"),
        ("1.0b2", "1.0b2.post345.dev456"),
        ("1.0b2.post345.dev456", "1.0b2.post345"),
        ("1.0b2.post345", "1.0rc1.dev456"),
        ("1.0rc1.dev456", "1.0rc1"),
        ("1.0rc1", "1.0"),
        ("1.0", "1.0+abc.5"),
        ("1.0+abc.5", "1.0+abc.7"),
        ("1.0+abc.7", "1.0+5"),
        ("1.0+5", "1.0.post456.dev34"),
        ("1.0.post456.dev34", "1.0.post456"),
        ("1.0.post456", "1.1.dev1"),
        ("1.1.dev1", "1!0.1"),
        ("0.1-bulbasaur", "0.1-charmander"),
        ("0.1-charmander", "0.9-doduo"),
        ("0.9-doduo", "0.9-eevee"),
        ("0.9-eevee", "0.0.1"),
        ("0.7.11p1", "0.7.11p2"),
        ("trunk", "0"),
        ("1.0-foo", "0.1.dev0"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1.0", "1.0.0"),
        ("1.0-1", "1.0.post1"),
        ("1.0.RC1", "1.0c1"),
        ("v1.0", "1.0"),
        ("1.0+ABC", "1.0+abc"),
    ],
)
def test_both_are_the_same_version(a, b):
    assert compare(SCHEME, a, b) == 0
    assert SCHEME.key(a) == SCHEME.key(b)
    assert hash(SCHEME.key(a)) == hash(SCHEME.key(b))


@pytest.mark.parametrize("version", ["", "1.0 ", "1\n"])
def test_it_is_refused(version):
    with pytest.raises(InvalidVersion):
        SCHEME.key(version)


def test_packaging_agrees_on_all_that_it_knows():
    numbers = ["0", "1", "1.0", "1.0.1", "1!0", "2.0.0"]
    ends = [
        "",
        "a1",
        "b2",
        "rc1",
        ".post1",
        ".dev1",
        "a1.dev2",
        "a1.post1",
        ".post1.dev3",
        "+a",
        "+1",
        "+a.1",
    ]
    versions = ["".join(parts) for parts in itertools.product(numbers, ends)]
    for a, b in itertools.combinations(versions, 2):
        left, right = packaging.version.Version(a), packaging.version.Version(b)
        assert compare(SCHEME, a, b) == (left > right) - (left < right), (a, b)
