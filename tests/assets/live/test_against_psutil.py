"""psutil as the oracle: what this very process holds, as somebody else reads it."""

import os
import socket
from contextlib import ExitStack
from datetime import UTC, datetime

import psutil
import pytest

from vedette.assets.live.processes import boot_time, pids, read_process, sockets
from vedette.assets.live.sockets import listeners
from vedette.assets.live.tree import Tree

OWN = os.getpid()


@pytest.fixture
def held(tmp_path):
    """Sockets of every kind that listen, and one that does not."""
    with ExitStack() as stack:
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        made = [tcp]
        if socket.has_dualstack_ipv6():
            made.append(
                stack.enter_context(
                    socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
                )
            )
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", next(port for port in range(20000, 30000) if free(port))))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind(str(tmp_path / "s"))
        unix.listen()
        stack.enter_context(socket.create_connection(tcp.getsockname()))
        yield [*made, udp, unix]


def free(port):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def test_the_listeners_of_this_process_are_those_that_psutil_sees(held):
    inodes = sockets(Tree(), OWN)
    found = {(e.transport, e.address, e.port) for e in listeners(Tree()) if e.inode in inodes}
    expected = {
        ({1: "tcp", 2: "udp"}[c.type], c.laddr.ip, c.laddr.port)
        for c in psutil.Process().net_connections("inet")
        if c.status == "LISTEN" or (c.type == 2 and not c.raddr)
    }
    expected.add(("unix", held[-1].getsockname(), None))
    assert found == expected


def test_this_process_is_read_as_psutil_reads_it():
    theirs, ours = psutil.Process(), read_process(Tree(), OWN, boot_time(Tree()))
    assert ours.executable == theirs.exe()
    assert list(ours.arguments) == theirs.cmdline()
    assert ours.folder == theirs.cwd()
    assert (ours.parent, ours.uid) == (theirs.ppid(), theirs.uids().effective)
    started = datetime.fromtimestamp(theirs.create_time(), UTC)
    assert abs((ours.started - started).total_seconds()) < 1
    mapped = {
        m.path for m in theirs.memory_maps() if m.path.startswith("/") and not m.path.startswith("/dev/")
    }
    assert mapped <= {mapping.path for mapping in ours.mappings} | {m for m in mapped if "(deleted)" in m}


def test_all_processes_are_listed():
    before, ours, after = set(psutil.pids()), set(pids(Tree())), set(psutil.pids())
    assert before & after <= ours
