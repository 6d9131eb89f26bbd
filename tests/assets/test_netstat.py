import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.netstat import Netstat

LINUX = """Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name
tcp        0      0 127.0.0.1:25            0.0.0.0:*               LISTEN      1469/master
tcp6       0      0 :::22                   :::*                    LISTEN      1206/sshd
tcp        0      0 192.0.2.1:22            192.0.2.9:5000          ESTABLISHED 1301/sshd: root
udp        0      0 0.0.0.0:68              0.0.0.0:*                           1939/dhclient
raw6       0      0 :::58                   :::*                    7           865/NetworkManager
unix  2      [ ACC ]     STREAM     LISTENING     13851    1/systemd            /run/x
"""
BSD = """Active Internet connections (including servers)
Proto Recv-Q Send-Q Local Address          Foreign Address        (state)
tcp4       0      0 192.0.2.163.22         192.0.2.1.56321        ESTABLISHED
tcp4       0      0 127.0.0.1.25           *.*                    LISTEN
tcp6       0      0 *.22                   *.*                    LISTEN
udp4       0      0 *.514                  *.*
"""
PORTS = {"ssh": 22, "smtp": 25, "domain": 53, "bootpc": 68, "mdns": 5353, "ipp": 631, "netbios-ns": 137,
         "netbios-dgm": 138, "syslog": 514, "sunrpc": 111}  # fmt: skip


def read(text):
    return Netstat().read(text.encode(), "web-1")


def test_listening_sockets_are_services_named_by_their_process():
    assert [(s.product, s.listen_address, s.port, s.transport) for s in read(LINUX).services] == [
        ("Postfix", "127.0.0.1", 25, "tcp"), ("OpenSSH", "::", 22, "tcp"), ("dhclient", "0.0.0.0", 68, "udp"),
    ]  # fmt: skip


def test_ports_behind_a_dot_are_read():
    assert [(s.listen_address, s.port, s.transport) for s in read(BSD).services] == [
        ("127.0.0.1", 25, "tcp"), ("::", 22, "tcp"), ("0.0.0.0", 514, "udp"),
    ]  # fmt: skip


def test_a_line_that_breaks_off_is_told():
    assert "line 3" in read("Proto\n\ntcp 0 0\n").notes[0]


@given(st.text(max_size=120))
def test_any_text_is_read(text):
    read("tcp 0 0 " + text)


@pytest.mark.conformance
@pytest.mark.parametrize(
    "name",
    ["centos-7.7/netstat-l", "centos-7.7/netstat-sudo-lnp", "centos-7.7/netstat-sudo-aeep", "centos-7.7/netstat",
     "centos-7.7/netstat-p", "fedora32/netstat", "freebsd12/netstat-an", "generic/netstat-old",
     "ubuntu-18.04/netstat-l", "ubuntu-18.04/netstat-p", "ubuntu-18.04/netstat-sudo-aeep", "ubuntu-18.04/netstat"],
)  # fmt: skip
def test_the_sockets_are_those_that_the_oracle_reads(shared_data, name):
    folder = shared_data / "inventory" / "jc_fixtures"
    found = Netstat().read((folder / f"{name}.out").read_bytes(), "host").services
    wanted = set()
    for row in json.loads((folder / f"{name}.json").read_text()):
        transport = row["proto"].rstrip("46") if row.get("kind") == "network" else ""
        listening = row.get("state") == "LISTEN" if transport == "tcp" else row.get("foreign_port") == "*"
        if transport in {"tcp", "udp"} and listening:
            port = row["local_port"]
            wanted.add((transport, PORTS.get(port) or int(port)))
    assert {(s.transport, s.port) for s in found} == wanted
