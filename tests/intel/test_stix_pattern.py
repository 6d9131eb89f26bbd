"""STIX patterns."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.intel.stix_pattern import BROKEN, SEVERAL, UNLIKE, read_pattern

IP = "ipv4-addr:value = '192.0.2.1'"
PIECES = [
    IP, "[", "]", "(", ")", "AND", "OR", "NOT", "FOLLOWEDBY", "=", "!=", "IN", "'", "\\", "''", "t'2026-01-01T00:00:00Z'",
    "ipv6-addr:value ISSUBSET '2001:db8::/32'", "network-traffic:dst_port = 443", "file:name", "[*]", ":", " ", "\n", "WITHIN 5 SECONDS",
]  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "addresses"),
    [
        (f"[{IP}]", ["192.0.2.1"]),
        ("[ipv4-addr:value='192.0.2.0/24']", ["192.0.2.0/24"]),
        (f"[({IP})]", ["192.0.2.1"]),
        (f"[{IP} OR ipv6-addr:value = '2001:db8::1']", ["192.0.2.1", "2001:db8::1"]),
        (f"[{IP}] OR [ipv4-addr:value = '192.0.2.2']", ["192.0.2.1", "192.0.2.2"]),
        ("[ipv4-addr:value ISSUBSET '192.0.2.0/24']", ["192.0.2.0/24"]),
        ("[ipv4-addr:value IN ('192.0.2.1', '192.0.2.2')]", ["192.0.2.1", "192.0.2.2"]),
        (f"[{IP}] WITHIN 300 SECONDS", ["192.0.2.1"]),
        (f"([{IP}]) START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'", ["192.0.2.1"]),
        (
            "[network-traffic:dst_ref.type = 'ipv4-addr' AND network-traffic:dst_ref.value = '192.0.2.1']",
            ["192.0.2.1"],
        ),
        ("[network-traffic:dst_ref.value = '192.0.2.1' AND network-traffic:dst_port = 443]", ["192.0.2.1"]),
        ("[network-traffic:src_ref.value = '192.0.2.1']", ["192.0.2.1"]),
        (
            "[domain-name:value = 'bad.example' AND domain-name:resolves_to_refs[*].value = '192.0.2.1']",
            ["192.0.2.1"],
        ),
    ],
)
def test_addresses_any_of_which_fulfil_a_pattern_are_named_by_it(pattern, addresses):
    named = read_pattern(pattern)
    assert list(named.addresses) == addresses
    assert named.others == ()


@pytest.mark.parametrize(
    ("pattern", "others"),
    [
        ("[domain-name:value = 'bad.example']", ["domain-name"]),
        ("[file:hashes.'SHA-256' = 'ef53' OR url:value = 'http://192.0.2.1/']", ["file", "url"]),
        (
            "[x509-certificate:issuer = 'CN=A' AND x509-certificate:serial_number = '4c']",
            ["x509-certificate"],
        ),
        ("[email-message:subject MATCHES '^[IMPORTANT] 192.0.2.1']", ["email-message"]),
        ("[ipv4-addr:value NOT = '192.0.2.1']", [UNLIKE]),
        ("[ipv4-addr:value != '192.0.2.1']", [UNLIKE]),
        ("[ipv4-addr:value NOT IN ('192.0.2.1')]", [UNLIKE]),
        ("[ipv4-addr:value LIKE '192.0.2.%']", [UNLIKE]),
        (f"[{IP}] AND [ipv4-addr:value = '192.0.2.2']", [SEVERAL]),
        (f"[{IP}] FOLLOWEDBY [ipv4-addr:value = '192.0.2.2']", [SEVERAL]),
        (f"[{IP} AND file:name = 'x']", [SEVERAL]),
        (
            "[network-traffic:src_ref.value = '192.0.2.1' AND network-traffic:dst_ref.value = '192.0.2.2']",
            [SEVERAL],
        ),
        ("", [BROKEN]),
        ("192.0.2.1", [BROKEN]),
        ("[", [BROKEN]),
        ("[]", [BROKEN]),
        ("['192.0.2.1']", [BROKEN]),
    ],
)
def test_what_a_list_cannot_say_is_named_by_what_it_is(pattern, others):
    named = read_pattern(pattern)
    assert named.addresses == ()
    assert list(named.others) == others


def test_an_alternative_to_an_address_is_told_beside_it():
    named = read_pattern(f"[{IP} OR file:name = 'x'] OR [url:value = 'http://bad.example/']")
    assert (named.addresses, named.others) == (("192.0.2.1",), ("file", "url"))


def test_text_within_a_string_is_no_pattern():
    assert read_pattern(r"[file:name = '\'] OR [ipv4-addr:value = \'192.0.2.1\'] OR [']").addresses == ()


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=30).map(" ".join))
def test_no_pattern_crashes_it_and_each_names_something(pattern):
    named = read_pattern(pattern)
    assert named.addresses or named.others or "[" in pattern


@pytest.mark.parametrize("piece", ["'\\", "['", "[a:b='", "a:b[*]", "!=", "(" * 9, "a" * 99, "[1"])
def test_a_long_pattern_costs_no_more_than_its_length(piece):
    began = time.perf_counter()
    read_pattern(piece * (400_000 // len(piece)))
    assert time.perf_counter() - began < 4
