"""From paths that a user names to feeds: files, directories and patterns."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette.intel.files import read_list
from vedette.intel.formats import detect_format
from vedette.intel.heads import HEAD_BYTES
from vedette.intel.interface import Feed
from vedette.model.errors import InputError, MalformedInput, UnknownFormat, UnreadableInput

MOST_ENTRIES: Final = 2_000_000
"""Entries of one list at most."""
_PAPERS: Final = frozenset(
    {"license", "licence", "copying", "notice", "readme", "changelog", "source", "sources", "sha256sums"}
)
"""First words of the names of files that stand beside lists and are none."""
_PAPER_ENDINGS: Final = (".md", ".rst", ".html", ".sha256", ".sha512", ".md5", ".asc", ".sig")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of a directory that could not be read as a list."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """What the paths hold."""

    feeds: tuple[Feed, ...]
    """In the order of the paths; within a directory by name."""
    skipped: tuple[Skipped, ...]
    """Files of directories that no reader could use; to be told."""


def load(paths: Iterable[str | Path]) -> Loaded:
    """All lists that the paths name, each file once.

    A path is a file, a directory (read with all below it) or a pattern (`feeds/*.txt`). A file named directly must be
    a list; one that merely stands in a directory or matches a pattern is skipped where it is none. Licences, checksums
    and the like in directories are passed over. Raises UnreadableInput, UnknownFormat, MalformedInput.
    """
    feeds: list[Feed] = []
    skipped: list[Skipped] = []
    seen: set[Path] = set()
    for path, direct in (pair for named in paths for pair in _files(str(named))):
        if (real := path.resolve()) in seen or not (direct or _may_be_list(path.name)):
            continue
        seen.add(real)
        try:
            feeds.append(read_feed(path))
        except InputError as error:
            if direct:
                raise
            skipped.append(Skipped(str(path), error.reason))
    return Loaded(tuple(feeds), tuple(skipped))


def read_feed(path: Path) -> Feed:
    """One list. Raises UnreadableInput, UnknownFormat, MalformedInput."""
    data = read_list(path)
    form = detect_format(data[:HEAD_BYTES], path.name)
    if form is None:
        raise UnknownFormat(str(path), "not a list", hint="no reader of threat intelligence recognises it")
    feed = form.read(data, str(path))
    if len(feed.entries) > MOST_ENTRIES:
        raise MalformedInput(str(path), f"more than {MOST_ENTRIES:,} entries")
    return feed


def _files(named: str) -> Iterator[tuple[Path, bool]]:
    """The files that a path means, and whether it names them directly."""
    path = Path(named)
    if path.is_dir():
        yield from ((p, False) for p in sorted(path.rglob("*")) if p.is_file())
    elif path.exists():
        yield path, True
    elif matches := sorted(glob.glob(named, recursive=True)):  # noqa: PTH207 - patterns may be absolute
        for match in matches:
            if Path(match).is_dir():
                yield from _files(match)
            else:
                yield Path(match), False
    else:
        raise UnreadableInput(named, "no such file or directory")


def _may_be_list(name: str) -> bool:
    lowered = name.lower()
    first_word = lowered.split(".")[0].split("-")[0]
    return not (lowered.startswith(".") or first_word in _PAPERS or lowered.endswith(_PAPER_ENDINGS))
