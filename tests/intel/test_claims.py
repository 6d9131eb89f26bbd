"""How an opinion stands to a time."""

from datetime import UTC, datetime, timedelta

import pytest

from vedette.intel.claims import Claim, at_time
from vedette.model.reputation import Category, Opinion, Standing

DAY = timedelta(days=1)
SEEN = datetime(2026, 6, 1, tzinfo=UTC)


def stands(at, *, first=None, last=SEEN, until=None, since=None, half_life=None):
    opinion = Opinion(
        "list", Category.ATTACKER, 80, last, None, None,
        first_seen=first, last_seen=last, valid_from=since, valid_until=until,
    )  # fmt: skip
    claim = at_time(Claim(opinion, 0, None, half_life=half_life), at, SEEN)
    return claim.opinion.standing, claim.opinion.left, claim.ended


@pytest.mark.parametrize(
    ("days", "standing", "left"),
    [
        (0, Standing.LISTED, 80),
        (90, Standing.LISTED, 60),
        (180, Standing.FADED, 0),
        (-1, Standing.YOUNGER, 80),
    ],
)
def test_it_is_listed_then_or_younger_or_faded(days, standing, left):
    assert stands(SEEN + days * DAY) == (standing, left, None)


def test_between_the_first_and_the_last_sighting_it_is_new():
    assert stands(SEEN - 30 * DAY, first=SEEN - 60 * DAY) == (Standing.LISTED, 80, None)
    assert stands(SEEN - 61 * DAY, first=SEEN - 60 * DAY) == (Standing.YOUNGER, 80, None)


def test_after_its_end_it_has_ended_and_before_its_term_it_is_younger():
    until = SEEN + 7 * DAY
    assert stands(until, until=until) == (Standing.ENDED, 80, until)
    assert stands(until - DAY, until=until, since=SEEN)[0] is Standing.LISTED
    assert stands(SEEN - DAY, until=until, since=SEEN)[0] is Standing.YOUNGER


def test_without_any_date_its_age_is_unknown_and_nothing_is_lost():
    assert stands(SEEN, last=None) == (Standing.UNDATED, 80, None)
    assert stands(None) == (Standing.UNDATED, 80, None)


def test_the_feeds_own_half_life_decides():
    assert stands(SEEN + 10 * DAY, half_life=10 * DAY) == (Standing.LISTED, 40, None)


def test_ages_are_those_of_the_sighting_and_of_the_list():
    opinion = Opinion("list", Category.ATTACKER, 80, SEEN, None, None, last_seen=SEEN - 10 * DAY)
    seen = at_time(Claim(opinion, 0, None), SEEN + 5 * DAY, SEEN).opinion
    assert (seen.age, seen.data_age) == (15 * DAY, 5 * DAY)
