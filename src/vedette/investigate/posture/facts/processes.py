"""Which programs run: from /proc, or from what `ps -eo comm=` printed."""

from __future__ import annotations

from itertools import islice
from typing import Final

from vedette.assets.live.processes import pids
from vedette.assets.live.tree import Tree
from vedette.investigate.posture.facts.places import MOST, PROCESSES

_MOST: Final = 100_000


def processes_of(tree: Tree) -> dict[str, str] | None:
    """The names of processes (15 characters at most, as the kernel keeps them), each with the file that says so."""
    printed = tree.text(PROCESSES, MOST)
    if printed is not None:
        names = (line.strip().rpartition("/")[2][:15] for line in islice(printed.splitlines(), _MOST))
        return dict.fromkeys((name for name in names if name), PROCESSES)
    found: dict[str, str] = {}
    for pid in islice(pids(tree), _MOST):
        path = f"/proc/{pid}/comm"
        name = (tree.text(path, 256) or "").strip()
        if name:
            found.setdefault(name, path)
    return found or None
