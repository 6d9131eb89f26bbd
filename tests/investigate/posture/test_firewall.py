"""Firewalls: the kernel's own listings, in network namespaces, good and bad; ufw; security groups."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from vedette.investigate.posture.facts.places import COMMANDS, IP6TABLES, IPTABLES, NFT, SECURITY_GROUPS, UFW
from vedette.investigate.posture.facts.ufw import from_status

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root may make network namespaces")
NFT_GOOD = """table inet filter {
  chain input {
    type filter hook input priority 0; policy drop;
    ct state established,related accept
    iif lo accept
    tcp dport { 22, 443 } accept
    ip saddr 192.0.2.0/24 tcp dport 5432 accept
  }
}"""
NFT_IPV4 = """table ip filter {
  chain input { type filter hook input priority 0; policy drop; tcp dport 22 accept; }
}"""
NFT_OPEN = """table inet filter {
  chain input { type filter hook input priority 0; policy accept; tcp dport 23 drop; }
}"""
BASE = "ct state established,related accept"


def within(script):
    """What a shell prints in namespaces of its own: network, and mounts."""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    done = subprocess.run(
        ["unshare", "--net", "--mount", "sh", "-ec", script], capture_output=True, text=True, check=False
    )
    if done.returncode and "Operation not permitted" in done.stderr:
        pytest.skip("no namespaces here")
    assert done.returncode == 0, done.stderr
    return done.stdout


def nft(machine, rules):
    machine.write({"/rules.nft": rules})
    printed = within(f"nft -f {machine.root}/rules.nft; {COMMANDS[NFT]}")
    machine.write({NFT: printed})


@root_only
def test_nothing_is_found_where_nftables_refuses_by_default(machine):
    nft(machine, NFT_GOOD)
    assert machine.found("firewall") == set()
    assert machine.checked("firewall").missing == ()


@root_only
@pytest.mark.parametrize(
    ("rules", "found"),
    [(NFT_OPEN, "firewall-absent"), (NFT_IPV4, "firewall-one-family"), ("", "firewall-absent")],
)
def test_what_nftables_lets_in_is_found(machine, rules, found):
    nft(machine, rules)
    assert machine.ids("firewall") == {found}


def iptables(machine, *commands):
    script = "; ".join(
        (*commands, f"{COMMANDS[IPTABLES]} > {machine.root}/4", f"{COMMANDS[IP6TABLES]} > {machine.root}/6")
    )
    within(script)
    machine.write({IPTABLES: (machine.root / "4").read_text(), IP6TABLES: (machine.root / "6").read_text()})


@root_only
def test_iptables_in_both_families_is_good_and_in_one_is_not(machine):
    rules = "-A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT"
    iptables(machine, *(f"{tool} {rules}; {tool} -P INPUT DROP" for tool in ("iptables", "ip6tables")))
    assert machine.found("firewall") == set()
    iptables(machine, f"iptables {rules}", "iptables -P INPUT DROP", f"ip6tables {rules}")
    assert machine.ids("firewall") == {"firewall-one-family"}


@root_only
def test_ufw_itself_is_read_by_what_it_prints_and_by_its_files(machine):
    if shutil.which("ufw", path="/usr/sbin:/usr/bin") is None:
        pytest.skip("ufw is not installed")
    states = machine.root / "states"
    shutil.copytree("/etc/ufw", states / "own")
    try:
        within(
            f"cd {states}; mount --bind own /etc/ufw; exec 3>&1 >&2;"
            " ufw allow OpenSSH; ufw allow from 192.0.2.0/24 to any port 6379; ufw --force enable;"
            " cp -r own good; ufw status verbose > good.txt;"
            " ufw allow 5432/tcp; cp -r own bad; ufw status numbered > bad.txt;"
            " ufw --force disable; cp -r own off; ufw status > off.txt"
        )
    except AssertionError as error:
        pytest.skip(f"ufw does not run in a namespace here: {error}"[:200])
    expected = {
        "good": set(),
        "bad": {"firewall-opens-service"},
        "off": {"ufw-off", "firewall-absent", "firewall-opens-service"},
    }
    machine.write({"/etc/default/ufw": Path("/etc/default/ufw").read_text()})
    for state, found in expected.items():
        shutil.copytree(states / state, machine.root / "etc/ufw")
        assert machine.ids("firewall") == found
        machine.write({UFW: (states / f"{state}.txt").read_text()})
        assert machine.ids("firewall") == (found - {"firewall-opens-service"} if state == "off" else found)
        (machine.root / UFW[1:]).unlink()
        shutil.rmtree(machine.root / "etc/ufw")


@pytest.mark.conformance
@pytest.mark.parametrize("name", ["generic/ufw-numbered", "ubuntu-18.04/ufw-verbose", "generic/ufw-inactive"])
def test_what_ufw_prints_is_read_as_jc_reads_it(shared_data, name):
    folder = shared_data / "inventory/jc_fixtures"
    told = json.loads((folder / f"{name}.json").read_text())
    read = from_status((folder / f"{name}.out").read_text(), UFW)
    assert read.enabled is (told["status"] == "active")
    incoming = [rule for rule in told.get("rules", ()) if rule["action_direction"] in {"IN", None}]
    assert len(read.rules) == len(incoming)
    for rule, expected in zip(read.rules, incoming, strict=True):
        assert (rule.action == "accept") is (expected["action"] == "ALLOW")
        ports = {(r["start"], r["end"]) for r in expected.get("to_port_ranges") or ()}
        ports |= {(port, port) for port in expected.get("to_ports") or ()}
        own = {pair for each in rule.rule.ports for pair in each.ranges}
        if rule.to[:1].isdigit() and "." not in rule.to and " " not in rule.to:
            assert own == ports
        everyone = expected["from_ip"] in {"0.0.0.0", "::"} and expected["from_ip_prefix"] in {0, None}
        assert not (rule.rule.others == "yes" and not everyone)


def groups(*permissions):
    return json.dumps(
        {"SecurityGroups": [{"GroupId": "sg-1", "GroupName": "web", "IpPermissions": permissions}]}
    )


def permission(low, high, network="0.0.0.0/0", protocol="tcp"):
    ranges = (
        {"Ipv6Ranges": [{"CidrIpv6": network}]} if ":" in network else {"IpRanges": [{"CidrIp": network}]}
    )
    return {"IpProtocol": protocol, "FromPort": low, "ToPort": high, **ranges}


GOOD_GROUP = groups(
    permission(443, 443), permission(22, 22, "192.0.2.0/24"), permission(6379, 6379, "10.0.0.0/8")
)
BAD_GROUP = groups(
    permission(22, 22),
    permission(6379, 6379, "::/0"),
    {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]},
)


def test_security_groups_that_open_too_much_are_found_and_others_are_not(machine):
    machine.write({"/etc/iptables/rules.v4": "*filter\n:INPUT DROP [0:0]\nCOMMIT\n"})
    machine.write(
        {"/etc/iptables/rules.v6": "*filter\n:INPUT DROP [0:0]\nCOMMIT\n", SECURITY_GROUPS: GOOD_GROUP}
    )
    assert machine.found("firewall") == set()
    machine.write({SECURITY_GROUPS: BAD_GROUP})
    found = machine.checked("firewall").findings
    assert sorted(f.id for f in found) == ["security-group-open", *["security-group-opens-service"] * 2]
    assert any("--group-id sg-1" in f.fix for f in found)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"SecurityGroups": 3}', "[" * 100_000])
def test_what_is_no_listing_of_groups_or_rules_is_told(machine, text):
    machine.write({SECURITY_GROUPS: text, NFT: text})
    checked = machine.checked("firewall")
    assert any(SECURITY_GROUPS in missing for missing in checked.missing)


def test_rules_that_were_not_kept_are_missing_and_not_taken_for_absent(machine):
    machine.write({"/etc/nftables.conf": NFT_GOOD})
    checked = machine.checked("firewall")
    assert checked.findings == ()
    assert "/etc/nftables.conf" in checked.missing[0]


@pytest.mark.conformance
@pytest.mark.parametrize(
    "name", ["centos-7.7/iptables-filter-nv", "ubuntu-18.04/iptables-filter", "centos-7.7/iptables-nat"]
)
def test_a_listing_that_does_not_tell_all_is_missing_and_claims_nothing(machine, shared_data, name):
    listing = (shared_data / "inventory/jc_fixtures" / f"{name}.out").read_text()
    machine.write({IPTABLES: listing})
    checked = machine.checked("firewall")
    assert checked.findings == ()
    assert "iptables-save" in checked.missing[0]
