"""Lookups of Log4j, resolved to the text that they stand for."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.detect.rules.lookups import decode_base64, resolve_lookups


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("${lower:J}", "j"),
        ("${upper:n}", "N"),
        ("${::-d}", "d"),
        ("${env:NOTHING:-i}", "i"),
        ("${a:b:c:-x:-y}", "x:-y"),
        ("${date:'j'}", "j"),
        ("${base64:ZGk=}", "di"),
        ("${env:USER}", "${env:USER}"),
        ("${jndi:ldap://x/a}", "${jndi:ldap://x/a}"),
        ("${${lower:${upper:j}}ndi:x}", "${jndi:x}"),
        ("${j${k8s:k5:-ND}i${sd:k5:-:}ldap://x}", "${jNDi:ldap://x}"),
        ("${jndi:ldap://cut", "${jndi:ldap://cut"),
        ("}{${", "}{${"),
        ("plain", "plain"),
    ],
)
def test_a_lookup_becomes_what_it_stands_for(text, resolved):
    assert resolve_lookups(text) == resolved


PIECES = [*"${}:-'jlowerupßı", "${lower:", "${upper:", "${base64:"]


@given(st.lists(st.sampled_from(PIECES), max_size=80).map("".join))
def test_the_result_is_never_longer(text):
    assert len(resolve_lookups(text)) <= len(text)


def test_deep_nesting_costs_no_more_than_its_length():
    start = time.process_time()
    resolve_lookups("${lower:" * 50_000 + "}" * 50_000)
    assert time.process_time() - start < 1


def test_what_is_no_base64_is_no_text():
    assert decode_base64("not base64!") == ""
    assert decode_base64("/w==") == ""
    assert decode_base64("ZGk") == "di"
