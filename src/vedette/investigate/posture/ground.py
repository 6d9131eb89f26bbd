"""The machine that posture checks look at: its files, its services, and the facts that are read of it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration import SERVERS, read_all
from vedette.investigate.configuration.interface import Parsed
from vedette.investigate.posture.facts.firewall import FirewallFacts, firewall_of
from vedette.investigate.posture.facts.listening import Listening, listening_of
from vedette.investigate.posture.facts.places import SSHD
from vedette.investigate.posture.facts.processes import processes_of
from vedette.model.service import Service

_SSHD: Final = SERVERS["openssh"]


@dataclass(frozen=True)
class Ground:
    """One machine."""

    tree: Tree
    services: Sequence[Service]
    """Those that the inventory has of it."""
    now: datetime
    """What counts as now, UTC."""
    live: bool = False
    """Whether the tree is that of the machine that this runs on, so that its firewall may be asked."""

    @cached_property
    def configurations(self) -> tuple[Parsed, ...]:
        """Of all servers that are known; of sshd what it printed itself, where that is kept."""
        found = read_all(self.tree, self.services)
        if not self.tree.is_file(SSHD):
            return found
        return (*(p for p in found if p.server != _SSHD.name), _SSHD.read(self.tree, SSHD))

    def of(self, server: str) -> list[Parsed]:
        """The configurations of one server."""
        return [parsed for parsed in self.configurations if parsed.server == server]

    @cached_property
    def firewall(self) -> FirewallFacts:
        """Its firewall's rules."""
        return firewall_of(self.tree, live=self.live)

    @cached_property
    def listening(self) -> tuple[Listening, ...]:
        """What listens on it."""
        return listening_of(self.tree, self.services)

    @cached_property
    def processes(self) -> dict[str, str] | None:
        """Names of its processes, each with where it was seen; null where that is not known."""
        return processes_of(self.tree)
