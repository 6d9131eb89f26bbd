r"""Redis and Valkey: `redis.conf` (its own comments; `sdssplitargs` of sds.c: `"` with `\x41` and `\n`, `'` with `\'`).

The last value of a setting counts. Relative names of what is included begin where the server was started, which is not
known here: the folder of the first file is taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration.including import Kind, Reading, Statement, below
from vedette.investigate.configuration.interface import Parsed
from vedette.investigate.configuration.lines import logical_lines, words


@dataclass(frozen=True, slots=True)
class Redis:
    """Redis and what was forked from it."""

    name: str = "redis"
    products: frozenset[str] = frozenset({"redis", "valkey"})
    places: tuple[str, ...] = ("/etc/redis/redis.conf", "/etc/redis.conf", "/etc/valkey/valkey.conf")

    def read(self, tree: Tree, path: str) -> Parsed:
        """Settings in order, those of included files in their place."""
        return Reading(tree, _statements, below(tree, path)).parsed(self.name, path)


def _statements(text: str) -> Iterator[Statement]:
    for number, line in logical_lines(text, comment="#", continues=False):
        found = words(line)
        if found:
            yield Statement(Kind.SIMPLE, (found[0].lower(), *found[1:]), number, line)
