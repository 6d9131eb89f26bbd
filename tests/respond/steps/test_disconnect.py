"""Step 1: where the client is kept out, and why there."""

from dataclasses import replace

import pytest

from vedette.model.alert import Outcome
from vedette.model.running import Reach, Running
from vedette.respond.backends import KEEPERS
from vedette.respond.interface import HostFacts
from vedette.respond.steps.disconnect import Disconnect, order_for

CONTAINER = Running(4711, None, (), None, None, None, "docker:4f2a9c11d3e8")


@pytest.mark.parametrize(
    ("programs", "backend"),
    [
        ({"nft", "iptables", "ip6tables", "ufw"}, "nftables"),
        ({"iptables", "ip6tables", "firewall-cmd"}, "firewall-cmd"),
        ({"iptables", "ip6tables"}, "iptables"),
        (set(), "nft"),
    ],
)
def test_the_best_filter_that_the_machine_has_is_taken(situation, programs, backend):
    step = Disconnect().plan(situation(host=HostFacts(here=True, programs=frozenset(programs))))
    assert step.actions[0].doing[0].argv[0] == backend.replace("nftables", "nft")


@pytest.mark.parametrize("backend", KEEPERS)
def test_a_person_may_choose(situation, backend):
    step = Disconnect().plan(situation(backend=backend))
    assert step.facts[1] == f"{KEEPERS[backend].title} was asked for"
    assert step.actions[0].id == f"disconnect.{KEEPERS[backend].action(order(situation)).id}"


def order(situation):
    return order_for(situation())


def test_a_published_port_is_closed_in_dockers_chain_and_sockets_are_looked_for_inside(situation):
    step = Disconnect().plan(situation(service={"running": CONTAINER}))
    assert "DOCKER-USER" in step.actions[0].doing[0].argv
    assert step.actions[1].doing[0].argv[:4] == ("nsenter", "-t", "4711", "-n")


@pytest.mark.parametrize(
    ("reason", "programs", "wanted"),
    [
        ("nginx passes requests on to it", (), ["disconnect.deny-at-nginx"]),
        ("apache2 passes requests on to it", (), ["disconnect.deny-at-apache"]),
        ("something passes requests on to it", ("apache2ctl",), ["disconnect.deny-at-apache"]),
        ("something passes requests on to it", (), ["disconnect.deny-at-nginx", "disconnect.deny-at-apache"]),
    ],
)
def test_behind_a_proxy_on_the_machine_the_proxy_denies(situation, reason, programs, wanted):
    made = situation(
        service={"reach": Reach.PROXIED, "reach_reason": reason, "product": "gunicorn"},
        host=HostFacts(here=True, programs=frozenset(programs)),
    )
    made = replace(made, alert=replace(made.alert, outcome=Outcome.ATTEMPTED))
    assert [action.id for action in Disconnect().plan(made).actions] == wanted


@pytest.mark.parametrize("port", [None, 0, 65536])
def test_without_a_port_nothing_is_kept_out_and_it_is_said(situation, port):
    made = situation()
    made = replace(made, alert=replace(made.alert, service=replace(made.alert.service, port=port)))
    step = Disconnect().plan(made)
    assert (step.actions, "No packet filter can name" in step.facts[0]) == ((), True)


def test_without_a_client_there_is_nobody_to_disconnect(situation):
    made = situation()
    made = replace(made, alert=replace(made.alert, client=None))
    assert Disconnect().plan(made).actions == ()


def test_every_action_of_a_filter_ends_by_itself_or_says_who_ends_it(situation):
    for keeper in KEEPERS.values():
        action = keeper.action(order(situation))
        assert action.expires
        assert action.undo
        assert action.expires_after in {None, 4 * 3600}
