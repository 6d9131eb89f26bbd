import os
import subprocess
from pathlib import Path

import pytest

import vedette.assets.live.reachability as package
from vedette.assets.live.reachability import FIREWALLS, Rules, reach, read_rules
from vedette.assets.live.reachability.interface import Entry, Ruleset
from vedette.model.running import Reach

HELPERS = {"__init__", "interface", "verdict"}
DROPS = Ruleset({"c": ()}, (Entry("c", frozenset({"ip", "ip6"}), refuses=True),))
DROPS_IPV4 = Ruleset({"c": ()}, (Entry("c", frozenset({"ip"}), refuses=True),))


def test_the_registry_holds_every_firewall_of_the_folder():
    folder = Path(package.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - HELPERS == set(FIREWALLS)
    assert {name: firewall.name for name, firewall in FIREWALLS.items()} == {name: name for name in FIREWALLS}


@pytest.mark.parametrize(
    ("address", "rules", "state"),
    [
        ("127.0.0.1", Rules({"nft": DROPS}), Reach.LOOPBACK),
        ("::1", Rules({}), Reach.LOOPBACK),
        ("0.0.0.0", Rules({}), Reach.OPEN),
        ("192.0.2.1", Rules({"nft": DROPS}), Reach.FIREWALLED),
        ("::", Rules({"nft": DROPS_IPV4}), Reach.OPEN),
        ("0.0.0.0", Rules({"nft": Ruleset(), "iptables": DROPS_IPV4}), Reach.FIREWALLED),
        ("0.0.0.0", Rules({}, "the firewall's rules, which only root may read"), Reach.UNKNOWN),
    ],
)
def test_who_reaches_a_listener_depends_on_its_address_and_on_every_firewall(address, rules, state):
    assert reach(address, "tcp", 80, rules)[0] is state


def test_a_socket_in_the_file_system_is_reached_from_this_machine_alone():
    assert reach("/run/x.sock", "unix", None, Rules({}))[0] is Reach.LOOPBACK


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may read the rules")
def test_the_rules_of_this_machine_can_be_read():
    assert read_rules().unread is None


def test_who_is_not_root_is_told_so(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "only root" in read_rules().unread


def test_a_command_that_hangs_is_given_up(monkeypatch):
    def hang(command, **options):
        raise subprocess.TimeoutExpired(command, options["timeout"])

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(package.shutil, "which", lambda name, **_: f"/usr/sbin/{name}")
    monkeypatch.setattr(package.subprocess, "run", hang)
    assert "did not list" in read_rules().unread
