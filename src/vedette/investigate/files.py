"""Which files may mention the client: what the scan read, what rotation made of it, and the logs of the inventory."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from vedette.investigate.interface import Case
from vedette.investigate.rotation import family, gaps
from vedette.model.errors import InputError
from vedette.model.service import Service
from vedette.telemetry import expand
from vedette.telemetry.source import Source

MOST_FILES: Final = 20_000
"""Files that are searched; a folder with more holds something else than logs."""
STANDARD_INPUT: Final = "-"
SYSTEM_LOGS: Final = (
    "var/log/auth.log", "var/log/secure", "var/log/syslog", "var/log/messages", "var/log/kern.log",
    "var/log/ufw.log", "var/log/fail2ban.log", "var/log/audit/audit.log",
)  # fmt: skip
"""Where Debian's and Red Hat's systems log; looked into where the alert's machine is this one."""


@dataclass(frozen=True, slots=True)
class Files:
    """What is to be searched, and what is not there."""

    sources: tuple[Source, ...]
    """In order of their paths."""
    beside: frozenset[Path]
    """Those that the scan was not given."""
    missing: tuple[str, ...]
    """What should be there and is not, as phrases."""


def files_of(case: Case) -> Files:
    """The files of a case. Reads folders, no files."""
    given, lost = _given(case.paths)
    named = {source.path.resolve(): source for source in given}
    found = dict(named)
    for path in (*_beside(named), *_of_inventory(case), *_of_system(case)):
        found.setdefault(path.resolve(), Source(str(path), path, direct=False))
    ordered = sorted(found.values(), key=lambda source: str(source.path))
    missing = [*lost, *_gone(case, found), *_unmatched(case, found), *_holes(found)]
    if len(ordered) > MOST_FILES:
        missing.append(
            f"{len(ordered) - MOST_FILES:,} of {len(ordered):,} files, which are too many to search"
        )
    return Files(
        tuple(ordered[:MOST_FILES]),
        frozenset(path for path in found if path not in named),
        tuple(dict.fromkeys(missing)),
    )


def _given(paths: Sequence[str]) -> tuple[list[Source], list[str]]:
    """The sources that the scan was given, and those that are no longer there."""
    sources, lost = [], []
    for path in paths:
        if path == STANDARD_INPUT:
            lost.append("what the scan was given on standard input, which nobody kept")
            continue
        try:
            sources += expand([path])
        except InputError as error:
            lost.append(f"{path}, which the scan was given: {error.reason}")
    return sources, lost


def _beside(named: Iterable[Path]) -> Iterator[Path]:
    """Other files in the same folders: of the same logs, as rotation leaves them, and those that are called logs."""
    yield from _siblings(named)
    for folder in sorted({path.parent for path in named}):
        yield from (file for file in _files_in(folder)[:MOST_FILES] if "log" in file.name.lower())


def _siblings(named: Iterable[Path]) -> Iterator[Path]:
    """Other files of the same logs, as rotation leaves them."""
    families: dict[Path, set[str]] = {}
    for path in named:
        families.setdefault(path.parent, set()).add(family(path.name))
    for folder, logs in sorted(families.items()):
        yield from (file for file in _files_in(folder) if family(file.name) in logs)


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(file for file in folder.iterdir() if file.is_file())
    except OSError:
        return []


def _of_inventory(case: Case) -> Iterator[Path]:
    """The logs that the inventory names of all services of the machine, where its files are at hand."""
    if _at_hand(case):
        for pattern in sorted({log for service in _services(case) for log in service.logs}):
            if pattern.startswith("/"):
                yield from _rotated(case.root / pattern.lstrip("/"))


def _of_system(case: Case) -> Iterator[Path]:
    if _at_hand(case):
        for log in SYSTEM_LOGS:
            yield from _rotated(case.root / log)


def _at_hand(case: Case) -> bool:
    """Whether absolute paths mean files of the alert's machine: it is this one, or a copy of its files is given."""
    return case.here or case.root != Path("/")


def _rotated(pattern: Path) -> Iterator[Path]:
    """The files that a pattern means, and what rotation made of them."""
    matches = [Path(match) for match in sorted(glob.glob(str(pattern)))]  # noqa: PTH207 - an absolute pattern
    files = [match for match in matches if match.is_file()]
    yield from files
    yield from _siblings(files or [pattern])


def _services(case: Case) -> list[Service]:
    """The alert's service, and the others of its machine."""
    others = case.knowledge.services.values()
    return [case.alert.service, *(s for s in others if s.host == case.alert.service.host)]


def _gone(case: Case, found: Iterable[Path]) -> Iterator[str]:
    """What the scan read, or the alert points at, and what is not there any more."""
    there = [str(path) for path in found]
    pointed = {evidence.source for evidence in case.alert.evidence}
    for name in sorted({*case.read, *pointed} - {STANDARD_INPUT}):
        told_below = name not in pointed and any(is_named(name, other) for other in pointed)
        if not (told_below or Path(name).is_file() or any(is_named(path, name) for path in there)):
            role = "the alert's evidence points at" if name in pointed else "the scan read"
            yield f"{name}, which {role}: it is gone"


def is_named(path: str, name: str) -> bool:
    """Whether a file is what a name means that was given somewhere else: the name may be relative."""
    return path == name or path.endswith(f"/{name.removeprefix('./').lstrip('/')}")


def _unmatched(case: Case, found: Iterable[Path]) -> Iterator[str]:
    """Logs that the inventory names of the alert's service, and of which there is no file."""
    names = [str(path) for path in found]
    for pattern in case.alert.service.logs:
        if not any(is_log(name, pattern) for name in names):
            yield f"{pattern}, a log of {case.alert.service.product} by the inventory: there is no such file"


def is_log(path: str, pattern: str) -> bool:
    """Whether a file is a log that the inventory names: by its path, or by the last parts of it."""
    return fnmatch(path, pattern) or fnmatch(path, f"*/{pattern.lstrip('/')}")


def _holes(found: Iterable[Path]) -> Iterator[str]:
    """Rotated files of which one in the middle is missing."""
    for log, lost in gaps(found).items():
        which = ", ".join(f".{number}" for number in lost[:5])
        yield f"{log}{which}, which rotation should have left between the others"
