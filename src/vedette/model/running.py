"""What was seen of a service on the machine itself, while it ran."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Reach(StrEnum):
    """Who can reach a listener."""

    OPEN = "open"
    """It is bound to an address of the network, and no rule that could be read keeps strangers out."""
    FIREWALLED = "firewalled"
    """A rule of the machine's own firewall refuses strangers."""
    PROXIED = "proxied"
    """Bound to this machine alone, and a proxy that strangers reach passes requests on to it."""
    LOOPBACK = "loopback"
    """Bound to this machine alone."""
    UNKNOWN = "unknown"
    """What the firewall does could not be read."""


class Evidence(StrEnum):
    """How it is known that a process has code loaded."""

    MAPPED = "mapped"
    """The kernel maps the file into the process."""
    IMPORTED = "imported"
    """The interpreter holds a module that it read from the file."""
    OPENED = "opened"
    """The process holds the file open: a Java machine its jars."""
    ON_PATH = "on path"
    """It is on the path that the process searches for code, and whether it was loaded could not be seen."""
    BUILT_IN = "built in"
    """It was linked into the executable, which says so itself."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Code that a process has loaded, by the package that it is of."""

    purl: str
    """Its package URL, at the version that runs."""
    evidence: Evidence
    file: str
    """One of its files."""


@dataclass(frozen=True, slots=True)
class Stale:
    """Code that still runs although the machine holds another one by now: restart needed."""

    file: str
    """The file that was replaced or removed."""
    reason: str
    """Why that is known, as a clause without a full stop."""
    installed: str | None
    """Package URL of what the machine holds now; null where no package owns it."""


@dataclass(frozen=True, slots=True)
class Running:
    """The processes behind a service."""

    pid: int
    """The process that the others descend from."""
    executable: str | None
    """Null where it could not be read."""
    command: tuple[str, ...]
    """Its arguments, cut where they are long."""
    user: str | None
    started: datetime | None
    """UTC."""
    unit: str | None
    """The systemd unit: `nginx.service`."""
    container: str | None
    """`docker:4f2a9c11d3e8`, the runtime and the start of the container's id."""
    loaded: tuple[Loaded, ...] = ()
    unowned: tuple[str, ...] = ()
    """Files of code that it has loaded and that belong to no known package: they cannot be judged."""
    stale: tuple[Stale, ...] = ()
    """What makes a restart necessary; empty where nothing does."""
    found: tuple[str, ...] = ()
    """How the service was found and identified, step by step."""
    not_seen: tuple[str, ...] = ()
    """What could not be seen of it, and why."""

    @property
    def restart_needed(self) -> bool:
        """Whether it runs code that the machine no longer holds."""
        return bool(self.stale)
