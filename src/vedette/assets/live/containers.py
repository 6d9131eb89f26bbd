"""The container that a process is in, from the names of its control groups.

Runtimes name the group after the container: `docker-ID.scope` or `/docker/ID`, `libpod-ID.scope`,
`cri-containerd-ID.scope`, `crio-ID.scope`, in pods below `kubepods`; LXC and systemd-nspawn by the name given to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_SHOWN: Final = 12
"""Characters of an id that people are shown."""
_PREFIXES: Final = {
    "docker-": "docker",
    "libpod-": "podman",
    "cri-containerd-": "containerd",
    "crio-": "cri-o",
}
_FOLDERS: Final = {"docker": "docker", "libpod_parent": "podman", "kubepods": "kubernetes"}
_NAMED: Final = {"lxc.payload.": "lxc", "lxc.payload/": "lxc", "lxc/": "lxc"}


def container(cgroups: Iterable[str]) -> str | None:
    """Runtime and id, `docker:4f2a9c11d3e8`, or runtime and name; null where it is in none that is known."""
    for path in cgroups:
        for name in reversed(path.split("/")):
            found = _by_name(name)
            if found is not None:
                return found
        found = _by_folder(path)
        if found is not None:
            return found
    return None


def _by_name(name: str) -> str | None:
    stem = name.removesuffix(".scope")
    for prefix, runtime in _PREFIXES.items():
        if stem.startswith(prefix) and _is_id(stem.removeprefix(prefix)):
            return f"{runtime}:{stem.removeprefix(prefix)[:_SHOWN]}"
    if name.startswith("systemd-nspawn@") and name.endswith(".service"):
        return f"nspawn:{name.removeprefix('systemd-nspawn@').removesuffix('.service')[:64]}"
    return None


def _by_folder(path: str) -> str | None:
    parts = path.split("/")
    for folder, runtime in _FOLDERS.items():
        if any(part == folder or part.startswith(f"{folder}.") for part in parts[:-1]) and _is_id(parts[-1]):
            return f"{runtime}:{parts[-1][:_SHOWN]}"
    for mark, runtime in _NAMED.items():
        _, found, tail = path.partition(f"/{mark}")
        if found and tail:
            return f"{runtime}:{tail.split('/')[0][:64]}"
    return None


def _is_id(text: str) -> bool:
    """64 hexadecimal digits, as all of them give."""
    return len(text) == 64 and all(c in "0123456789abcdef" for c in text)
