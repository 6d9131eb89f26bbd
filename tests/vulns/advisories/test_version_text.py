import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.vulns.advisories.interface import Status, VersionRange
from vedette.vulns.advisories.version_text import Change, VersionObject, versions


def affected(version="", **fields):
    return VersionObject(version=version, status="affected", **fields)


def test_bounds_become_ranges():
    found = versions([affected("8.5p1", less_than_or_equal="9.7p1"), affected("0", less_than="4.4p1")], None)
    assert found.ranges == (VersionRange("8.5p1", last_affected="9.7p1"), VersionRange(None, fixed="4.4p1"))
    assert found.default is Status.UNKNOWN


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("< 3.9.2", VersionRange(fixed="3.9.2")),
        (">= 1.0.5, < 3.9.2", VersionRange("1.0.5", fixed="3.9.2")),
        (">1.0,<=2.0", VersionRange("1.0", last_affected="2.0", after=True)),
        ("8.0.36 and prior", VersionRange(last_affected="8.0.36")),
        ("*", VersionRange()),
    ],
)
def test_phrases_with_one_meaning_are_read(text, expected):
    assert versions([affected(text)], None).ranges == (expected,)


@pytest.mark.parametrize("text", ["2.4.49", "= 2.4.49"])
def test_single_versions_are_exact(text):
    assert versions([affected(text)], None).exact == ("2.4.49",)


@pytest.mark.parametrize(
    "text",
    [
        "n/a",
        "",
        "unspecified",
        "FortiOS 6.0.0 to 6.0.4",
        "before 2.3",
        ">= 1, >= 2",
        "< 1, < 2",
        "<",
        "1 < 2",
        "All 2.x",
    ],
)
def test_prose_is_counted_and_concludes_nothing(text):
    found = versions([affected(text)], None)
    assert (found.ranges, found.exact, found.unjudged) == ((), (), 1)


def test_commits_are_not_judged():
    assert versions([affected("abc1", less_than="def2", version_type="git")], None).unjudged == 1


def test_changes_split_a_range():
    item = affected(
        "2.0-beta9",
        less_than="log4j-core*",
        changes=[Change("2.3.1", "unaffected"), Change("2.4", "affected"), Change("2.12.2", "unaffected")],
    )
    found = versions([item], None)
    assert found.ranges == (VersionRange("2.0-beta9", fixed="2.3.1"), VersionRange("2.4", fixed="2.12.2"))
    assert found.unaffected == (VersionRange("2.3.1", fixed="2.4"), VersionRange("2.12.2"))


def test_a_change_at_the_end_adds_nothing():
    item = affected("9.0", less_than="9.0.16-h3", changes=[Change("9.0.16-h3", "unaffected")])
    assert versions([item], None).ranges == (VersionRange("9.0", fixed="9.0.16-h3"),)
    assert versions([item], None).unjudged == 0


def test_a_star_ends_a_branch():
    item = VersionObject("2.414.1", "unaffected", less_than="2.414.*")
    assert versions([item], "affected").unaffected == (VersionRange("2.414.1", fixed="2.415"),)
    assert versions([VersionObject("2.0", "unaffected", less_than="*")], None).unaffected == (
        VersionRange("2.0"),
    )


def test_ends_of_several_branches_stay_in_their_branch():
    found = versions([affected("5.6.34 and earlier"), affected("5.7.16 and earlier")], None)
    assert found.ranges == (VersionRange(last_affected="5.6.34"), VersionRange("5.7", last_affected="5.7.16"))


fragments = st.sampled_from(["1", "2.0", ".", "*", "<", ">=", ",", " ", " and prior", "x", "n/a", "-"])
texts = st.lists(fragments, max_size=5).map("".join)


@given(texts, st.none() | texts, st.none() | texts, st.lists(texts, max_size=3))
def test_any_text_is_read_or_counted(version, less_than, less_than_or_equal, changes):
    item = VersionObject(
        version,
        "affected",
        less_than=less_than,
        less_than_or_equal=less_than_or_equal,
        changes=[Change(at, "unaffected") for at in changes],
    )
    found = versions([item], None)
    assert found.ranges or found.exact or found.unaffected or found.unjudged
