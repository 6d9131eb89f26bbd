"""Machines that are prepared for a test: a tree of files, and what is found on it."""

from datetime import UTC, datetime

import pytest

from vedette.assets.live.tree import Tree
from vedette.investigate.posture import GROUPS
from vedette.investigate.posture.ground import Ground

NOW = datetime(2026, 11, 24, tzinfo=UTC)


class Machine:
    """A tree, and the groups that look at it."""

    def __init__(self, root):
        self.root = root
        self.services = ()

    def write(self, files):
        for path, text in files.items():
            place = self.root / path.lstrip("/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        return self

    def ground(self):
        return Ground(Tree(self.root), self.services, NOW)

    def checked(self, group):
        return GROUPS[group].run(self.ground())

    def found(self, *groups):
        """Ids of findings, each with the line of its first evidence."""
        return {(f.id, f.evidence[0].line) for group in groups for f in self.checked(group).findings}

    def ids(self, *groups):
        return {finding for finding, _ in self.found(*groups)}


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)
