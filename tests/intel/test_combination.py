"""How words combine."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.combination import MOST_ORDERED, REPEATED, Combiner, Word
from vedette.intel.reputation_set import ReputationSet

LISTS = 7
LIKENESS = st.lists(st.floats(0, 0.95), min_size=LISTS * LISTS, max_size=LISTS * LISTS).map(
    lambda values: np.maximum(
        np.triu(np.array(values).reshape(LISTS, LISTS), 1),
        np.triu(np.array(values).reshape(LISTS, LISTS), 1).T,
    )
)
WORDS = st.lists(
    st.tuples(st.integers(0, 100), st.integers(0, LISTS - 1)), max_size=LISTS, unique_by=lambda w: w[1]
)


def words(said):
    return [Word(confidence, source) for confidence, source in said]


def test_of_independent_lists_the_surest_counts_in_full_and_each_further_one_by_half():
    found = Combiner().combine(words([(40, 1), (50, 0)]))
    assert (found.score, found.weights) == (60, (1.0, REPEATED))
    assert [word.source for word in found.words] == [0, 1]


def test_a_list_counts_less_by_what_it_shares_with_surer_ones():
    likeness = np.array([[1, 0.8, 0.5], [0.8, 1, 0.0], [0.5, 0.0, 1]])
    found = Combiner(likeness).combine(words([(60, 0), (50, 1), (40, 2)]))
    assert found.weights == pytest.approx((1.0, REPEATED * 0.2, REPEATED * 0.5))
    assert found.score == round(100 * (1 - 0.4 * (1 - 0.5 * 0.1) * (1 - 0.4 * 0.25)))


def test_a_list_that_repeats_two_others_does_not_make_them_count_less():
    likeness = np.array([[1, 0.9, 0.9], [0.9, 1, 0.0], [0.9, 0.0, 1]])
    two = Combiner(likeness).combine(words([(50, 1), (50, 2)])).score
    three = Combiner(likeness).combine(words([(51, 0), (50, 1), (50, 2)]))
    assert (two, three.score) == (62, 63)
    assert [word.source for word in three.words] == [1, 2, 0]
    assert three.weights == pytest.approx((1.0, REPEATED, REPEATED * 0.01))


@given(LIKENESS, WORDS, st.randoms())
def test_a_further_list_never_lowers_the_score_and_order_does_not_matter(likeness, said, random):
    combiner = Combiner(likeness)
    total = combiner.combine(words(said)).score
    random.shuffle(said)
    assert combiner.combine(words(said)).score == total
    assert combiner.combine(words(said[1:])).score <= total


@given(LIKENESS, WORDS)
def test_what_lists_share_never_raises_the_score(likeness, said):
    assert Combiner(likeness).combine(words(said)).score <= Combiner().combine(words(said)).score


@given(LIKENESS, WORDS.filter(bool), st.integers(0, LISTS - 1), st.integers(0, 100))
def test_a_surer_word_never_lowers_the_score(likeness, said, place, more):
    combiner = Combiner(likeness)
    confidence, source = said[place % len(said)]
    raised = [(min(100, confidence + more), source) if word[1] == source else word for word in said]
    assert combiner.combine(words(raised)).score >= combiner.combine(words(said)).score


def test_however_many_families_there_are_all_count():
    likeness = np.full((12, 12), 0.1)
    found = Combiner(likeness).combine(words([(50, source) for source in range(MOST_ORDERED + 3)]))
    assert len(found.weights) == MOST_ORDERED + 3
    assert all(weight > 0 for weight in found.weights)


@pytest.mark.parametrize("size", [1, 5, 100])
def test_ten_copies_of_one_poor_list_say_no_more_than_one(vetted, size):
    values = [f"198.51.100.{i}" for i in range(20, 20 + size)]
    one = ReputationSet.build([vetted(*values, confidence=25)])
    ten = ReputationSet.build([vetted(*values, name=f"copy{i}", confidence=25) for i in range(10)])
    assert [r.score for r in ten.lookup(values)] == [r.score for r in one.lookup(values)]


def test_copies_that_are_made_at_different_hours_say_no_more_than_one(vetted):
    values = [f"198.51.100.{i}" for i in range(20, 120)]
    copies = [
        vetted(*values[i // 3 :], f"192.0.2.{i + 20}", name=f"copy{i}", confidence=25) for i in range(10)
    ]
    assert {r.score for r in ReputationSet.build(copies).lookup(values[10:])} == {25}


def test_copies_that_were_changed_by_a_tenth_say_hardly_more_than_one(vetted):
    values = [f"198.51.100.{i}" for i in range(20, 120)]
    junk = [[f"192.0.{copy}.{i}" for i in range(20, 32)] for copy in range(10, 20)]
    copies = [vetted(*values, *junk[i], name=f"copy{i}", confidence=25) for i in range(10)]
    assert max(r.score for r in ReputationSet.build(copies).lookup(values)) <= 27


def test_a_list_that_shares_a_part_says_so_in_the_reasons(vetted):
    values = [f"198.51.100.{i}" for i in range(20, 120)]
    large = vetted(*values, name="large", confidence=60)
    part = vetted(*values[:60], *[f"192.0.2.{i}" for i in range(20, 40)], name="part", confidence=50)
    (said,) = ReputationSet.build([large, part]).lookup(values[:1])
    assert said.reasons == (
        "large says malicious at 60, age unknown",
        "part says malicious at 50, age unknown; counts 0.12 of it, since 75% of that is in the lists before",
    )
