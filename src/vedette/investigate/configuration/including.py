"""Reading a configuration with what it includes, within bounds: files, bytes, directives, and includes within includes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final, assert_never

from vedette.assets.live.configuration.interface import MOST_CONFIGURATION, MOST_FILES
from vedette.assets.live.tree import Tree
from vedette.investigate.configuration.interface import EXCERPT, Directive, Parsed

MOST_BYTES: Final = 16 << 20
"""Bytes of all files of a configuration together, each time that one is read."""
MOST_READINGS: Final = 2_000
"""Times that files are read: one may be included in many places, as snippets are."""
MOST_DIRECTIVES: Final = 200_000
DEEPEST: Final = 16
"""Includes within includes; no server is configured so in earnest."""
DEEPEST_BLOCK: Final = 32
"""Blocks within blocks, of one file."""
MOST_PROBLEMS: Final = 50


class Kind(StrEnum):
    """What a statement does to the blocks."""

    SIMPLE = "simple"
    OPEN = "open"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a file."""

    kind: Kind
    words: tuple[str, ...]
    """Its name and its arguments; empty where a block is closed."""
    line: int
    """1-based."""
    text: str
    """The line."""


class Enter(StrEnum):
    """What becomes of a block."""

    KEEP = "keep"
    SPLICE = "splice"
    """What is in it stands in its place: a condition that holds."""
    SKIP = "skip"
    """A condition that does not hold."""


Statements = Callable[[str], Iterator[Statement]]
"""Gives the statements of a text, in order; lazy, so that whoever has enough may stop."""


@dataclass(slots=True)
class Reading:
    """One configuration while it is read."""

    tree: Tree
    statements: Statements
    included: Callable[[Directive], Sequence[str] | None]
    """The files that a directive includes; null where it includes none."""
    enter: Callable[[Directive], Enter] = lambda _: Enter.KEEP
    seen: Callable[[Directive], None] = lambda _: None
    """Is shown every directive that counts, in order."""
    files: dict[str, None] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    bytes_left: int = MOST_BYTES
    readings_left: int = MOST_READINGS
    directives_left: int = MOST_DIRECTIVES
    stack: list[str] = field(default_factory=list)
    """The files that are being read now, each included by the one before it."""

    def problem(self, text: str) -> None:
        """Remember it; a bounded number."""
        if len(self.problems) < MOST_PROBLEMS and text not in self.problems:
            self.problems.append(text)

    def parsed(self, server: str, path: str) -> Parsed:
        """The configuration that begins in a file."""
        directives = self.file(path)
        return Parsed(server, path, tuple(self.files), directives, tuple(self.problems))

    def file(self, path: str) -> tuple[Directive, ...]:
        """The directives of a file and of all that it includes; none, and a problem, where it is not read."""
        text = self._text(path)
        if text is None:
            return ()
        self.stack.append(path)
        try:
            return self._blocks(path, text)
        finally:
            self.stack.pop()

    def _text(self, path: str) -> str | None:
        if path in self.stack:
            self.problem(f"{path}: includes itself")
        elif len(self.stack) >= DEEPEST:
            self.problem(f"{path}: more than {DEEPEST} includes within one another")
        elif len(self.files) >= MOST_FILES and path not in self.files:
            self.problem(f"{path}: more than {MOST_FILES} files")
        elif min(self.bytes_left, self.directives_left, self.readings_left) <= 0:
            self.problem(f"{path}: too large, with all that is included: the others were not read")
        else:
            return self._read(path)
        return None

    def _read(self, path: str) -> str | None:
        self.readings_left -= 1
        most = min(MOST_CONFIGURATION, self.bytes_left)
        data = self.tree.read(path, most + 1)
        if data is None:
            self.problem(f"{path}: is not there, or may not be read")
            return None
        if len(data) > most:
            self.problem(f"{path}: only its first {most:,} bytes were read")
        self.bytes_left -= len(data)
        self.files[path] = None
        return data[:most].decode("utf-8", "backslashreplace")

    def _blocks(self, path: str, text: str) -> tuple[Directive, ...]:
        """The statements as a tree."""
        levels: list[_Level] = [_Level(None, Enter.SPLICE)]
        for statement in self.statements(text):
            self.directives_left -= 1
            if self.directives_left < 0:
                self.problem(f"more than {MOST_DIRECTIVES:,} directives: the others were not looked at")
                break
            if len(levels) > DEEPEST_BLOCK:
                self.problem(f"{path}:{statement.line}: more than {DEEPEST_BLOCK} blocks within one another")
                break
            self._take(statement, path, levels)
        if len(levels) > 1:
            self.problem(f"{path}: a block is not closed")
        while len(levels) > 1:
            _close(levels)
        return tuple(levels[0].within)

    def _take(self, statement: Statement, path: str, levels: list[_Level]) -> None:
        """Put one statement where it belongs."""
        skips = levels[-1].enter is Enter.SKIP
        match statement.kind:
            case Kind.CLOSE if len(levels) == 1:
                self.problem(f"{path}:{statement.line}: closes a block that is not open")
            case Kind.CLOSE:
                _close(levels)
            case Kind.OPEN:
                header = _directive(statement, path)
                levels.append(_Level(header, Enter.SKIP if skips else self.enter(header)))
            case Kind.SIMPLE:
                if not skips:
                    self._simple(_directive(statement, path), levels[-1].within)
            case _:
                assert_never(statement.kind)

    def _simple(self, directive: Directive, within: list[Directive]) -> None:
        files = self.included(directive)
        if files is None:
            within.append(directive)
            self.seen(directive)
        for path in files or ():
            within.extend(self.file(path))


@dataclass(slots=True)
class _Level:
    """A block that is open."""

    header: Directive | None
    enter: Enter
    within: list[Directive] = field(default_factory=list)


def _close(levels: list[_Level]) -> None:
    level = levels.pop()
    if level.enter is Enter.KEEP and level.header is not None:
        levels[-1].within.append(replace(level.header, within=tuple(level.within)))
    elif level.enter is Enter.SPLICE:
        levels[-1].within.extend(level.within)


def _directive(statement: Statement, path: str) -> Directive:
    name, *arguments = statement.words
    return Directive(name, tuple(arguments), path, statement.line, statement.text.strip()[:EXCERPT])


def named(tree: Tree, pattern: str) -> list[str]:
    """The files of a pattern. One without signs is a file's own name, whether it is there or not."""
    return tree.glob(pattern) if any(sign in pattern for sign in "*?[") else [pattern]


def below(tree: Tree, path: str) -> Callable[[Directive], list[str] | None]:
    """What an `include PATTERN` names, of which relative ones begin in the folder of the first file, at `path`."""
    folder = PurePosixPath(path).parent

    def included(directive: Directive) -> list[str] | None:
        if directive.name != "include" or not directive.arguments:
            return None
        return named(tree, str(folder / directive.value))

    return included
