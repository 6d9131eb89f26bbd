"""What a path on the command line stands for."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from vedette.model.errors import UnreadableInput


@dataclass(frozen=True, slots=True)
class Named:
    """A file, and how it came to be named."""

    path: Path
    direct: bool
    """Whether the user named it itself: then it must be readable. What merely stands in a directory or matches a
    pattern may be something else."""


def named_files(names: Iterable[str | Path]) -> Iterator[Named]:
    """The files that the names mean, each once: files, directories with all below them, patterns; sorted within each.

    Raises UnreadableInput at the first name that leads nowhere.
    """
    seen: set[Path] = set()
    for name in names:
        for found in _files(str(name)):
            if (real := found.path.resolve()) not in seen:
                seen.add(real)
                yield found


def _files(name: str) -> Iterator[Named]:
    path = Path(name)
    if path.is_dir():
        yield from (Named(member, direct=False) for member in sorted(path.rglob("*")) if member.is_file())
    elif path.exists():
        yield Named(path, direct=True)
    elif matches := sorted(glob.glob(name, recursive=True)):  # noqa: PTH207 - patterns may be absolute
        for match in matches:
            if Path(match).is_dir():
                yield from _files(match)
            else:
                yield Named(Path(match), direct=False)
    else:
        raise UnreadableInput(name, "there is no such file or directory")
