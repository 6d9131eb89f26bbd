"""The commands of a plan, carried out between two real machines: each does what it says, proves it, and is undone."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cable import BAD, GOOD, NEEDS, PORT, SERVER, cable, run
from carrying_out import all_hold, carry_out, holds, ran

from vedette.model.alert import Outcome
from vedette.model.plan import Command
from vedette.respond.backends import CUTTERS, KEEPERS, SEVERERS
from vedette.respond.steps.disconnect import Disconnect, order_for

pytestmark = [pytest.mark.slow, NEEDS]
KINDS = ("tcp", "udp")
ESTABLISHED = """
add table inet f
add chain inet f i { type filter hook input priority 0; policy accept; }
add rule inet f i ct state established,related accept
"""
TRACKING = """
add table inet t
add chain inet t i { type filter hook input priority 0; policy accept; }
add rule inet t i ct state new counter
"""


def order(situation, ip, kind="tcp", **more):
    return order_for(situation(ip, service={"transport": kind}, **more))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
@pytest.mark.parametrize("backend", ["nftables", "iptables"])
def test_a_client_is_kept_out_at_once_and_let_in_again(lab, situation, backend, family, kind):
    action = KEEPERS[backend].action(order(situation, BAD[family], kind))
    live = lab.call(BAD[family], kind=kind)
    assert (live.state, live.asks()) == ("connected", "answered")
    assert not all_hold(action, lab.within)
    carry_out(action.doing, lab.within)
    assert all_hold(action, lab.within)
    assert live.asks() == "silence"
    assert not lab.reaches(BAD[family], kind)
    assert lab.reaches(GOOD[family], kind)
    carry_out(action.undo, lab.within)
    assert not all_hold(action, lab.within)
    assert lab.reaches(BAD[family], kind)


@pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
def test_an_own_table_stops_what_another_one_accepts_as_established(lab, situation, family):
    ran(Command(("nft", ESTABLISHED)), lab.within)
    live = lab.call(BAD[family])
    assert live.asks() == "answered"
    carry_out(KEEPERS["nftables"].action(order(situation, BAD[family])).doing, lab.within)
    assert live.asks() == "silence"


@pytest.mark.parametrize("backend", ["nftables", "iptables"])
def test_keeping_out_ends_by_itself(lab, situation, backend):
    # What is tried is the end alone: nftables counts from now on, iptables knows the time of day.
    gone = timedelta(seconds=1) if backend == "nftables" else timedelta(seconds=-1)
    made = order(situation, BAD[0], term=gone)
    carry_out(KEEPERS[backend].action(made).doing, lab.within)
    for _ in range(4):
        reached = lab.reaches(BAD[0])
    assert reached


def test_keeping_out_twice_gives_a_new_end_and_one_rule(lab, situation):
    carry_out(KEEPERS["nftables"].action(order(situation, BAD[0], term=timedelta(hours=1))).doing, lab.within)
    carry_out(KEEPERS["nftables"].action(order(situation, BAD[0], term=timedelta(hours=9))).doing, lab.within)
    carry_out(KEEPERS["nftables"].action(order(situation, BAD[1])).doing, lab.within)
    listed = ran(Command(("nft", "list", "table", "inet", "vedette")), lab.within).stdout
    assert "timeout 9h" in listed
    assert listed.count(" drop") == 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
def test_the_step_as_a_whole_leaves_neither_socket_nor_tracked_connection(lab, situation, family, kind):
    ran(Command(("nft", TRACKING)), lab.within)
    live, other = lab.call(BAD[family], kind=kind), lab.call(GOOD[family], kind=kind)
    assert (live.asks(), other.asks()) == ("answered", "answered")
    made = situation(BAD[family], service={"transport": kind})
    made = replace(made, alert=replace(made.alert, outcome=Outcome.ATTEMPTED))
    actions = Disconnect().plan(made).actions
    assert [a.id.partition(".")[2] for a in actions] == ["keep-out", "close-sockets", "forget-connections"]
    tracked = actions[2].verify[0]
    assert not holds(tracked, lab.within)
    for action in actions:
        carry_out(action.doing, lab.within)
    for action in actions:
        assert all_hold(action, lab.within), action.id
    assert live.asks() != "answered"
    assert other.asks() == "answered"
    for action in reversed(actions):
        carry_out(action.undo, lab.within)
    assert lab.reaches(BAD[family], kind)


@pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
def test_sockets_of_the_client_alone_are_closed(lab, situation, family):
    live, other = lab.call(BAD[family]), lab.call(GOOD[family])
    assert (live.asks(), other.asks()) == ("answered", "answered")
    action = CUTTERS["ss"].action(order(situation, BAD[family]))
    assert not all_hold(action, lab.within)
    carry_out(action.doing, lab.within)
    if not all_hold(action, lab.within):
        pytest.skip("this kernel closes no sockets (CONFIG_INET_DIAG_DESTROY), which the check tells")
    assert live.asks() != "answered"
    assert other.asks() == "answered"


def test_a_published_port_is_closed_to_the_client_where_packets_are_forwarded(situation):
    with cable() as ends, container(ends) as within:
        ends.serve(80, within)
        live = ends.call(BAD[0])
        assert live.asks() == "answered"
        action = KEEPERS["docker_user"].action(order(situation, BAD[0]))
        carry_out(action.doing, ends.within)
        assert all_hold(action, ends.within)
        assert live.asks() == "silence"
        assert not ends.reaches(BAD[0])
        assert ends.reaches(GOOD[0])
        carry_out(action.undo, ends.within)
        assert not all_hold(action, ends.within)
        assert ends.reaches(BAD[0])


class container:  # noqa: N801 - a context manager, read as a word
    """A third space behind the server's, whose port 80 is published as 8080, as Docker does it."""

    def __init__(self, ends):
        self.ends, self.name = ends, f"{ends.here}c"

    def __enter__(self):
        here = self.ends.here
        run("ip", "netns", "add", self.name)
        run("ip", "link", "add", "docker0", "netns", here, "type", "veth", "peer", "eth0", "netns", self.name)
        run("ip", "-n", here, "address", "add", "172.17.0.1/16", "dev", "docker0")
        run("ip", "-n", self.name, "address", "add", "172.17.0.2/16", "dev", "eth0")
        run("ip", "-n", here, "link", "set", "docker0", "up")
        run("ip", "-n", self.name, "link", "set", "eth0", "up")
        run("ip", "-n", self.name, "route", "add", "default", "via", "172.17.0.1")
        run(*self.ends.within, "sysctl", "-q", "net.ipv4.ip_forward=1")
        tables = (*self.ends.within, "iptables")
        run(*tables, "-t", "nat", "-A", "PREROUTING", "-p", "tcp", "--dport", str(PORT),
            "-j", "DNAT", "--to-destination", "172.17.0.2:80")  # fmt: skip
        run(*tables, "-N", "DOCKER-USER")
        run(*tables, "-A", "FORWARD", "-j", "DOCKER-USER")
        return ("ip", "netns", "exec", self.name)

    def __exit__(self, *_):
        run("ip", "netns", "delete", self.name)


@pytest.mark.skipif(shutil.which("ufw") is None, reason="ufw is missing")
@pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
def test_ufw_refuses_new_connections_before_it_allows_others(lab, situation, family):
    # Within a network namespace /etc/netns/NAME/ufw stands in for /etc/ufw, so the machine's own rules stay as they are.
    own = Path("/etc/netns") / lab.here
    shutil.copytree("/etc/ufw", own / "ufw")
    try:
        for words in (("--force", "enable"), ("allow", str(PORT))):
            ran(Command(("ufw", *words)), lab.within)
        assert lab.reaches(BAD[family])
        action = KEEPERS["ufw"].action(order(situation, BAD[family]))
        deny, end = action.doing
        carry_out([deny], lab.within)
        assert all_hold(action, lab.within)
        assert not lab.reaches(BAD[family])
        assert lab.reaches(GOOD[family])
        assert end.argv[0] == "systemd-run"
        carry_out([Command(end.argv[3:])], lab.within)  # what the timer will run
        assert not all_hold(action, lab.within)
        carry_out([deny], lab.within)
        carry_out(action.undo[:1], lab.within)
        assert lab.reaches(BAD[family])
    finally:
        ran(Command(("ufw", "--force", "disable")), lab.within)
        shutil.rmtree(own)


@pytest.mark.parametrize("family", [0, 1], ids=["IPv4", "IPv6"])
def test_a_shell_that_called_back_is_cut_off_and_cannot_call_again(lab, situation, family):
    far = ("ip", "netns", "exec", lab.there)
    lab.serve(9001, far)
    calls = {"target": BAD[family], "port": 9001}
    shell = lab.call(SERVER[family], within=lab.within, **calls)
    assert (shell.state, shell.asks()) == ("connected", "answered")
    for severer in SEVERERS.values():
        action = severer.action(order(situation, BAD[family]))
        assert not all_hold(action, lab.within)
        carry_out(action.doing, lab.within)
        assert all_hold(action, lab.within)
    assert shell.asks() != "answered"
    assert lab.call(SERVER[family], within=lab.within, **calls).state != "connected"
    assert not lab.reaches(BAD[family])
    assert lab.reaches(GOOD[family])
    carry_out(SEVERERS["nft_hosts"].action(order(situation, BAD[family])).undo, lab.within)
    assert lab.call(SERVER[family], within=lab.within, **calls).asks() == "answered"
