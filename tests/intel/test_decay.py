"""How opinions fade."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.decay import DECAYS, age_at, weight
from vedette.model.reputation import Category

DAY = timedelta(days=1)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_every_category_has_a_model_with_its_reason():
    assert set(DECAYS) == set(Category)
    assert all(decay.why and decay.lifetime > 0 and decay.speed > 0 for decay in DECAYS.values())


@pytest.mark.parametrize(
    ("days", "left"), [(0, 1), (45, 1 - 0.25**2), (90, 0.75), (127.3, 0.5), (180, 0), (5000, 0), (-3, 1)]
)
def test_the_weight_is_the_formula(days, left):
    assert weight(days * DAY, Category.ATTACKER) == pytest.approx(left, abs=0.01)


@pytest.mark.parametrize("category", Category)
def test_half_is_left_after_the_half_life(category):
    assert weight(DECAYS[category].half_life * DAY, category) == pytest.approx(0.5, abs=0.02)
    assert weight(10 * DAY, category, 10 * DAY) == pytest.approx(0.5)


def test_a_feeds_own_half_life_replaces_that_of_the_category():
    assert weight(100 * DAY, Category.PHISHING) == 0
    assert weight(100 * DAY, Category.PHISHING, 200 * DAY) == pytest.approx(0.75)
    assert weight(1 * DAY, Category.PHISHING, timedelta(0)) == 0


@given(st.integers(0, 2000), st.integers(0, 2000), st.sampled_from(list(Category)))
def test_it_never_grows_with_age_and_stays_within_bounds(one, other, category):
    young, old = sorted((one, other))
    assert 0 <= weight(old * DAY, category) <= weight(young * DAY, category) <= 1


def test_age_counts_in_whole_days_and_is_unknown_before_the_sighting():
    assert age_at(NOON, NOON + timedelta(hours=47)) == DAY
    assert age_at(NOON, NOON) == timedelta(0)
    assert age_at(NOON, NOON - DAY) is None
    assert age_at(None, NOON) is None
    assert age_at(NOON, None) is None
