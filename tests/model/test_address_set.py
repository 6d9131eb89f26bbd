"""Sets and maps of address ranges: held against `ipaddress`."""

import ipaddress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.address_set import AddressSet, RangeMap, Ranges, ranges_from_networks
from vedette.model.addresses import V6_DTYPE, from_packed, from_texts

# Few values in few bits, so that networks nest, touch and overlap.
v4 = st.builds(
    lambda value, length: ipaddress.ip_network((value << 20 & 0xFFFFFFFF, length), strict=False),
    st.integers(0, 4095),
    st.integers(0, 32),
)
v6 = st.builds(
    lambda value, length: ipaddress.ip_network((value << 116, length), strict=False),
    st.integers(0, 4095),
    st.integers(0, 128),
)
networks = st.lists(st.one_of(v4, v6), max_size=12)


def probes(nets):
    """Addresses at and around the ends of networks."""
    found = {
        ipaddress.ip_address("0.0.0.0"),
        ipaddress.ip_address("255.255.255.255"),
        ipaddress.ip_address("::"),
    }
    for net in nets:
        for end in (int(net[0]) - 1, int(net[0]), int(net[-1]), int(net[-1]) + 1):
            if 0 <= end < 1 << net.max_prefixlen:
                found.add(type(net[0])(end))
    return sorted(found, key=lambda address: (address.version, address))


@settings(deadline=None)
@given(networks)
def test_a_set_holds_what_its_networks_hold(nets):
    addresses = probes(nets)
    expected = [any(address in net for net in nets) for address in addresses]
    packed = from_packed(address.packed for address in addresses)
    assert AddressSet(ranges_from_networks(nets)).contains(packed).tolist() == expected
    assert AddressSet.of(map(str, nets)).contains(packed).tolist() == expected
    assert bool(AddressSet.of(map(str, nets))) == bool(nets)


@settings(deadline=None)
@given(networks, networks)
def test_a_union_holds_what_either_holds(ours, theirs):
    packed = from_packed(address.packed for address in probes(ours + theirs))
    one, other = AddressSet.of(map(str, ours)), AddressSet.of(map(str, theirs))
    assert np.array_equal((one | other).contains(packed), one.contains(packed) | other.contains(packed))


@settings(deadline=None)
@given(networks)
def test_a_map_finds_every_range_that_covers_an_address(nets):
    ranges = RangeMap(ranges_from_networks(nets))
    addresses = probes(nets)
    keys = ranges.find(from_packed(address.packed for address in addresses)).tolist()
    for address, key in zip(addresses, keys, strict=True):
        covering = [number for number, net in enumerate(nets) if address in net]
        assert (ranges.numbers(key).tolist() if key >= 0 else []) == covering
    assert bool(ranges) == bool(nets)


def test_a_large_set_holds_what_its_ranges_hold():
    rng = np.random.default_rng(1)
    starts = rng.integers(0, 1 << 32, 3000, dtype=np.uint32)
    ends = np.minimum(starts.astype(np.int64) + rng.integers(0, 1 << 12, 3000), (1 << 32) - 1).astype(
        np.uint32
    )
    none = np.empty(0, np.int64)
    large = AddressSet(Ranges(np.stack([starts, ends], 1), none, np.empty((0, 2), V6_DTYPE), none))
    values = np.concatenate(
        [starts, ends, starts - np.uint32(1), ends + np.uint32(1), rng.integers(0, 1 << 32, 999)]
    )
    values = values.astype(np.uint32)
    expected = ((values[:, None] >= starts) & (values[:, None] <= ends)).any(axis=1)
    found = large.contains(from_packed(value.to_bytes(4, "big") for value in values.tolist()))
    assert np.array_equal(found, expected)


def test_what_is_no_address_is_in_no_set():
    everything = AddressSet.of(["0.0.0.0/0", "::/0"])
    assert everything.contains(from_texts(["", "1.2.3.4", "::1", "1.2.3"])).tolist() == [
        False,
        True,
        True,
        False,
    ]


def test_a_text_that_is_no_network_is_an_error():
    with pytest.raises(ValueError, match="300"):
        AddressSet.of(["10.0.0.0/8", "300.0.0.0/8"])


def many_v6(rng, count):
    """Ranges that share their upper halves by the dozen."""
    high = rng.integers(1 << 60, (1 << 60) + count // 12, count).astype(">u8")
    low = rng.integers(0, 1 << 62, (count, 2)).astype(">u8")
    ends = np.sort(low, axis=1)
    return [
        [(int(h) << 64 | int(a)).to_bytes(16, "big"), (int(h) << 64 | int(b)).to_bytes(16, "big")]
        for h, (a, b) in zip(high, ends, strict=True)
    ]


def test_large_sets_and_maps_of_ipv6_ranges_hold_what_their_ranges_hold():
    rng = np.random.default_rng(2)
    bounds = many_v6(rng, 1500)
    ranges = Ranges(
        np.empty((0, 2), np.uint32), np.empty(0, np.int64), np.array(bounds, V6_DTYPE), np.arange(1500)
    )
    probed = sorted({end for pair in bounds for end in pair} | {b[0] for b in many_v6(rng, 500)})
    covering = [[n for n, (a, b) in enumerate(bounds) if a <= value <= b] for value in probed]
    addresses = from_packed(probed)
    assert AddressSet(ranges).contains(addresses).tolist() == [bool(c) for c in covering]
    found = RangeMap(ranges)
    keys = found.find(addresses).tolist()
    assert [found.numbers(key).tolist() if key >= 0 else [] for key in keys] == covering


@settings(deadline=None)
@given(networks)
def test_sets_and_maps_can_be_made_of_what_they_consist_of(nets):
    addresses = from_packed(address.packed for address in probes(nets))
    ranges = ranges_from_networks(nets)
    whole, found = AddressSet(ranges), RangeMap(ranges)
    assert np.array_equal(AddressSet(arrays=whole.arrays).contains(addresses), whole.contains(addresses))
    assert np.array_equal(RangeMap(found.arrays).find(addresses), found.find(addresses))
