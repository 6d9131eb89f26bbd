"""Clients behind trusted proxies."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.address_set import AddressSet
from vedette.model.addresses import canonical, from_texts
from vedette.model.connection import SCHEMA, conform
from vedette.telemetry.proxies import resolve_clients, unmasked

TRUSTED = AddressSet.of(["10.0.0.0/8", "2001:db8:ffff::/48"])
NOBODY = AddressSet.of([])


def resolve(forwarded, peer="10.0.0.1", trusted=TRUSTED):
    frame = pl.DataFrame({"client_ip": [peer], "client_port": [4711], "forwarded": [forwarded]})
    resolved = resolve_clients(conform(frame), trusted)
    assert resolved.schema == SCHEMA
    return resolved.select("client_ip", "peer_ip", "client_port", "forwarded").row(0)


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9", "203.0.113.9"),
        ("198.51.100.1, 203.0.113.9, 10.2.3.4", "203.0.113.9"),
        ("203.0.113.9:5678", "203.0.113.9"),
        ("2001:DB8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:5678, 2001:db8:ffff::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ('for="[2001:db8::1]:80"', "2001:db8::1"),
        ("for=203.0.113.9;proto=http;by=203.0.113.43", "203.0.113.9"),
        ("proto=https; FOR=203.0.113.9, for=10.0.0.2", "203.0.113.9"),
        ('for="_gazonk", for=203.0.113.9', "203.0.113.9"),
        ("rubbish, 203.0.113.9", "203.0.113.9"),
        (",203.0.113.9", "203.0.113.9"),
    ],
)
def test_the_client_is_the_right_most_address_that_is_no_proxy(chain, client):
    assert resolve(chain) == (client, "10.0.0.1", None, chain)


@pytest.mark.parametrize(
    "chain",
    [
        None,
        "",
        "unknown",
        "203.0.113.9, unknown",
        "203.0.113.9, 10.0.0.2, rubbish, 10.0.0.3",
        "203.0.113.9,",
        "for=unknown",
        "for=_hidden",
        "by=203.0.113.9",
        "203.0.113.999",
        "010.0.0.1",
        "10.0.0.2",
        "[2001:db8::1",
        "203.0.113.9" + ", 10.0.0.2" * 100,
    ],
)
def test_a_chain_that_names_no_client_leaves_the_proxy(chain):
    assert resolve(chain) == ("10.0.0.1", None, 4711, chain)


@pytest.mark.parametrize("peer", ["203.0.113.1", "2001:db8::5", None])
def test_a_claim_from_elsewhere_stays_a_claim(peer):
    assert resolve("198.51.100.1", peer=peer) == (peer, None, 4711, "198.51.100.1")


def test_with_no_trusted_proxy_nothing_changes():
    assert resolve("198.51.100.1", trusted=NOBODY)[0] == "10.0.0.1"


@settings(deadline=None)
@given(st.text(alphabet='0123456789abcdef.:,[]"=; for', max_size=60), st.ip_addresses().map(str))
def test_nothing_that_a_client_sends_changes_what_the_proxy_appends(claim, client):
    if not TRUSTED.contains(from_texts([client])).item():
        assert resolve(f"{claim}, {client}")[0] == canonical(client)


def test_clients_from_outside_behind_a_proxy_of_our_own_are_counted():
    home = AddressSet.of(["10.0.0.0/8"])
    frame = pl.DataFrame(
        {
            "client_ip": ["203.0.113.9", "203.0.113.9", "10.0.0.7", "203.0.113.9", "203.0.113.9"],
            "peer_ip": ["10.0.0.1", "10.0.0.1", "10.0.0.1", "198.51.100.1", None],
        }
    )
    assert unmasked(conform(frame), home) == 2
    assert unmasked(conform(frame.clear()), home) == 0
