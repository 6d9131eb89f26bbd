"""A client is found by its address in whatever form a log writes it."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.investigate.needles import needles_for


def mentions(ip, text):
    return needles_for(ip).mentioned_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "203.0.113.6",
        "[203.0.113.6]:80",
        "src=203.0.113.6,",
        "203.0.113.6.",
        "::ffff:203.0.113.6",
        "x203.0.113.6",
    ],
)
def test_an_address_is_found_among_whatever_stands_around_it(text):
    assert mentions("203.0.113.6", text)


@pytest.mark.parametrize("text", ["203.0.113.66", "1203.0.113.6", "1.203.0.113.6", "203.0.113.6.1", ""])
def test_an_address_is_not_found_within_a_longer_number(text):
    assert not mentions("203.0.113.6", text)


@pytest.mark.parametrize(
    "text",
    [
        "2001:db8::7",
        "2001:0DB8:0000:0000:0001:0000:0000:0001",
        "[2001:db8:0:0:9::1]:443",
        "2001:db8::1:2, and",
    ],
)
def test_every_address_of_its_64_is_found(text):
    assert mentions("2001:db8::1", text)


@pytest.mark.parametrize("text", ["2001:db8:1::1", "2001:db8:0:1::1", "12001:db8::1", "a2001:db8::1"])
def test_no_address_of_another_network_is_found(text):
    assert not mentions("2001:db8::1", text)


ROUTED = st.ip_addresses(v=6, network="2000::/3")
"""What the Internet routes (RFC 4291 section 2.4)."""
FORMS = (str, lambda a: a.exploded, lambda a: a.exploded.upper(), lambda a: str(a).upper())


@given(ROUTED, st.sampled_from(FORMS))
def test_any_form_of_an_ipv6_address_is_found(address, form):
    assert mentions(str(address), f"from {form(address)} port 22")


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_an_ipv4_address_is_found_where_it_stands_and_nowhere_else(wanted, other):
    assert mentions(str(wanted), f"- {other} -") is (wanted == other)


@given(ROUTED, st.integers(0, 2**64 - 1))
def test_a_neighbour_in_the_64_is_found(address, interface):
    neighbour = ipaddress.IPv6Address((int(address) >> 64 << 64) | interface)
    assert mentions(str(address), f'"{neighbour}"')
