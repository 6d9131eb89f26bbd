import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.ss import Ss
from vedette.model.errors import MalformedInput

HEADING = "Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n"


def read(*lines, heading=HEADING):
    return Ss().read((heading + "\n".join(lines)).encode(), "web-1.txt")


def test_listening_sockets_are_services_named_by_their_process():
    found = read(
        'tcp   LISTEN 0 128 0.0.0.0:22   0.0.0.0:*  users:(("sshd",pid=1,fd=3))',
        'tcp   LISTEN 0 511 [::]:80      [::]:*     users:(("nginx",pid=7,fd=6),("nginx",pid=8,fd=6))',
        "udp   UNCONN 0 0   127.0.0.53%lo:53 0.0.0.0:*",
        "tcp   ESTAB  0 0   192.0.2.1:22 192.0.2.9:5000",
        "nl    UNCONN 0 0   rtnl:kernel  *",
    ).services
    assert [(s.product, s.listen_address, s.port, s.transport) for s in found] == [
        ("OpenSSH", "0.0.0.0", 22, "tcp"), ("nginx", "::", 80, "tcp"), ("dns", "127.0.0.53", 53, "udp"),
    ]  # fmt: skip
    assert {s.host for s in found} == {"web-1"}


def test_without_the_first_column_the_state_tells_the_transport():
    heading = "State  Recv-Q Send-Q Local Address:Port Peer Address:Port\n"
    assert [s.port for s in read("LISTEN 0 128 *:5432 *:*", heading=heading).services] == [5432]


def test_a_named_port_that_is_not_known_is_left_out_and_told():
    found = read("tcp LISTEN 0 1 0.0.0.0:frobnicate 0.0.0.0:*", "tcp LISTEN 0 1")
    assert found.services == ()
    assert "line 2" in found.notes[0]
    assert "breaks off" in found.notes[1]


def test_without_a_heading_it_is_refused():
    with pytest.raises(MalformedInput, match="heading"):
        read("tcp LISTEN 0 128 *:80 *:*", heading="")


@given(st.text(max_size=120))
def test_any_text_is_read(text):
    read(text, "tcp LISTEN " + text)


@pytest.mark.conformance
@pytest.mark.parametrize("name", ["centos-7.7/ss-sudo-a", "generic/ss-wide"])
def test_the_sockets_are_those_that_the_oracle_reads(shared_data, name):
    folder = shared_data / "inventory" / "jc_fixtures"
    found = Ss().read((folder / f"{name}.out").read_bytes(), "host").services
    wanted = {
        (row["netid"], str(row["local_port"]))
        for row in json.loads(Path(folder / f"{name}.json").read_text())
        if row["netid"] in {"tcp", "udp"} and row["state"] in {"LISTEN", "UNCONN"}
    }
    names = {"ssh": "22", "smtp": "25", "bootpc": "68", "sunrpc": "111", "domain": "53", "mdns": "5353"}
    assert {(s.transport, str(s.port)) for s in found} == {
        (n, names.get(p, p)) for n, p in wanted if p != "*"
    }
