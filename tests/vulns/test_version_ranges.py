import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.vulns.advisories.interface import Status, VersionRange, Versions
from vedette.vulns.version_ranges import Outcome, compare_versions
from vedette.vulns.versions import SCHEMES

GENERIC = SCHEMES["generic"]
LOG4J = Versions(
    (
        VersionRange("2.0-beta9", fixed="2.3.1"),
        VersionRange("2.4", fixed="2.12.2"),
        VersionRange("2.13.0", fixed="2.15.0"),
    )
)


def outcome(version, versions):
    return compare_versions(version, versions, GENERIC).outcome


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2.17", Outcome.NOT_AFFECTED),
        ("2.0-beta8", Outcome.NOT_AFFECTED),
        ("2.0-beta9", Outcome.AFFECTED),
        ("2.3.1", Outcome.FIXED),
        ("2.12.1", Outcome.AFFECTED),
        ("2.12.2", Outcome.FIXED),
        ("2.14.1", Outcome.AFFECTED),
        ("2.17.1", Outcome.FIXED),
    ],
)
def test_branches_are_fixed_each_for_itself(version, expected):
    assert outcome(version, LOG4J) is expected


def test_the_next_fix_is_the_lowest_above_the_version():
    assert compare_versions("2.1", LOG4J, GENERIC).fixed_version == "2.3.1"
    assert compare_versions("2.14.1", LOG4J, GENERIC).fixed_version == "2.15.0"


def test_a_fix_that_another_range_contains_is_none():
    versions = Versions((VersionRange(fixed="1.5"), VersionRange("1.0", fixed="2.0")))
    assert compare_versions("1.2", versions, GENERIC).fixed_version == "2.0"


def test_a_version_above_the_last_affected_is_fixed():
    assert outcome("2.4.50", Versions(exact=("2.4.49",))) is Outcome.FIXED
    assert outcome("2.4.49", Versions(exact=("2.4.49",))) is Outcome.AFFECTED
    assert outcome("2.4.48", Versions(exact=("2.4.49",))) is Outcome.NOT_AFFECTED
    assert outcome("3", Versions((VersionRange(last_affected="2"),))) is Outcome.FIXED
    assert outcome("2.0", Versions((VersionRange(last_affected="2"),))) is Outcome.AFFECTED


def test_a_version_between_listed_ones_is_not_affected():
    assert outcome("1.2", Versions(exact=("1.1", "1.3"))) is Outcome.NOT_AFFECTED


def test_an_exclusive_start_is_outside():
    versions = Versions((VersionRange("1", fixed="2", after=True),))
    assert outcome("1.0", versions) is Outcome.NOT_AFFECTED
    assert outcome("1.0.1", versions) is Outcome.AFFECTED


def test_without_a_version_nothing_is_good():
    assert outcome(None, LOG4J) is Outcome.POSSIBLE
    assert outcome("unknown build", LOG4J) is Outcome.POSSIBLE


def test_free_text_beside_ranges_rules_nothing_out():
    versions = Versions((VersionRange(fixed="2"),), unjudged=1)
    assert outcome("1", versions) is Outcome.AFFECTED
    assert outcome("3", versions) is Outcome.NOTHING
    assert outcome("3", Versions()) is Outcome.NOTHING


def test_a_bound_that_the_scheme_refuses_is_not_judged():
    assert outcome("1.0", Versions((VersionRange(fixed="latest"),))) is Outcome.NOTHING


def test_where_all_is_affected_but_exceptions_the_exceptions_count():
    versions = Versions(
        unaffected=(
            VersionRange("2.426.3", fixed="2.427"),
            VersionRange("2.442"),
            VersionRange(fixed="1.606"),
        ),
        default=Status.AFFECTED,
    )
    assert outcome("2.400", versions) is Outcome.AFFECTED
    assert compare_versions("2.400", versions, GENERIC).fixed_version == "2.426.3"
    assert outcome("2.426.4", versions) is Outcome.FIXED
    assert outcome("2.440", versions) is Outcome.AFFECTED
    assert outcome("1.600", versions) is Outcome.NOT_AFFECTED


numbers = st.lists(st.integers(0, 4), min_size=1, max_size=3).map(lambda n: ".".join(map(str, n)))
ranges = st.builds(VersionRange, st.none() | numbers, fixed=st.none() | numbers, after=st.booleans())


@given(numbers, st.lists(ranges, max_size=4), ranges)
def test_a_further_range_never_clears_an_affected_version(version, known, further):
    before = outcome(version, Versions(tuple(known)))
    after = outcome(version, Versions((*known, further)))
    assert before is not Outcome.AFFECTED or after is Outcome.AFFECTED


@given(numbers, st.lists(ranges, min_size=1, max_size=4))
def test_the_version_that_is_said_to_fix_is_not_affected(version, known):
    comparison = compare_versions(version, Versions(tuple(known)), GENERIC)
    if comparison.fixed_version is not None:
        assert comparison.outcome is Outcome.AFFECTED
        assert outcome(comparison.fixed_version, Versions(tuple(known))) is not Outcome.AFFECTED
        assert GENERIC.key(comparison.fixed_version) > GENERIC.key(version)
