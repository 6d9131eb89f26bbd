"""Addresses, prefixes and ranges to numbers, held against Python's ipaddress."""

import ipaddress

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.intel.ranges import parse_ranges


def parsed(*values):
    v4, v6 = parse_ranges(pl.Series("value", values, pl.String))
    rows = {
        row: (ipaddress.IPv4Address(first), ipaddress.IPv4Address(last))
        for row, first, last in v4.iter_rows()
    }
    rows |= {
        row: (ipaddress.IPv6Address(first), ipaddress.IPv6Address(last))
        for row, first, last in v6.iter_rows()
    }
    return [tuple(map(str, rows[i])) if i in rows else None for i in range(len(values))]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("192.0.2.77", "192.0.2.77", "192.0.2.77"),
        ("192.0.2.77/24", "192.0.2.0", "192.0.2.255"),
        ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
        ("255.255.255.255/32", "255.255.255.255", "255.255.255.255"),
        ("192.0.2.1-192.0.3.4", "192.0.2.1", "192.0.3.4"),
        ("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("2001:db8::1-2001:db8::9", "2001:db8::1", "2001:db8::9"),
        ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("::ffff:192.0.2.1", "192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.0/120", "192.0.2.0", "192.0.2.255"),
        ("fe80::1%eth0", "fe80::1", "fe80::1"),
    ],
)
def test_a_value_spans_from_its_first_to_its_last_address(value, first, last):
    assert parsed(value) == [(first, last)]


@pytest.mark.parametrize(
    "value",
    ["", "192.0.2", "192.0.2.256", "192.0.2.01", "192.0.2.1.1", "+1.0.0.1", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1",
     "192.0.2.9-192.0.2.1", "192.0.2.9-", "192.0.2.1/24/8", "2001:db8::/129", "2001:db8::/", "2001:db8::/+1", ":::", "1::2::3",
     "2001:db8::9-2001:db8::1", "192.0.2.1-2001:db8::1", "٢.0.0.1", "192.0.2.1 "],
)  # fmt: skip
def test_what_is_no_address_is_left_out(value):
    assert parsed("192.0.2.1", value, "192.0.2.2") == [("192.0.2.1",) * 2, None, ("192.0.2.2",) * 2]


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.ip_addresses().map(str),
            st.tuples(st.ip_addresses(v=4), st.integers(0, 32)).map(lambda p: f"{p[0]}/{p[1]}"),
            st.tuples(st.ip_addresses(v=6), st.integers(0, 128)).map(lambda p: f"{p[0]}/{p[1]}"),
        ).filter(lambda text: not text.startswith("::ffff:")),
        max_size=20,
    )
)
def test_prefixes_are_what_ipaddress_makes_of_them(values):
    networks = [ipaddress.ip_network(value, strict=False) for value in values]
    assert parsed(*values) == [(str(n[0]), str(n[-1])) for n in networks]
