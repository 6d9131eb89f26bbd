"""Which files are one log: `access.log`, `access.log.1`, `access.log.2.gz`, `access.log-20261123.xz`.

The names are those of logrotate(8) (numbers, `dateext`, `dateformat`), newsyslog(8), Logback and IIS.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

COMPRESSED: Final = (".gz", ".bz2", ".xz", ".zst", ".lz4", ".Z")
"""Endings of compressed files."""
_NUMBER: Final = re.compile(r"[.-]([0-9]{1,4})$")
_DATE: Final = re.compile(r"[._-]?(?:19|20)[0-9]{2}-?[01][0-9](?:-?[0-3][0-9])?(?:[-_T.:][0-9]{2,10}){0,4}")
_IIS: Final = re.compile(r"^(u_(?:ex|nc|in))[0-9]{4,8}(?=\.|_)")
_OLD: Final = (".old", ".bak", ".prev")


def family(name: str) -> str:
    """What the names of all files of one log have in common: `access.log`."""
    bare = _without_compression(name)
    for ending in _OLD:
        bare = bare.removesuffix(ending)
    bare = _DATE.sub("", _IIS.sub(r"\1", bare), count=1) or bare
    return _NUMBER.sub("", bare) or bare


def number(name: str) -> int | None:
    """Which rotated file of its log it is, where it is numbered: 2 for `access.log.2.gz`."""
    bare = _without_compression(name)
    found = _NUMBER.search(bare)
    return int(found[1]) if found and not _DATE.search(bare) and family(name) != bare else None


def gaps(files: Iterable[Path]) -> dict[str, list[int]]:
    """Numbers that are missing among the files of each log (by its path without number): 2, where 1 and 3 are there."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    for file in files:
        found = number(file.name)
        if found is not None:
            numbers[str(file.parent / family(file.name))].add(found)
    missing = {log: sorted(set(range(min(1, *have), max(have))) - have) for log, have in _plural(numbers)}
    return {log: lost for log, lost in missing.items() if lost}


def _plural(numbers: Mapping[str, set[int]]) -> Sequence[tuple[str, set[int]]]:
    return [(log, {1, *have} if have == {0} else have) for log, have in sorted(numbers.items())]


def _without_compression(name: str) -> str:
    for ending in COMPRESSED:
        if name.endswith(ending):
            return name.removesuffix(ending)
    return name
