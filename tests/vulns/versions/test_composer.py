import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["composer"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.0-dev", "1.0a1"),
        ("1.0a1", "1.0b1"),
        ("1.0b1", "1.0RC1"),
        ("1.0RC1", "1.0"),
        ("1.0", "1.0.0"),
        ("1.0.0", "1.0pl1"),
        ("dev-main", "1.0"),
        ("1.0.0beta2.1", "1.0.0"),
        ("1.0-unknown", "1.0-dev"),
        ("4.3-2beta5", "4.3-2RC2"),
        ("v1.9", "1.10"),
        ("1.2.3.#.beta", "1.2.3"),
        ("1.2.3", "1.2.3.#.p3"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1.0-alpha1", "1.0a1"),
        ("1.0RC1", "1.0rc1"),
        ("1.0pl1", "1.0p1"),
        ("V1.0", "v1.0"),
        ("1.25.0-beta2.1", "1.25.0-b.2.1"),
        ("dev-foo", "dev-main"),
        ("v1.9.0-ALPHA.1", "v1.9.0-BETA.1"),
    ],
)
def test_both_are_the_same_version(a, b):
    assert compare(SCHEME, a, b) == 0
    assert SCHEME.key(a) == SCHEME.key(b)
    assert hash(SCHEME.key(a)) == hash(SCHEME.key(b))


@pytest.mark.parametrize("version", ["", "1 0"])
def test_it_is_refused(version):
    with pytest.raises(InvalidVersion):
        SCHEME.key(version)


def test_the_placeholder_equals_any_number_and_the_end_on_either_side():
    key = SCHEME.key("1.2.3.#")
    for other in ("1.2.3", "1.2.3.1", "1.2.3.99", "1.2.3.#"):
        assert key == SCHEME.key(other)
        assert SCHEME.key(other) == key
        assert (key != SCHEME.key(other)) is False
    assert SCHEME.key("1.2.3.beta") < key <= SCHEME.key("1.2.4")
