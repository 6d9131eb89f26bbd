"""Marks as bits."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry.bits import Bits

MARKED = st.lists(st.booleans(), max_size=400) | st.lists(
    st.sampled_from([False] * 60 + [True]), max_size=400
)


@given(MARKED, st.integers(1, 70))
def test_marks_are_counted_and_found_as_in_a_list(marked, nth):
    bits = Bits(np.array(marked, np.bool_))
    places = np.arange(len(marked) + 1)
    assert bits.before(places).tolist() == [sum(marked[:place]) for place in places]
    listed = [place for place, mark in enumerate(marked) if mark]
    for place, found in zip(places.tolist(), bits.following(places, nth).tolist(), strict=True):
        behind = [one for one in listed if one >= place]
        assert found == behind[nth - 1] if len(behind) >= nth else found < -1
