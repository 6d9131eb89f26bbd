"""What this machine is: read from the kernel's own tables, and what could not be read is named."""

import os
import shutil
import subprocess
import sys

import pytest

from vedette.run.host_facts import host_facts

ROUTES_V4 = (
    "Iface\tDestination\tGateway\tFlags\n"
    "eth0\t00000000\t010200C0\t0003\n"
    "eth0\t000200C0\t00000000\t0001\n"
    "broken\n"
    "eth0\tzz\tzz\t0\n"
)
ROUTES_V6 = (
    "00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 0 0 0 0 eth0\n"
    "fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 0 0 0 0 eth0\n"
)
needs_namespaces = pytest.mark.skipif(
    os.geteuid() != 0 or shutil.which("ip") is None, reason="network namespaces need root and ip"
)


@pytest.fixture
def root(tmp_path):
    """A file system with routes and resolvers."""
    for name, text in {
        "proc/net/route": ROUTES_V4,
        "proc/net/ipv6_route": ROUTES_V6,
        "etc/resolv.conf": "# nameserver 192.0.2.9\nnameserver 127.0.0.53\nnameserver not-one\nsearch x\n",
        "run/systemd/resolve/resolv.conf": "nameserver 192.0.2.53\nnameserver 2001:db8::53\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.skipif(sys.byteorder != "little", reason="the sample is of a little-endian machine")
def test_gateways_and_resolvers_are_read_where_the_kernel_and_the_stub_name_them(root):
    facts = host_facts(root, {})
    assert facts.gateways == ("192.0.2.1", "fe80::1")
    assert facts.resolvers == ("127.0.0.53", "192.0.2.53", "2001:db8::53")
    assert "127.0.0.1" in facts.addresses
    assert facts.here


def test_this_very_session_is_seen(root):
    facts = host_facts(root, {"SSH_CONNECTION": "198.51.100.9 50022 192.0.2.1 22"})
    assert ("198.51.100.9", "logged in by this very session") in [(a.ip, a.how) for a in facts.admins]
    assert host_facts(root, {"SSH_CONNECTION": "$(id) 1 2 3"}).admins == host_facts(root, {}).admins


def test_what_cannot_be_read_is_named(tmp_path):
    named = {line.partition(" (")[0] for line in host_facts(tmp_path, {}).unread}
    assert named >= {"the resolvers", "the routes of IPv4", "the routes of IPv6"}


@needs_namespaces
def test_live_connections_to_sshd_are_seen_in_the_sockets():
    name = f"vedette-f{os.getpid()}"
    script = (
        "import socket, sys\n"
        "server = socket.create_server(('127.0.0.1', 22))\n"
        "client = socket.create_connection(('127.0.0.1', 22), source_address=('127.0.0.7', 0))\n"
        "inside = server.accept()\n"
        "from vedette.run.host_facts import host_facts\n"
        "print([(a.ip, a.how) for a in host_facts(environment={}).admins])\n"
    )
    subprocess.run(["ip", "netns", "add", name], check=True)
    try:
        subprocess.run(["ip", "-n", name, "link", "set", "lo", "up"], check=True)
        within = ["ip", "netns", "exec", name, sys.executable, "-c", script]
        done = subprocess.run(within, capture_output=True, text=True, check=True)
    finally:
        subprocess.run(["ip", "netns", "delete", name], check=True)
    assert "('127.0.0.7', 'connected to sshd')" in done.stdout
