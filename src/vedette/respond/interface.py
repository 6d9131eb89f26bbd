"""What a step, a rail and a back end of the response are, and what they are given.

All are functions of the situation alone: they read nothing, run nothing and know no clock. Nothing that a client wrote
becomes part of a command; addresses, ports and package names do, once `vedette.respond.words` has checked them.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from vedette.model.alert import Alert
from vedette.model.investigation import StepRecord
from vedette.model.plan import Action, Step, StepName

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True, slots=True)
class Admin:
    """A person who is logged in to the machine from elsewhere."""

    ip: str
    how: str
    """How that is known: `logged in as ada`."""


@dataclass(frozen=True, slots=True)
class HostFacts:
    """What is known of the machine that the alert is about."""

    here: bool = False
    """Whether it is this machine; else nothing below could be read."""
    addresses: tuple[str, ...] = ()
    gateways: tuple[str, ...] = ()
    resolvers: tuple[str, ...] = ()
    admins: tuple[Admin, ...] = ()
    programs: frozenset[str] = frozenset()
    """Programs of back ends and package managers that are installed."""
    unread: tuple[str, ...] = ()
    """What could not be read, and why."""


@dataclass(frozen=True, slots=True)
class Rerun:
    """What the scan that found the alert was given, for commands that look again."""

    paths: Sequence[str] = ()
    """Files, directories and patterns, absolute; `-` for standard input."""
    read: Sequence[str] = ()
    """The files that it read lines of, absolute; empty where that is not known."""
    options: Sequence[str] = ()
    """Lists, inventories, advisories and the rest: arguments of `vedette scan`."""
    state: str | None = None
    """The state folder."""
    config: str | None = None
    """The configuration, where that says in which database the alert is kept."""


@dataclass(frozen=True, slots=True)
class Situation:
    """An alert, and all that a plan may depend on."""

    alert: Alert
    now: datetime
    """When the plan is made."""
    host: HostFacts = HostFacts()
    records: Mapping[str, StepRecord] = field(default_factory=dict)
    """Steps of the investigation by id; empty where none is kept."""
    trusted: tuple[str, ...] = ()
    """Proxies whose word on the client's address is believed, in CIDR notation."""
    home: tuple[str, ...] = ()
    """Home networks in CIDR notation."""
    allowed: str | None = None
    """Why the client is on the allowlist today: owner, reason and end; null where it is not."""
    rerun: Rerun = Rerun()
    term: timedelta = timedelta(hours=4)
    """For how long a client is kept out."""
    backend: str | None = None
    """Back end that the person chose; null to choose."""
    found_at: datetime | None = None
    """When the alert was first kept."""


@dataclass(frozen=True, slots=True)
class Order:
    """Whom to keep out of what."""

    alert: str
    """Id of the alert."""
    network: Network
    """The client: a whole /64 of IPv6."""
    port: int
    transport: str
    """tcp or udp."""
    seconds: int
    until: datetime
    """The same end as a time, UTC."""
    pid: int | None = None
    """A process in the network namespace of the service, where that is a container's; else null."""

    @property
    def v6(self) -> bool:
        """Whether the client speaks IPv6."""
        return self.network.version == 6

    @property
    def address(self) -> str:
        """The client as tools take it: a bare IPv4 address, or an IPv6 prefix."""
        single = self.network.prefixlen == self.network.max_prefixlen
        return str(self.network.network_address if single else self.network)


class Rail(Protocol):
    """A rule that no action may break."""

    @property
    def id(self) -> str:
        """Also its module's name, with hyphens."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    def refuses(self, network: Network, situation: Situation) -> str | None:
        """Why this network may not be kept out, as a clause without a full stop; null where it may."""
        ...


class Backend(Protocol):
    """One way to keep a client out, or to cut its connections."""

    @property
    def id(self) -> str:
        """Also its module's name."""
        ...

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def programs(self) -> frozenset[str]:
        """Programs that it needs; empty where a person does it."""
        ...

    def action(self, order: Order) -> Action:
        """What to do."""
        ...


class Planner(Protocol):
    """One step of a resolution."""

    @property
    def name(self) -> StepName:
        """Also its module's name."""
        ...

    def plan(self, situation: Situation) -> Step:
        """The step for this situation."""
        ...
