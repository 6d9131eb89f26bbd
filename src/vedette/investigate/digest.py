"""Hashes of what a step was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from vedette import __version__
from vedette.investigate.interface import Case, Input


def digest_of(case: Case, step: str, inputs: Iterable[Input], *more: str) -> str:
    """SHA-256 of the program's version, the alert, the named inputs, and more that the step alone knows of."""
    parts = [__version__, step, case.alert, [case.versions[i] for i in Input if i in set(inputs)], more]
    return hashlib.sha256(repr(msgspec.to_builtins(parts)).encode("utf-8", "backslashreplace")).hexdigest()


def files_digest(files: Iterable[Path]) -> str:
    """SHA-256 of the names, sizes and times of change of files; of one that is not there, that it is not."""
    return hashlib.sha256(repr([_state(file) for file in sorted(files)]).encode()).hexdigest()


def _state(file: Path) -> tuple[str, int, int] | tuple[str]:
    try:
        found = file.stat()
    except OSError:
        return (str(file),)
    return (str(file), found.st_size, found.st_mtime_ns)
