"""From paths that a user names to feeds: files, directories and patterns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette.files.documents import HEAD_BYTES, read_document
from vedette.files.naming import named_files
from vedette.intel.formats import detect_format
from vedette.intel.interface import MOST_MIB, Feed
from vedette.model.errors import InputError, MalformedInput, UnknownFormat

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
    for named in named_files(paths):
        if not (named.direct or _may_be_list(named.path.name)):
            continue
        try:
            feeds.append(read_feed(named.path))
        except InputError as error:
            if named.direct:
                raise
            skipped.append(Skipped(str(named.path), error.reason))
    return Loaded(tuple(feeds), tuple(skipped))


def read_feed(path: Path) -> Feed:
    """One list. Raises UnreadableInput, UnknownFormat, MalformedInput."""
    data = read_document(path, MOST_MIB)
    form = detect_format(data[:HEAD_BYTES], path.name)
    if form is None:
        raise UnknownFormat(str(path), "not a list", hint="no reader of threat intelligence recognises it")
    feed = form.read(data, str(path))
    if len(feed.entries) > MOST_ENTRIES:
        raise MalformedInput(str(path), f"more than {MOST_ENTRIES:,} entries")
    return feed


def _may_be_list(name: str) -> bool:
    lowered = name.lower()
    first_word = lowered.split(".")[0].split("-")[0]
    return not (lowered.startswith(".") or first_word in _PAPERS or lowered.endswith(_PAPER_ENDINGS))
