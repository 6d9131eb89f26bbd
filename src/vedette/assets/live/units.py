"""The systemd unit that a process is of, from the names of its control groups (systemd.slice(5))."""

from __future__ import annotations

from collections.abc import Iterable


def unit(cgroups: Iterable[str]) -> str | None:
    """The innermost service, as `system-getty.slice/getty@tty1.service` → `getty@tty1.service`; null without one."""
    for path in cgroups:
        for name in reversed(path.split("/")):
            if name.endswith(".service") and len(name) < 256:
                return name
    return None
