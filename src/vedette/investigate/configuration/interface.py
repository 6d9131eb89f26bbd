"""A server's configuration as it reads it: directives in order, blocks within blocks, each with its file and line.

Assets look into the same files for logs and upstreams alone (`vedette.assets.live.configuration`); here it matters what
stands in which block, and on which line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from vedette.assets.live.tree import Tree
from vedette.model.alert import Evidence

EXCERPT: Final = 200
"""Characters of a line that are shown."""


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive, or a block with those within it."""

    name: str
    """In lower case where the server minds no case."""
    arguments: tuple[str, ...]
    file: str
    line: int
    text: str
    """The line, cut."""
    within: tuple[Directive, ...] | None = None
    """Null for what is no block."""

    @property
    def value(self) -> str:
        """Its first argument; nothing where it has none."""
        return self.arguments[0] if self.arguments else ""

    def shows(self, what: str) -> Evidence:
        """A pointer to it."""
        return Evidence(self.file, self.line, None, None, self.text, what)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A configuration with all that it includes."""

    server: str
    """Name of its reader: `nginx`."""
    path: str
    """The file in which it begins."""
    files: tuple[str, ...]
    """Those that were read, in order."""
    directives: tuple[Directive, ...]
    """In place of those that include stands what they include."""
    problems: tuple[str, ...] = ()
    """What could not be read or understood."""

    def silent(self, what: str) -> Evidence:
        """A pointer to the main file, for what no line of it says."""
        return Evidence(self.path, None, None, None, "", what)

    def every(self, *names: str) -> Iterator[Directive]:
        """The directives of these names, wherever they stand."""
        return (directive for directive, _ in walk(self.directives) if directive.name in names)


class ServerConfiguration(Protocol):
    """How one server is configured."""

    @property
    def name(self) -> str:
        """Id of the product with `_` for `-`: also the module's and the test's name."""
        ...

    @property
    def products(self) -> frozenset[str]:
        """Ids of the products that are configured so."""
        ...

    @property
    def places(self) -> tuple[str, ...]:
        """Patterns of the file in which it begins, by default."""
        ...

    def read(self, tree: Tree, path: str) -> Parsed:
        """The configuration that begins in a file. What is broken in it is a problem; nothing raises."""
        ...


def walk(
    directives: Iterable[Directive],
) -> Iterator[tuple[Directive, tuple[Directive, ...]]]:
    """Every directive in order, with the blocks around it, the outermost first."""
    pending: list[tuple[Iterator[Directive], tuple[Directive, ...]]] = [(iter(directives), ())]
    while pending:
        level, around = pending[-1]
        directive = next(level, None)
        if directive is None:
            pending.pop()
            continue
        yield directive, around
        if directive.within:
            pending.append((iter(directive.within), (*around, directive)))


def last(directives: Sequence[Directive], name: str) -> Directive | None:
    """The directive that decides where the last one of a name does."""
    return next((each for each in reversed(directives) if each.name == name), None)


def first(directives: Iterable[Directive], name: str) -> Directive | None:
    """The directive that decides where the first one of a name does."""
    return next((each for each in directives if each.name == name), None)
