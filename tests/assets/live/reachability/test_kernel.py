"""The kernel itself as the oracle: what it lets through from another machine, and what we say of its rules."""

import os
import shutil
import subprocess
import sys
from contextlib import contextmanager

import pytest

from vedette.assets.live.reachability import FIREWALLS
from vedette.assets.live.reachability.verdict import Passage, passage

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="network namespaces need root"),
    pytest.mark.skipif(
        not all(map(shutil.which, ("ip", "nft", "iptables-save"))), reason="ip, nft or iptables is missing"
    ),
]

HERE, THERE = f"vedette-a{os.getpid()}", f"vedette-b{os.getpid()}"
PORTS = (22, 53, 80, 443, 5432, 6379, 8050)

NFT = """
table inet filter {
    set web { type inet_service; flags interval; elements = { 80, 443, 8000-8100 } }
    chain input {
        type filter hook input priority 0; policy drop;
        iif "lo" accept
        ct state established,related accept
        tcp dport @web accept
        ip saddr 10.0.0.0/8 tcp dport 22 accept
        tcp dport { 53, 5432 } jump more
        tcp dport 6379 goto more
        tcp dport 6379 accept
    }
    chain more {
        ip6 saddr ::1 drop
        tcp dport 53 counter return
        tcp dport 5432 accept
    }
}
"""
IPTABLES = """
*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:more - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m multiport --dports 80,443,8000:8100 -j ACCEPT
-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -p tcp -m tcp ! --dport 6379 -j more
-A more -p tcp -m tcp --dport 53 -j RETURN
-A more -p tcp -m tcp --dport 5432 -m comment --comment "the database" -j ACCEPT
COMMIT
"""

SERVE = """
import socket, sys, time
servers = [socket.create_server(("", int(port))) for port in sys.argv[1:]]
print("ready", flush=True)
sys.stdin.read()
"""
TRY = """
import socket, sys
for port in sys.argv[1:]:
    try:
        socket.create_connection(("192.0.2.1", int(port)), 0.4).close()
        print(port)
    except OSError:
        pass
"""


def within(space, *command, **options):
    return subprocess.run(
        ["ip", "netns", "exec", space, *command], check=True, capture_output=True, text=True, **options
    ).stdout


@contextmanager
def spaces():
    """Two machines that are joined to each other and to nothing else."""
    try:
        for space in (HERE, THERE):
            subprocess.run(["ip", "netns", "add", space], check=True, capture_output=True)
        within(HERE, "ip", "link", "add", "here0", "type", "veth", "peer", "name", "there0", "netns", THERE)
        for space, link, address in ((HERE, "here0", "192.0.2.1/24"), (THERE, "there0", "192.0.2.2/24")):
            within(space, "ip", "address", "add", address, "dev", link)
            within(space, "ip", "link", "set", link, "up")
        yield
    except subprocess.CalledProcessError as error:
        pytest.skip(f"no network namespaces here: {error.stderr}")
    finally:
        for space in (HERE, THERE):
            subprocess.run(["ip", "netns", "delete", space], check=False, capture_output=True)


@pytest.mark.parametrize(
    ("firewall", "load", "rules"),
    [("nft", ("nft", "-f", "-"), NFT), ("iptables", ("iptables-restore",), IPTABLES)],
)
def test_what_is_said_to_pass_is_what_the_kernel_lets_through(firewall, load, rules):
    with spaces():
        within(HERE, *load, input=rules)
        ports = [str(port) for port in PORTS]
        command = ["ip", "netns", "exec", HERE, sys.executable, "-c", SERVE, *ports]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
            server.stdout.readline()
            passed = set(map(int, within(THERE, sys.executable, "-c", TRY, *ports).split()))
            server.stdin.close()
        outputs = tuple(within(HERE, *command).encode() for command in FIREWALLS[firewall].commands)
    found = FIREWALLS[firewall].read(outputs)
    said = {port: passage(found, "ip", "tcp", port) for port in PORTS}
    assert {port for port, each in said.items() if each is Passage.FREE} == passed
    assert said[22] is Passage.SOME
