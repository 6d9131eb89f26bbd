"""Clients from raw bytes: held against `ipaddress`."""

import ipaddress
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.address_bytes import ipv4, windows
from vedette.model.address_set import AddressSet
from vedette.telemetry.blocks import Spans, index
from vedette.telemetry.clients import ADDRESS, EXTERNAL, KNOWN, TOKEN_WIDTH, ClientScreen, after, token
from vedette.telemetry.interface import Screen

octets = st.one_of(
    st.integers(0, 999).map(str),
    st.sampled_from(["00", "01", "007", "", "1000", "-1", " 1", "１", "256", "255"]),
)
almost_ipv4 = st.lists(octets, min_size=1, max_size=6).map(".".join)
addresses = st.one_of(st.ip_addresses().map(str), st.ip_addresses(v=6).map(lambda a: a.exploded))
clients = st.one_of(
    addresses, almost_ipv4, st.text(alphabet="0123456789abcdef.:%/-\0", max_size=60), st.text(max_size=20)
)


HOME = [ipaddress.ip_network(net) for net in ("10.0.0.0/8", "fd00::/8")]
LISTED = [ipaddress.ip_network(net) for net in ("192.0.2.0/24", "2001:db8::/32", "0.0.0.0/2")]
SCREEN = Screen(
    home=AddressSet.of(map(str, HOME)),
    known=AddressSet.of(map(str, LISTED)),
    literals=None,
    events=frozenset(),
)


def ip(text):
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


@given(st.lists(clients, min_size=1, max_size=40), st.sampled_from(" \t,"))
def test_agree_with_ipaddress_on_any_token(texts, separator):
    texts = ["".join(c for c in text if c not in "\r\n" + separator) for text in texts]
    block = index("".join(f"{text}{separator}rest\n" for text in texts).encode(), 0)
    verdicts = ClientScreen(SCREEN).judge(block.data, Spans(block.starts, ord(separator)))
    for text, verdict in zip(texts, verdicts.tolist(), strict=True):
        address = ip(text)
        if address is None or len(text) >= TOKEN_WIDTH:
            assert not verdict
            continue
        home = any(address in net for net in HOME)
        known = any(address in net for net in LISTED)
        assert verdict == ADDRESS | KNOWN * known | EXTERNAL * (not home)


@given(st.lists(almost_ipv4, min_size=1, max_size=50))
def test_ipv4_values_are_those_of_ipaddress(texts):
    data = "".join(f"{text} \n" for text in texts).encode()
    block = index(data, 0)
    values, valid = ipv4(windows(data, block.starts, 16), ord(" "))
    for text, value, ok in zip(texts, values.tolist(), valid.tolist(), strict=True):
        try:
            expected = int(ipaddress.IPv4Address(text))
        except ValueError:
            assert not ok
        else:
            assert ok
            assert value == expected


def test_every_ipv4_layout_and_octet_is_read():
    texts = [f"{a}.{b}.{255 - a}.{b % 10}" for a in range(256) for b in (0, 9, 10, 99, 100, 255)]
    data = "".join(f"{text} \n" for text in texts).encode()
    values, valid = ipv4(windows(data, index(data, 0).starts, 16), ord(" "))
    assert valid.all()
    assert values.tolist() == [int(ipaddress.IPv4Address(text)) for text in texts]


def test_a_token_that_reaches_the_end_of_its_line_is_read_without_its_end():
    block = index(b"2001:db8::1\n192.0.2.1\n", 0)
    assert ClientScreen(SCREEN).judge(block.data, Spans(block.starts, ord(" "))).tolist() == [7, 7]


def test_a_line_without_span_is_no_verdict():
    block = index(b"192.0.2.1 x\n", 0)
    assert ClientScreen(SCREEN).judge(block.data, Spans(np.array([-1]), ord(" "))).tolist() == [0]


def test_a_zone_index_is_dropped():
    block = index(b"fe80::1%eth0 x\n", 0)
    assert ClientScreen(SCREEN).judge(block.data, Spans(block.starts, ord(" "))).tolist() == [
        ADDRESS | EXTERNAL
    ]


def test_a_zero_byte_makes_no_address_of_what_is_none():
    block = index(b"::1\0 x\n::1\n", 0)
    screen = ClientScreen(SCREEN)
    for _ in range(2):
        assert screen.judge(block.data, Spans(block.starts, ord(" "))).tolist() == [0, 7 - KNOWN]


@given(st.binary(max_size=60), st.sampled_from([16, 56]), st.sampled_from(b' \t"\n'))
def test_a_token_is_the_bytes_up_to_its_end(data, width, end_byte):
    words, ended = token(windows(data, np.arange(len(data)), width), end_byte)
    for start in range(len(data)):
        window = data[start : start + width].ljust(width, b"\n")
        whole, end, _ = window.partition(bytes([end_byte]))
        assert ended[start] == bool(end)
        assert b"".join(word[start].tobytes() for word in words) == (whole + end).ljust(width, b"\0")


@given(st.lists(clients, min_size=1, max_size=8), st.lists(st.integers(0, 7), min_size=1, max_size=40))
def test_what_is_remembered_is_what_was_judged(texts, order):
    lines = [texts[number % len(texts)].replace("\n", "").replace(" ", "") + " x\n" for number in order]
    screen = ClientScreen(SCREEN)
    for line in lines:
        block = index(line.encode(), 0)
        spans = Spans(block.starts, ord(" "))
        assert screen.judge(block.data, spans) == ClientScreen(SCREEN).judge(block.data, spans)


@given(st.binary(max_size=200), st.integers(1, 48))
def test_windows_are_the_bytes_from_each_start(data, width):
    starts = np.arange(len(data) + 1)
    expected = [data[start : start + width].ljust(width, b"\n") for start in starts]
    assert [bytes(row) for row in windows(data, starts, width)] == expected


@given(st.lists(st.text(alphabet="ab\t", max_size=12), min_size=1, max_size=20))
def test_the_place_behind_a_byte_is_found_on_its_line_only(lines):
    block = index("".join(f"{line}\n" for line in lines).encode(), 0)
    second = after(block, after(block, block.starts, ord("\t")), ord("\t"), 8)
    for line, start, place in zip(lines, block.starts.tolist(), second.tolist(), strict=True):
        first = line.find("\t")
        at = line.find("\t", first + 1) if first >= 0 else -1
        expected = start + at + 1 if first >= 0 and 0 <= at - first - 1 < 8 else -1
        assert place == expected


def test_whoever_is_to_be_told_of_clients_is_told_of_each_and_which_are_external():
    heard = set()

    def told(addresses, external):
        heard.update(
            zip(addresses.v4[addresses.family == 4].tolist(), external[addresses.family == 4], strict=True)
        )
        heard.update(zip(addresses.v6.tolist(), external[addresses.family == 6], strict=True))

    texts = ["192.0.2.1", "192.0.2.1", "10.0.0.1", "2001:db8::1", "nobody"]
    block = index("".join(f"{text} rest\n" for text in texts).encode(), 0)
    screen = ClientScreen(replace(SCREEN, told=told))
    screen.judge(block.data, Spans(block.starts, ord(" ")))
    packed = ipaddress.ip_address("2001:db8::1").packed
    assert heard == {(0xC0000201, True), (0x0A000001, False), (packed, True)}


def test_a_sample_of_the_addresses_is_selected_whoever_they_are():
    block = index(b"198.51.100.7 -\n" * 100 + b"nobody -\n" * 100, 0)
    spans = Spans(block.starts, ord(" "))
    plain = ClientScreen(SCREEN).judge(block.data, spans)
    sampled = ClientScreen(replace(SCREEN, sampled=10)).judge(block.data, spans)
    assert not (plain & KNOWN).any()
    assert np.flatnonzero(sampled & KNOWN).tolist() == [0, 20, 40, 60, 80]
    assert (sampled & ~np.uint8(KNOWN)).tolist() == plain.tolist()
