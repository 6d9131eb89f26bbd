"""Following what a configuration includes, within bounds: files, bytes, directives, and includes within includes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from vedette.assets.live.configuration.interface import MOST_CONFIGURATION, MOST_FILES
from vedette.assets.live.tree import Tree
from vedette.investigate.configuration.interface import Directive

MOST_BYTES: Final = 16 << 20
"""Bytes of all files of a configuration together."""
MOST_DIRECTIVES: Final = 200_000
DEEPEST: Final = 16
"""Includes within includes; the servers themselves stop at 10 (nginx has no bound, and fails)."""
DEEPEST_BLOCK: Final = 32
"""Blocks within blocks, of one file."""
MOST_PROBLEMS: Final = 50

Parse = Callable[[str, str], Iterator[Directive]]
"""Gives the directives of a file's text and name."""


@dataclass(slots=True)
class Reading:
    """One configuration while it is read."""

    tree: Tree
    files: dict[str, int] = field(default_factory=dict)
    """Files, and how often each was read: one may be included in many blocks."""
    problems: list[str] = field(default_factory=list)
    bytes_left: int = MOST_BYTES
    directives_left: int = MOST_DIRECTIVES
    open: list[str] = field(default_factory=list)
    """The files that are being read now, each included by the one before it."""

    def problem(self, text: str) -> None:
        """Remember it; a bounded number."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(text)

    def text(self, path: str) -> str | None:
        """The file's text; null, and a problem, where it is not read."""
        if path in self.open:
            self.problem(f"{path}: includes itself")
        elif len(self.open) >= DEEPEST:
            self.problem(f"{path}: more than {DEEPEST} includes within one another")
        elif len(self.files) >= MOST_FILES and path not in self.files:
            self.problem(f"{path}: more than {MOST_FILES} files")
        elif self.bytes_left <= 0 or self.directives_left <= 0:
            self.problem(f"{path}: the configuration is too large")
        else:
            return self._read(path)
        return None

    def _read(self, path: str) -> str | None:
        data = self.tree.read(path, min(MOST_CONFIGURATION, self.bytes_left) + 1)
        if data is None:
            self.problem(f"{path}: is not there, or may not be read")
            return None
        if len(data) > min(MOST_CONFIGURATION, self.bytes_left):
            self.problem(f"{path}: only its first {len(data) - 1:,} bytes were read")
        self.bytes_left -= len(data)
        self.files[path] = self.files.get(path, 0) + 1
        return data.decode("utf-8", "backslashreplace")

    def parsed(self, path: str, parse: Parse) -> list[Directive]:
        """The directives of a file, not yet with what it includes; call within `opened`."""
        text = self.text(path)
        found: list[Directive] = []
        for directive in parse(text, path) if text is not None else ():
            found.append(directive)
        return found

    def spent(self) -> bool:
        """Count one more directive. True, and a problem, where there are too many."""
        self.directives_left -= 1
        if self.directives_left == -1:
            self.problem(f"more than {MOST_DIRECTIVES:,} directives: the others were not looked at")
        return self.directives_left < 0

    def matches(self, pattern: str, *, optional: bool = False) -> list[str]:
        """The files that a pattern names; all of a folder, where it names one."""
        found = self.tree.glob(pattern)
        if not (found or optional or any(sign in pattern for sign in "*?[")):
            self.problem(f"{pattern}: is not there, or may not be read")
        return found


def cut(text: str) -> str:
    """A line as it is shown."""
    from vedette.investigate.configuration.interface import EXCERPT  # noqa: PLC0415

    return text.strip()[:EXCERPT]
