"""IPv6 texts all at once: held against the system's own parser."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.address_hextets import ipv6


def parsed(*texts):
    """The addresses as sixteen bytes, null where a text is none."""
    groups, valid = ipv6("".join(f"{text}\n" for text in texts).encode(), len(texts))
    return [row.astype(">u2").tobytes() if ok else None for row, ok in zip(groups, valid, strict=True)]


def expected(text):
    try:
        return socket.inet_pton(socket.AF_INET6, text)
    except OSError:
        return None


groups = st.lists(st.sampled_from(["", "", "0", "1", "ab", "FFFF", "12345", "g", "0db8"]), max_size=10)


@given(st.lists(groups.map(":".join), min_size=1, max_size=20))
def test_any_cuts_are_read_as_the_system_reads_them(texts):
    assert parsed(*texts) == [expected(text) for text in texts]


@given(st.lists(st.ip_addresses(v=6), min_size=1))
def test_every_address_is_read_short_and_long(addresses):
    packed = [address.packed for address in addresses]
    assert parsed(*map(str, addresses)) == parsed(*(a.exploded for a in addresses)) == packed


@pytest.mark.parametrize(
    "text",
    ["::", "::1", "1::", ":", "", ":::", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "1::2::3",
     ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:9", "00001::", "1 ::", "\0::1", "é::1"],
)  # fmt: skip
def test_the_edges_of_the_grammar(text):
    assert parsed("2001:db8::1", text, "::9")[1] == (None if "\0" in text else expected(text))


def test_an_embedded_ipv4_address_or_a_zone_is_left_to_others():
    assert parsed("::ffff:1.2.3.4", "fe80::1%eth0") == [None, None]
