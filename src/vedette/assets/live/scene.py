"""A process, and all that is needed to look at it: its files, the machine's, and who owns them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vedette.assets.live.packages.interface import Package
from vedette.assets.live.processes import Process
from vedette.assets.live.tree import Tree

Owner = Callable[[str], Package | None]
"""Gives the distribution's package that a file is of."""


@dataclass(frozen=True, slots=True)
class Scene:
    """A process, and where its files are."""

    process: Process
    tree: Tree
    """Files as the process sees them."""
    machine: Tree
    """Files as the machine sees them: its `/proc` above all."""
    owner: Owner

    @property
    def executable(self) -> str:
        """The executable's own bytes, also where its file was replaced."""
        return f"/proc/{self.process.pid}/exe"
