"""Addresses as integers: held against `ipaddress`."""

import ipaddress

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.addresses import canonical, from_integers, from_packed, from_texts, pack, unpack


@given(st.ip_addresses())
def test_every_address_is_packed_and_unpacked(address):
    expected = getattr(address, "ipv4_mapped", None) or address
    assert pack(str(address)) == pack(address.exploded) == expected.packed
    assert unpack(expected.packed) == canonical(address.exploded) == str(expected)


@given(st.text(alphabet="0123456789abcdefx.:%/ ", max_size=50))
def test_what_ipaddress_refuses_is_no_address(text):
    try:
        expected = ipaddress.ip_address(text)
    except ValueError:
        assert pack(text) is None or "%" in text
    else:
        assert pack(text) == (getattr(expected, "ipv4_mapped", None) or expected).packed


@pytest.mark.parametrize(
    "text",
    ["", "010.0.0.1", "1.2.3", "1.2.3.4.", "١.2.3.4", "1.2.3.4\0", "::1\0", "-", "1" * 1000, "::g", "\udcff"],
)
def test_what_is_no_address_is_null(text):
    assert pack(text) is None
    assert canonical(text) is None


def test_columns_keep_the_order_of_rows():
    addresses = from_texts(["192.0.2.1", "x", "2001:db8::1", "::ffff:192.0.2.2", "2001:db8::2"])
    assert addresses.family.tolist() == [4, 0, 6, 4, 6]
    assert addresses.v4.tolist() == [0xC0000201, 0, 0, 0xC0000202, 0]
    assert [unpack(value.ljust(16, b"\0")) for value in addresses.v6.tolist()] == [
        "2001:db8::1",
        "2001:db8::2",
    ]
    assert len(addresses) == 5


def test_a_zone_index_is_dropped():
    assert canonical("fe80::1%eth0") == "fe80::1"


texts = st.one_of(
    st.ip_addresses().map(str),
    st.ip_addresses(v=6).map(lambda address: address.exploded),
    st.ip_addresses(v=4).map(lambda address: f"::ffff:{address}"),
    st.ip_addresses(v=4).map(lambda address: f"{address}\n{address}"),
    st.text(alphabet="0123456789.:a%\n\0 é", max_size=20),
    st.sampled_from(["010.0.0.1", "1.2.3.4\n", "1.2.3.256", "", "\udcff"]),
)


@given(st.lists(texts, max_size=30))
def test_a_column_of_texts_is_read_as_the_texts_one_by_one_are(values):
    expected = from_packed(map(pack, values))
    found = from_texts(values * 20)  # enough to be laid out as a column
    assert found.family.tolist() == expected.family.tolist() * 20
    assert found.v4.tolist() == expected.v4.tolist() * 20
    assert found.v6.tolist() == expected.v6.tolist() * 20


def test_null_is_no_address_and_a_long_column_is_read_piece_by_piece():
    values = pl.Series(["192.0.2.1", None, "2001:db8::1"] * 20_000)
    found = from_texts(values)
    assert found.family.tolist() == [4, 0, 6] * 20_000
    assert len(found.v6) == 20_000
    assert from_texts(values.clear()).family.tolist() == []


def test_integers_are_ipv4_addresses():
    found = from_integers(np.array([1, 2], np.uint32))
    assert (found.family.tolist(), found.v4.tolist(), len(found.v6)) == ([4, 4], [1, 2], 0)
