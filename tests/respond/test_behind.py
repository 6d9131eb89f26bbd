"""Whether a client came through a proxy: by the evidence, and by the word of nobody but trusted networks."""

from dataclasses import replace

import pytest

from vedette.model.alert import Evidence
from vedette.respond.behind import proxy_in_front

CLIENT = "203.0.113.66"


def seen(situation, excerpt, trusted=("10.0.0.0/24", "2001:db8:9::/48")):
    made = situation(CLIENT, trusted=trusted)
    evidence = Evidence("access.log", 1, None, None, excerpt, "it came")
    return proxy_in_front(replace(made, alert=replace(made.alert, evidence=(evidence,))))


@pytest.mark.parametrize(
    ("excerpt", "proxy"),
    [
        (f'10.0.0.5 - - [24/Nov/2026] "GET /" 200 1 "-" "curl" "{CLIENT}"', "10.0.0.5"),
        (f'{{"remote_addr":"10.0.0.5","http_x_forwarded_for":"{CLIENT}, 10.0.0.7"}}', "10.0.0.5"),
        (f"10.0.0.5:4711 [x] front back/s1 {{{CLIENT}}}", "10.0.0.5"),
        (f'2001:db8:9::1 - "GET /" for={CLIENT};by=x', "2001:db8:9::1"),
        (f'{CLIENT} - - "GET /" 200', None),
        (f'10.0.1.5 - - "GET /" "{CLIENT}"', None),
        ('10.0.0.5 - - "GET /" "198.51.100.1"', None),
        ("", None),
    ],
)
def test_the_proxy_is_the_trusted_address_beside_the_client(situation, excerpt, proxy):
    assert seen(situation, excerpt) == proxy


def test_where_nobody_is_trusted_there_is_no_proxy(situation):
    assert seen(situation, f'10.0.0.5 - "{CLIENT}"', ()) is None
