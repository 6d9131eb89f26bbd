"""Prepared machines, and real services on ports of their own."""

import os
import shutil
import socket
import struct
import subprocess
import time
from pathlib import Path

import pytest

from vedette.assets.live.processes import Mapping, OpenFile, Process
from vedette.assets.live.scene import Scene
from vedette.assets.live.tree import Tree

PATIENCE = 30


@pytest.fixture
def machine(tmp_path):
    """Makes a tree of files, as a machine's root: content by path."""

    def machine(files):
        for path, content in files.items():
            place = tmp_path / path.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(
                content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
            )
        return Tree(tmp_path)

    return machine


@pytest.fixture
def scene(machine, tmp_path):
    """Makes a process of a prepared machine, and the scene around it."""

    def scene(content=None, memory=None, /, *, owner=lambda _: None, **values):
        tree = machine(content or {})
        if memory is not None:
            held = b"\0".join(path.encode() for path in memory) + b"\0"
            tree = machine(
                {
                    "/proc/42/mem": bytes(4096) + held,
                    "/proc/42/maps": f"1000-{0x1000 + len(held):x} rw-p 00000000 00:00 0 \n",
                }
            )
        process = Process(
            **{
                "pid": 42, "parent": 1, "name": "x", "executable": None, "executable_deleted": False, "arguments": (),
                "environment": {}, "folder": "/srv", "started": None, "uid": 0, "cgroups": (), "mappings": (),
                "files": (), "denied": (), **values,
            }
        )  # fmt: skip
        return Scene(process, tree, tree, owner)

    return scene


def mapped(*paths):
    return tuple(Mapping(path, deleted=False, executable=True, inode=1) for path in paths)


def opened(*paths):
    return tuple(OpenFile(path, deleted=False, written=False) for path in paths)


def written(*paths, standard=False):
    return tuple(OpenFile(path, deleted=False, written=True, standard=standard) for path in paths)


def elf(sections):
    """A 64-bit executable with these sections, little-endian."""
    names, body, rows = b"\0", b"", [bytes(64)]
    for name, content in {**sections, b".shstrtab": b""}.items():
        start = len(names)
        names += name + b"\0"
        if name == b".shstrtab":
            content = names  # noqa: PLW2901
        rows.append(struct.pack("<IIQQQQIIQQ", start, 1, 0, 0, 64 + len(body), len(content), 0, 0, 1, 0))
        body += content
    table = 64 + len(body)
    head = b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQ", 2, 62, 1, 0, 0, table)
    head += struct.pack("<IHHHHHH", 0, 64, 0, 0, 64, len(rows), len(rows) - 1)
    return head + body + b"".join(rows)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port, process):
    """Return once somebody listens on the port. The kernel is asked, so that no log shows a connection of ours."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            pytest.skip(f"the program ended at once: {process.args}")
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                    return
        time.sleep(0.05)
    pytest.fail(f"nobody listens on {port}: {process.args}")


def newest_postgresql():
    """Debian keeps the server's programs of each version in a folder of its own."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return folders[-1] if folders else "/nowhere"


def program(*names):
    """The program of the first name that is installed; the test is skipped where none is."""
    for name in names:
        found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/sbin:{newest_postgresql()}")
        if found:
            return found
    return pytest.skip(f"{' or '.join(names)} is not installed")


@pytest.fixture(scope="module")
def start():
    """Starts a program that listens, and ends it after the module's tests."""
    started = []

    def start(port, *command, **options):
        process = subprocess.Popen(
            [*map(str, command)],
            **dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL) | options,
        )
        started.append(process)
        listening(port, process)
        return process

    yield start
    for process in reversed(started):
        process.terminate()
    for process in reversed(started):
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
