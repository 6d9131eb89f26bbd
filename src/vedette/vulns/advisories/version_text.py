"""Versions as CVE records give them: objects with bounds, and phrases that stand for bounds.

The CVE JSON 5 schema asks for `version` with `lessThan` or `lessThanOrEqual`, and `changes` within. Many records
write a phrase into `version` instead. Those with one plain meaning are read (`< 3.9.2`, `>= 1.0.5, < 3.9.2`,
`8.0.36 and prior`); any other text is counted as not judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from vedette.model.errors import InvalidVersion
from vedette.vulns.advisories.interface import Status, VersionRange, Versions
from vedette.vulns.versions import SCHEMES

MAX_LENGTH: Final = 80
"""A longer text is prose."""
_OPEN: Final = frozenset({"*", "0", "-", "unspecified", "n/a", ""})
"""What stands for "from the beginning" in a lower bound."""
_EVERY: Final = frozenset({"*", "all", "all versions"})
_UP_TO: Final = (" and prior", " and earlier", " and below", " and before", "_and_prior", "_and_earlier")


class Change(msgspec.Struct, frozen=True):
    """A version within a range, from which another status holds."""

    at: str
    status: str


class VersionObject(msgspec.Struct, frozen=True, rename="camel"):
    """A version or a range of versions, with its status."""

    version: str = ""
    status: str = "unknown"
    version_type: str | None = None
    less_than: str | None = None
    less_than_or_equal: str | None = None
    changes: list[Change] = []


def versions(objects: Iterable[VersionObject], default: str | None) -> Versions:
    """What the version objects of one product say together."""
    affected: list[VersionRange] = []
    unaffected: list[VersionRange] = []
    exact: list[str] = []
    unjudged = 0
    for item in objects:
        found = list(_parts(item)) if item.version_type != "git" else []
        if not found:
            unjudged += 1
        for status, part in found:
            if status == Status.AFFECTED and isinstance(part, str):
                exact.append(part)
            elif status == Status.AFFECTED and isinstance(part, VersionRange):
                affected.append(part)
            elif status == Status.UNAFFECTED:
                unaffected.append(VersionRange(part, last_affected=part) if isinstance(part, str) else part)
    status = Status(default) if default in set(Status) else Status.UNKNOWN
    return Versions(tuple(_by_branch(affected)), tuple(exact), tuple(unaffected), status, unjudged)


def _by_branch(ranges: list[VersionRange]) -> list[VersionRange]:
    """`5.6.34 and prior` beside `5.7.16 and prior` means each branch up to there: only the lowest is open below."""
    open_ends = [r for r in ranges if r.introduced is None and r.last_affected is not None]
    branches = {id(r): ".".join((r.last_affected or "").split(".")[:2]) for r in open_ends}
    if len(open_ends) < 2 or len(set(branches.values())) < len(open_ends):
        return ranges
    generic = SCHEMES["generic"]
    try:
        lowest = min(open_ends, key=lambda r: generic.key(branches[id(r)]))
    except InvalidVersion:
        return ranges
    return [
        VersionRange(branches[id(r)], last_affected=r.last_affected)
        if id(r) in branches and r is not lowest
        else r
        for r in ranges
    ]


def _parts(item: VersionObject) -> Iterator[tuple[str, str | VersionRange]]:
    """The single version or the ranges that an object stands for, each with its status; none where it is prose."""
    if item.less_than is None and item.less_than_or_equal is None:
        phrase = _phrase(item.version)
        if phrase is not None:
            yield item.status, phrase
        return
    start = item.version.strip()
    introduced = None if start.lower() in _OPEN else start
    if introduced is not None and not is_version(introduced):
        return
    end = _end(item)
    if end is None:
        return
    status = item.status
    for change in item.changes:
        if not is_version(change.at):
            return
        yield status, VersionRange(introduced, fixed=change.at)
        status, introduced = change.status, change.at
    if item.changes and introduced in {end.fixed, end.last_affected}:
        return  # the last change stands at the end: nothing follows it
    yield status, VersionRange(introduced, end.fixed, end.last_affected)


def _end(item: VersionObject) -> VersionRange | None:
    """The upper bound, as a range without a start; null where it is prose."""
    if item.less_than is not None:
        bound = item.less_than.strip()
        if bound.endswith("*"):
            return VersionRange(fixed=_next_branch(bound.rstrip("*").rstrip(".")))
        return VersionRange(fixed=bound) if is_version(bound) else None
    bound = _without_up_to((item.less_than_or_equal or "").strip())
    if bound.endswith("*"):
        return VersionRange(fixed=_next_branch(bound.rstrip("*").rstrip(".")))
    return VersionRange(last_affected=bound) if is_version(bound) else None


def _next_branch(branch: str) -> str | None:
    """The version after all of a branch: `2.414` → `2.415`. Null, which is no bound, where it has no number."""
    head, dot, last = branch.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isascii() and last.isdigit() and len(last) < 10 else None


def _phrase(text: str) -> str | VersionRange | None:
    """A single version or the range that a phrase stands for; null for prose."""
    text = text.strip()
    if text.lower() in _EVERY:
        return VersionRange()
    if len(text) > MAX_LENGTH:
        return None
    shortened = _without_up_to(text)
    if shortened != text:
        return VersionRange(last_affected=shortened) if is_version(shortened) else None
    if text[:1] in {"<", ">", "="}:
        return _comparison(text)
    return text if is_version(text) else None


def _without_up_to(text: str) -> str:
    return next((text[: -len(ending)] for ending in _UP_TO if text.lower().endswith(ending)), text)


def _comparison(text: str) -> str | VersionRange | None:
    """`>= 1.0.5, < 3.9.2`: a start, an end, or both; null for anything else."""
    introduced = fixed = last = None
    after = False
    for part in text.split(","):
        bound = part.strip().lstrip("<>=")
        operator, bound = part.strip()[: -len(bound)] if bound else part.strip(), bound.strip()
        if not is_version(bound):
            return None
        match operator:
            case "=" | "==" if "," not in text:
                return bound
            case ">=" | ">" if introduced is None:
                introduced, after = bound, operator == ">"
            case "<" if fixed is None and last is None:
                fixed = bound
            case "<=" if fixed is None and last is None:
                last = bound
            case _:
                return None
    return VersionRange(introduced, fixed, last, after)


def is_version(text: str) -> bool:
    """Whether a text looks like one version: short, a digit in it, and nothing that only prose has."""
    return (
        0 < len(text) <= MAX_LENGTH
        and text.isprintable()
        and any(character.isdigit() for character in text)
        and not any(character in " ,<>=|()/*" for character in text)
    )
