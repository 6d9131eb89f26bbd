import itertools

import pytest

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions import SCHEMES, compare

SCHEME = SCHEMES["maven"]


@pytest.mark.parametrize(
    ("lower", "higher"),
    [
        ("1.0-alpha-1", "1.0-beta-1"),
        ("1.0-beta-1", "1.0-milestone-1"),
        ("1.0-milestone-1", "1.0-rc1"),
        ("1.0-rc1", "1.0-SNAPSHOT"),
        ("1.0-SNAPSHOT", "1.0"),
        ("1.0", "1.0-sp"),
        ("1.0-sp", "1.0-foo"),
        ("1.0-foo", "1.0-1"),
        ("1.0-1", "1.0.1"),
        ("1.foo", "1-foo"),
        ("1-foo", "1-1"),
        ("1-1", "1.1"),
        ("1", "1.sp"),
        ("1", "1.foo"),
        ("1.RC1", "1"),
        ("1.0-alpha-1-SNAPSHOT", "1.0-alpha-1"),
        ("2.0.1-xyz", "2.0.1-123"),
        ("6.1.0", "6.1H.5-beta"),
        ("2.2.9.RELEASE", "2.2.10.RELEASE"),
        ("9.4.40.v20210413", "9.4.41.v20210516"),
        ("1.65", "1.65.01"),
    ],
)
def test_the_first_is_below_the_second(lower, higher):
    assert compare(SCHEME, lower, higher) == -1
    assert compare(SCHEME, higher, lower) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("1", "1.0.0"),
        ("1.ga", "1"),
        ("1-", "1."),
        ("1.0.0-foo.0.0", "1-foo"),
        ("1-1.foo-bar1baz-.1", "1-1.foo-bar-1-baz-0.1"),
        ("1a1", "1-alpha-1"),
        ("1m3", "1Milestone3"),
        ("1cr", "1RC"),
        ("1-1", "1-ga-1"),
        ("5.2.0", "5.2.0.RELEASE"),
        ("0", "0-final-ga"),
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


def test_maven_itself_goes_in_circles_where_separators_are_mixed():
    circle = ["1.0", "1.0-foo", "1.0.0.rc1", "1.0"]
    assert [compare(SCHEME, a, b) for a, b in itertools.pairwise(circle)] == [-1, -1, -1]


def test_letters_stand_for_words_only_before_a_digit():
    assert compare(SCHEME, "1a1", "1") == -1
    assert compare(SCHEME, "1a", "1") == 1
