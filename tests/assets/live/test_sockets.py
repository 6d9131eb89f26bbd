import ipaddress
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.sockets import Listener, _address, listeners
from vedette.assets.live.tree import Tree

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def line(local, state="0A", remote="00000000:0000", inode=7):
    return (
        f"   0: {local} {remote} {state} 00000000:00000000 00:00000000 00000000     0        0 {inode} 1 0\n"
    )


def test_listening_sockets_of_every_family_are_found(machine):
    tree = machine(
        {
            "/proc/net/tcp": HEAD + line("0100007F:1F90", inode=1) + line("00000000:0016", state="01"),
            "/proc/net/tcp6": HEAD + line("0" * 32 + ":0050", remote="0" * 32 + ":0000", inode=2),
            "/proc/net/udp": HEAD + line("00000000:0035", state="07", inode=3),
            "/proc/net/unix": "Num RefCount Protocol Flags Type St Inode Path\n"
            "0000: 00000002 00000000 00010000 0001 01 4 /run/app.sock\n"
            "0000: 00000003 00000000 00000000 0001 03 5 /run/connected.sock\n"
            "0000: 00000002 00000000 00010000 0001 01 6 @abstract\n",
        }
    )
    assert listeners(tree) == [
        Listener("tcp", "127.0.0.1", 8080, 1),
        Listener("tcp", "::", 80, 2),
        Listener("udp", "0.0.0.0", 53, 3),
        Listener("unix", "/run/app.sock", None, 4),
    ]


def test_udp_sockets_that_wait_for_answers_are_left_out(machine):
    tree = machine(
        {
            "/proc/net/udp": HEAD
            + line("00000000:C350", state="07")
            + line("00000000:0202", state="07", remote="08080808:0035")
        }
    )
    assert listeners(tree) == []


def test_the_sockets_of_another_namespace_are_read_through_a_process_in_it(machine):
    tree = machine({"/proc/net/tcp": HEAD, "/proc/42/net/tcp": HEAD + line("00000000:0050")})
    assert [each.port for each in listeners(tree, 42)] == [80]


def test_ipv4_within_ipv6_is_ipv4():
    assert _address("0000000000000000FFFF00000100007F") == "127.0.0.1"


@given(st.ip_addresses(v=4))
def test_an_address_of_four_bytes_is_read_as_the_kernel_of_this_machine_writes_it(address):
    text = f"{int.from_bytes(address.packed, sys.byteorder):08X}"
    assert ipaddress.ip_address(_address(text)) == address


@pytest.mark.parametrize("table", ["tcp", "tcp6", "udp", "unix"])
@given(content=st.binary(max_size=300))
def test_any_table_is_read_to_its_end(table, content, tmp_path_factory):
    root = tmp_path_factory.mktemp("root")
    (root / "proc/net").mkdir(parents=True)
    (root / "proc/net" / table).write_bytes(b"head\n" + content)
    assert isinstance(listeners(Tree(root)), list)
