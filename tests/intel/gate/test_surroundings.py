"""The random sample."""

import numpy as np

from vedette.intel.gate.surroundings import draw, surroundings
from vedette.model.address_set import AddressSet


def test_a_sample_is_of_unlisted_space_and_another_each_time(candidate):
    wide = candidate(*(f"{a}.{b}.0.0/16" for a in range(1, 224) for b in range(0, 256, 2)))
    one, other = draw(64, wide), draw(64, wide)
    assert len(one) > 32
    assert not np.any(wide.addresses.contains(one))
    assert not np.any(AddressSet.of(["224.0.0.0/3", "127.0.0.0/8", "0.0.0.0/8"]).contains(one))
    assert not np.array_equal(one.v4[:10], other.v4[:10])


def test_no_sample_is_drawn_where_none_is_wanted():
    assert surroundings((), None, None, 0).sample is None
    assert len(surroundings((), None, None, 16).sample) == 16
