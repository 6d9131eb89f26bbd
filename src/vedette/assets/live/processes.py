"""Processes, as the kernel shows them (proc(5)). Their names, arguments and files are their own choice: hostile."""

from __future__ import annotations

import os
from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from vedette.assets.live.figures import is_decimal
from vedette.assets.live.tree import Tree

DELETED: Final = " (deleted)"
"""What the kernel writes behind the path of a file that is no longer there."""
MOST_ARGUMENTS: Final = 1 << 20
"""Bytes of a command line; class paths are long."""
MOST_MAPS: Final = 64 << 20
"""Bytes of a process' table of mappings."""
_TICKS: Final = 100
"""Clock ticks in a second as proc(5) counts them (`USER_HZ`), the same on all architectures that Linux serves now."""
_ENVIRONMENT: Final = frozenset(
    {
        "PYTHONPATH", "VIRTUAL_ENV", "CLASSPATH", "NODE_PATH", "PGDATA", "CATALINA_BASE", "CATALINA_HOME",
        "APACHE_LOG_DIR", "APACHE_CONFDIR", "APACHE_RUN_DIR", "APACHE_PID_FILE", "APACHE_LOCK_DIR",
    }
)  # fmt: skip
"""Variables that say where code, configuration and logs are. No other one is kept: environments hold secrets."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A file that is mapped into a process."""

    path: str
    deleted: bool
    """It was replaced or removed since."""
    executable: bool
    """Some part of it is mapped as code."""
    inode: int


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A regular file that a process holds open."""

    path: str
    deleted: bool
    written: bool
    """Open for writing."""
    standard: bool = False
    """It is the standard output, or the standard error."""
    descriptor: str = ""
    """Number by which the process holds it, and by which its bytes can be read also where it was replaced."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process. What may not be read is null or empty, and named in `denied`."""

    pid: int
    parent: int
    name: str
    """As the kernel keeps it, at most 15 characters."""
    executable: str | None
    executable_deleted: bool
    arguments: tuple[str, ...]
    environment: Table[str, str]
    """Only the variables that say where code, configuration and logs are."""
    folder: str | None
    """Its working directory."""
    started: datetime | None
    """UTC."""
    uid: int | None
    cgroups: tuple[str, ...]
    """Paths of its control groups."""
    mappings: tuple[Mapping, ...]
    files: tuple[OpenFile, ...]
    denied: tuple[str, ...]
    """What may not be read: `mapped files`, `open files`, `executable`."""

    def absolute(self, path: str) -> str:
        """A path as the process means it: relative ones from its working directory."""
        return os.path.normpath(path if path.startswith("/") else f"{self.folder or ''}/{path}")


def pids(tree: Tree) -> list[int]:
    """All processes, by number."""
    return sorted(int(name) for name in tree.names("/proc") if is_decimal(name))


def namespace(tree: Tree, pid: int | str, kind: str) -> str | None:
    """The namespace of that kind (`net`, `mnt`) that a process is in: `net:[4026531840]`."""
    return tree.link(f"/proc/{pid}/ns/{kind}")


def sockets(tree: Tree, pid: int) -> set[int] | None:
    """Numbers of the sockets that a process holds; null where that may not be read."""
    links = tree.links(f"/proc/{pid}/fd")
    if links is None:
        return None
    numbers = (target[8:-1] for target in links.values() if target.startswith("socket:["))
    return {int(number) for number in numbers if is_decimal(number)}


def read_process(tree: Tree, pid: int, booted: datetime | None) -> Process | None:
    """The process; null where it has ended."""
    status = tree.text(f"/proc/{pid}/stat", 4096)
    if status is None or ")" not in status:
        return None
    fields = status.rpartition(")")[2].split()
    executable = tree.link(f"/proc/{pid}/exe")
    mappings, files = _mappings(tree, pid), _files(tree, pid)
    denied = [
        what
        for what, value in (("executable", executable), ("mapped files", mappings), ("open files", files))
        if value is None
    ]
    return Process(
        pid=pid,
        parent=int(fields[1]) if len(fields) > 1 and is_decimal(fields[1]) else 0,
        name=status.partition("(")[2].rpartition(")")[0],
        executable=executable.removesuffix(DELETED) if executable else None,
        executable_deleted=executable is not None and executable.endswith(DELETED),
        arguments=_arguments(tree, pid),
        environment=_environment(tree, pid),
        folder=tree.link(f"/proc/{pid}/cwd"),
        started=_started(fields, booted),
        uid=_uid(tree, pid),
        cgroups=_cgroups(tree, pid),
        mappings=mappings or (),
        files=files or (),
        denied=tuple(denied),
    )


def boot_time(tree: Tree) -> datetime | None:
    """When the machine started, from `btime` in /proc/stat."""
    for line in (tree.text("/proc/stat", 1 << 20) or "").splitlines():
        if line.startswith("btime ") and is_decimal(line[6:]) and len(line) < 18:
            return datetime.fromtimestamp(int(line[6:]), UTC)
    return None


def _started(fields: list[str], booted: datetime | None) -> datetime | None:
    """Field 22 of stat, ticks after the boot; `fields` begins with the third."""
    if booted is None or len(fields) < 20 or not is_decimal(fields[19]):
        return None
    try:
        return booted + timedelta(seconds=int(fields[19]) / _TICKS)
    except OverflowError:
        return None


def _arguments(tree: Tree, pid: int) -> tuple[str, ...]:
    """The command line. A program that overwrote it with one text leaves blanks and zeros at the end."""
    text = (tree.text(f"/proc/{pid}/cmdline", MOST_ARGUMENTS) or "").rstrip("\0 ")
    return tuple(text.split("\0")) if text else ()


def _environment(tree: Tree, pid: int) -> dict[str, str]:
    pairs = (
        entry.partition("=")
        for entry in (tree.text(f"/proc/{pid}/environ", MOST_ARGUMENTS) or "").split("\0")
    )
    return {name: value for name, _, value in pairs if name in _ENVIRONMENT}


def _uid(tree: Tree, pid: int) -> int | None:
    """The effective user."""
    for line in (tree.text(f"/proc/{pid}/status", 1 << 16) or "").splitlines():
        words = line.split()
        if line.startswith("Uid:") and len(words) > 2 and is_decimal(words[2]):
            return int(words[2])
    return None


def _cgroups(tree: Tree, pid: int) -> tuple[str, ...]:
    lines = (tree.text(f"/proc/{pid}/cgroup", 1 << 16) or "").splitlines()
    return tuple(dict.fromkeys(path for line in lines if (path := line.split(":", 2)[-1]) not in {"", "/"}))


def _mappings(tree: Tree, pid: int) -> tuple[Mapping, ...] | None:
    """Files by path; null where they may not be read."""
    text = tree.text(f"/proc/{pid}/maps", MOST_MAPS)
    if text is None:
        return None
    found: dict[tuple[str, int], bool] = {}
    for line in text.splitlines():
        fields = line.split(maxsplit=5)
        if len(fields) == 6 and fields[5].startswith("/") and is_decimal(fields[4]):
            key = (fields[5], int(fields[4]))
            found[key] = found.get(key, False) or "x" in fields[1]
    return tuple(
        Mapping(path.removesuffix(DELETED), path.endswith(DELETED), executable, inode)
        for (path, inode), executable in found.items()
        if not path.startswith(("/dev/", "/memfd:", "/SYSV", "/anon_hugepage", "/[aio]"))
    )


def _files(tree: Tree, pid: int) -> tuple[OpenFile, ...] | None:
    """Open files by path, standard output and error among them; null where they may not be read."""
    links = tree.links(f"/proc/{pid}/fd")
    if links is None:
        return None
    names: dict[str, list[str]] = {}
    for name, target in links.items():
        if target.startswith("/") and not target.startswith(("/dev/", "/proc/", "/sys/", "/memfd:")):
            names.setdefault(target, []).append(name)
    return tuple(
        OpenFile(
            path.removesuffix(DELETED),
            path.endswith(DELETED),
            written=any(_is_written(tree, pid, name) for name in descriptors),
            standard=not {"1", "2"}.isdisjoint(descriptors),
            descriptor=descriptors[0],
        )
        for path, descriptors in names.items()
    )


def _is_written(tree: Tree, pid: int, descriptor: str) -> bool:
    """Whether it was opened for writing: the two low bits of its flags (open(2))."""
    for line in (tree.text(f"/proc/{pid}/fdinfo/{descriptor}", 4096) or "").splitlines():
        if line.startswith("flags:"):
            try:
                return int(line[6:], 8) & os.O_ACCMODE != os.O_RDONLY
            except ValueError:
                return False
    return False
