"""The rails: what each refuses, and that a refused action has no command left."""

import ipaddress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.reputation import UNKNOWN, Context, ContextKind
from vedette.respond.interface import Admin, HostFacts
from vedette.respond.rails import RAILS, refusals
from vedette.respond.steps.disconnect import Disconnect
from vedette.respond.words import client_network

HOST = HostFacts(
    here=True,
    addresses=("192.0.2.1", "2001:db8:1::1"),
    gateways=("192.0.2.254", "fe80::1"),
    resolvers=("198.51.100.53",),
    admins=(Admin("198.51.100.9", "logged in as ada"), Admin("2001:db8:2::9", "connected to sshd")),
)


def refused(situation, ip, **more):
    made = situation(ip, host=HOST, **more)
    return [refusal.rail for refusal in refusals(client_network(ip), made)]


@pytest.mark.parametrize(
    ("ip", "rail"),
    [
        ("192.0.2.1", "own-address"),
        ("127.0.0.1", "own-address"),
        ("::1", "own-address"),
        ("::ffff:192.0.2.1", "own-address"),
        ("2001:db8:1::77", "own-address"),  # shares the /64 of the machine
        ("192.0.2.254", "gateway"),
        ("198.51.100.53", "resolver"),
        ("198.51.100.9", "admin-session"),
        ("2001:db8:2::1", "admin-session"),  # shares the /64 of a session
    ],
)
def test_what_the_machine_lives_by_is_never_kept_out(situation, ip, rail):
    assert refused(situation, ip) == [rail]


def test_a_link_local_gateway_is_refused_twice(situation):
    assert refused(situation, "fe80::1") == ["own-address", "gateway"]


def test_a_trusted_proxy_is_never_kept_out(situation):
    assert refused(situation, "198.51.100.80", trusted=("198.51.100.80/28",)) == ["trusted-proxy"]


@pytest.mark.parametrize(
    ("kind", "rail"),
    [
        (ContextKind.SHARED, ["shared-infrastructure"]),
        (ContextKind.CRAWLER, ["shared-infrastructure"]),
        (ContextKind.RESOLVER, ["resolver"]),
        (ContextKind.CLOUD, []),
        (ContextKind.SCANNER, []),
    ],
)
def test_what_many_share_is_never_kept_out(situation, kind, rail):
    made = situation("203.0.113.66")
    client = replace(made.alert.client, reputation=replace(UNKNOWN, context=(Context(kind, "Wide"),)))
    made = replace(made, alert=replace(made.alert, client=client))
    assert [r.rail for r in refusals(client_network("203.0.113.66"), made)] == rail


def test_who_is_on_the_allowlist_is_never_kept_out(situation):
    assert refused(situation, "203.0.113.66", allowed="allowlisted by ops: probes") == ["allowlisted"]


@pytest.mark.parametrize(
    ("network", "rails"),
    [
        ("203.0.113.0/24", []),
        ("203.0.112.0/23", ["wide-prefix"]),
        ("2001:db8:7::/64", []),
        ("2001:db8:7::/63", ["wide-prefix"]),
        ("0.0.0.0/0", ["own-address", "gateway", "resolver", "admin-session", "wide-prefix"]),
        ("::/0", ["own-address", "gateway", "admin-session", "wide-prefix"]),
    ],
)
def test_no_wide_prefix_is_kept_out(situation, network, rails):
    assert [r.rail for r in refusals(ipaddress.ip_network(network), situation(host=HOST))] == rails


def test_a_refused_action_says_who_refused_and_why_and_has_no_command_left(situation):
    actions = Disconnect().plan(situation("198.51.100.9", host=HOST)).actions
    assert len(actions) == 5
    for action in actions:
        assert (action.doing, action.undo, action.verify) == ((), (), ())
        (refusal,) = action.refused_by
        assert refusal.reason == "from 198.51.100.9 somebody is logged in as ada"


addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)
some = st.lists(addresses, max_size=4).map(tuple)


@given(own=some, gateways=some, resolvers=some, admins=some, client=addresses)
def test_no_plan_ever_names_what_must_not_be_kept_out(situation, own, gateways, resolvers, admins, client):
    host = HostFacts(True, own, gateways, resolvers, tuple(Admin(ip, "here") for ip in admins))
    for ip in (client, *own, *gateways, *resolvers, *admins):
        step = Disconnect().plan(situation(ip, host=host))
        network = client_network(ip)
        sacred = any(ipaddress.ip_address(s) in network for s in (*own, *gateways, *resolvers, *admins))
        acting = any(action.doing for action in step.actions)
        assert not (sacred and acting)


def test_every_rail_has_a_title():
    assert all(rail.title.startswith("Never ") for rail in RAILS)
