"""Which of the statements of a distribution are about the line that a package was built in.

A release of Red Hat's has several lines at once: the main one, streams of updates for those who pay (EUS, AUS, …), and
of some software modules with a stream each (`nodejs:18`). Each numbers its fixes by itself, so that a fix of another line
proves nothing, either way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from vedette.vulns.advisories.interface import Authority, PackageStatement
from vedette.vulns.advisories.update_streams import MAIN
from vedette.vulns.subjects import Subject

_MODULAR: Final = ".module"
"""In the version of every package that was built in a module."""
Said = TypeVar("Said")


def concerns(subject: Subject, statement: PackageStatement) -> bool:
    """Whether a statement about one of the subject's packages holds for its release, and for its kind of build."""
    if not _same_release(subject, statement):
        return False
    return statement.authority is not Authority.DISTRIBUTION or _same_module(subject, statement)


def _same_release(subject: Subject, statement: PackageStatement) -> bool:
    """Whether a statement holds for the release that the subject was built for, as far as both are known.

    A stream holds for one minor release: also for what was built for that one, where the machine's own is not known.
    """
    if subject.release is None or statement.release is None:
        return True
    if subject.release == statement.release or f"{subject.release}.".startswith(f"{statement.release}."):
        return True
    return statement.stream != MAIN and statement.release == branch(subject.version)


def _same_module(subject: Subject, statement: PackageStatement) -> bool:
    """Whether a statement can be about a package of the subject's module, or of none, as the subject is."""
    if _MODULAR not in (subject.version or ""):
        return not statement.is_modular
    own = subject.purl.module if subject.purl is not None else None
    return own is None or not statement.module or own == statement.module


def own_line(
    subject: Subject, said: Sequence[tuple[PackageStatement, Said]]
) -> list[tuple[PackageStatement, Said]]:
    """Those of several statements that are about the subject's own line; all of them where that cannot be told.

    A build says by its version for which minor release it was made (`.el8_6`), and builds of one minor release follow one
    another, whoever may have them. Else the stream that the machine is known to follow decides, and what it does not
    speak of is as in the main stream.
    """
    built = branch(subject.version)
    if built is not None and subject.stream != MAIN:
        same = [pair for pair in said if _branch_of(pair[0]) == built]
        if same:
            return same
    if subject.stream is None:
        return list(said)
    followed = [pair for pair in said if pair[0].stream == subject.stream]
    return followed or [pair for pair in said if pair[0].stream == MAIN] or list(said)


def line_of(subject: Subject, statement: PackageStatement) -> str | None:
    """The line of a statement, for people, where the subject's own is not known; null where it is."""
    parts = []
    if statement.authority is not Authority.DISTRIBUTION:
        return None
    if subject.release is None and statement.release is not None:
        parts.append(f"release {statement.release}")
    if subject.stream is None and (statement.stream != MAIN or statement.release != subject.release):
        parts.append(
            f"the stream {statement.stream} of {statement.release}" if statement.stream else "the main stream"
        )
    own = subject.purl.module if subject.purl is not None else None
    if _MODULAR in (subject.version or "") and (own is None or not statement.module):
        fixed = next((r.fixed for r in statement.versions.ranges if r.fixed), None)
        parts.append(f"the module {statement.module}" if statement.module else f"the module that has {fixed}")
    return ", ".join(parts) or None


def branch(version: str | None) -> str | None:
    """The minor release that a build of Red Hat's was made for: `9.11.36-3.el8_6.7` → `8.6`; null where it says none."""
    tail = (version or "").partition(".el")[2]
    major, underscore, rest = tail.partition("_")
    minor = rest.partition(".")[0]
    return f"{major}.{minor}" if underscore and major.isdecimal() and minor.isdecimal() else None


def _branch_of(statement: PackageStatement) -> str | None:
    fixed = next((r.fixed for r in statement.versions.ranges if r.fixed), None)
    return branch(fixed) or (statement.release if statement.stream != MAIN else None)
