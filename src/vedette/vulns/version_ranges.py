"""Whether a version is among those that an advisory speaks of."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import Final

import msgspec

from vedette.model.errors import InvalidVersion
from vedette.model.vulnerability import State
from vedette.vulns.advisories.interface import Status, VersionRange, Versions
from vedette.vulns.versions import SCHEMES, Key, VersionScheme


class Outcome(IntEnum):
    """What a comparison shows. Of several by the same authority the highest counts."""

    NOTHING = 0
    """The advisory gives nothing that could be compared."""
    NOT_AFFECTED = 1
    """The version is outside all that is affected."""
    FIXED = 2
    """The version has the fix."""
    POSSIBLE = 3
    """It may be affected: the version, the platform or the backports are not known."""
    AFFECTED = 4

    @property
    def state(self) -> State:
        """What is said of it."""
        return _STATES[self]


_ALL: Final = VersionRange()
_BEGINNING: Final = (None, "0")
"""Where a range begins that has no version below it."""
_STATES: Final = {
    Outcome.NOTHING: State.UNKNOWN,
    Outcome.NOT_AFFECTED: State.NOT_AFFECTED,
    Outcome.FIXED: State.FIXED,
    Outcome.POSSIBLE: State.UNKNOWN,
    Outcome.AFFECTED: State.AFFECTED,
}


class Comparison(msgspec.Struct, frozen=True, gc=False):
    """The outcome for one version."""

    outcome: Outcome
    why: str
    """What the version was compared with: `is in ≥ 2.4.0, < 2.4.60`. Follows the product and its version."""
    fixed_version: str | None = None
    """Lowest version above it that has the fix."""


@lru_cache(maxsize=65536)
def version_key(scheme: str, version: str) -> Key:
    """The key of a version. Raises InvalidVersion."""
    return SCHEMES[scheme].key(version)


def compare_versions(version: str | None, versions: Versions, scheme: VersionScheme) -> Comparison:
    """Where a version stands among those that an advisory speaks of."""
    if version is None:
        return Comparison(Outcome.POSSIBLE, "has no version")
    key = _key_or_reason(scheme.name, version)
    if isinstance(key, str):
        return Comparison(Outcome.POSSIBLE, key)
    return _bounds(versions, scheme.name).compare(version, key)


@lru_cache(maxsize=1024)
def _key_or_reason(scheme: str, version: str) -> Key | str:
    """The key of a version that is to be compared; where it cannot be, why: follows the product and its version."""
    if not any(character.isdigit() for character in version):  # some schemes put `latest` below all releases
        return "has a version without a digit"
    try:
        return version_key(scheme, version)
    except InvalidVersion:
        return f"has a version that is no {scheme} version"


@lru_cache(maxsize=4096)
def without_epochs(versions: Versions) -> Versions:
    """The same versions without their epochs (`1:`), for one that was told without."""
    return msgspec.structs.replace(
        versions,
        ranges=tuple(map(_without_epochs, versions.ranges)),
        unaffected=tuple(map(_without_epochs, versions.unaffected)),
        exact=tuple(_without_epoch(version) for version in versions.exact),
    )


def _without_epochs(item: VersionRange) -> VersionRange:
    bounds = {
        name: bound if bound is None else _without_epoch(bound)
        for name in ("introduced", "fixed", "last_affected")
        for bound in (getattr(item, name),)
    }
    return msgspec.structs.replace(item, **bounds)


def _without_epoch(version: str) -> str:
    epoch, colon, rest = version.partition(":")
    return rest if colon and epoch.isdecimal() else version


class _Bound(msgspec.Struct, frozen=True, gc=False):
    """A version that an advisory names."""

    key: Key
    text: str


class _Range(msgspec.Struct, frozen=True, gc=False):
    """A range whose bounds the scheme allows."""

    item: VersionRange
    start: _Bound | None
    """Null where it begins with the first version of all."""
    fixed: _Bound | None
    last: _Bound | None

    def contains(self, key: Key) -> bool:
        """Whether the version of this key is in it."""
        start = self.start
        if start is not None and (key < start.key or (self.item.after and key == start.key)):
            return False
        if self.fixed is not None:
            return key < self.fixed.key
        return self.last is None or key <= self.last.key


class _Bounds:
    """The versions of one statement, with their keys: what one version after another is compared with."""

    __slots__ = ("_exact", "_fixes", "_ranges", "_unaffected", "_unjudged", "_versions")

    def __init__(self, versions: Versions, scheme: str) -> None:
        self._versions = versions
        self._ranges = _readable(versions.ranges, scheme)
        self._unaffected = _readable(versions.unaffected, scheme)
        self._exact = [bound for text in versions.exact if (bound := _bound(scheme, text)) is not None]
        refused = len(versions.ranges) - len(self._ranges) + len(versions.unaffected) - len(self._unaffected)
        self._unjudged = versions.unjudged + refused
        self._fixes = [r.fixed for r in self._ranges if r.fixed is not None]

    def compare(self, version: str, key: Key) -> Comparison:
        """Where a version stands. key: its own."""
        for found in self._ranges:
            if found.contains(key):
                where = "is affected, as all versions are" if found.item == _ALL else f"is in {found.item}"
                return Comparison(Outcome.AFFECTED, where, self._next_fix(key))
        if self._exact and (version in self._versions.exact or any(b.key == key for b in self._exact)):
            return Comparison(Outcome.AFFECTED, "is listed as affected", self._next_fix(key))
        for excepted in self._unaffected:
            if excepted.contains(key):
                outcome = Outcome.NOT_AFFECTED if excepted.start is None else Outcome.FIXED
                return Comparison(outcome, f"is in {excepted.item}, which is not affected")
        if self._versions.default is Status.AFFECTED and not self._versions.ranges:
            # Records that give affected ranges too mostly leave the default as their tool set it.
            return Comparison(Outcome.AFFECTED, "is outside what is not affected", self._next_fix(key))
        if self._unjudged or not (self._ranges or self._exact):
            why = "is not compared: the advisory's versions are free text or missing"
            return Comparison(Outcome.NOTHING, why)
        return self._outside(key)

    def _outside(self, key: Key) -> Comparison:
        passed = [bound for bound in self._fixes if key >= bound.key]
        if passed:
            return Comparison(Outcome.FIXED, f"has the fix of {_highest(passed).text}")
        ends = [r.last for r in self._ranges if r.last is not None] + self._exact
        if ends and not self._fixes and all(key >= end.key for end in ends):
            return Comparison(Outcome.FIXED, f"is above {_highest(ends).text}, the last that is affected")
        return Comparison(Outcome.NOT_AFFECTED, f"is outside {self._summary()}")

    def _summary(self) -> str:
        parts = [str(r.item) for r in self._ranges] + [bound.text for bound in self._exact]
        return " and ".join(parts[:3]) + (f" and {len(parts) - 3} more" if len(parts) > 3 else "")

    def _next_fix(self, key: Key) -> str | None:
        """The lowest fix above the version that is itself in no affected range."""
        ends = self._fixes + [r.start for r in self._unaffected if r.start is not None]
        sound = [end for end in ends if key < end.key and not any(r.contains(end.key) for r in self._ranges)]
        return min(sound, key=_by_key).text if sound else None


@lru_cache(maxsize=8192)
def _bounds(versions: Versions, scheme: str) -> _Bounds:
    """Prepared once for all versions of a package that are judged one after another."""
    return _Bounds(versions, scheme)


def _readable(ranges: tuple[VersionRange, ...], scheme: str) -> list[_Range]:
    """The ranges whose bounds the scheme allows."""
    return [found for item in ranges if (found := _range(item, scheme)) is not None]


def _range(item: VersionRange, scheme: str) -> _Range | None:
    start, fixed = _bound(scheme, item.introduced), _bound(scheme, item.fixed)
    last = _bound(scheme, item.last_affected)
    if (fixed is None) is not (item.fixed is None) or (last is None) is not (item.last_affected is None):
        return None
    if item.introduced in _BEGINNING:
        return _Range(item, None, fixed, last)
    return _Range(item, start, fixed, last) if start is not None else None


def _bound(scheme: str, text: str | None) -> _Bound | None:
    """Null where there is none, or none that the scheme allows."""
    if text is None:
        return None
    try:
        return _Bound(version_key(scheme, text), text)
    except InvalidVersion:
        return None


def _by_key(bound: _Bound) -> Key:
    return bound.key


def _highest(bounds: list[_Bound]) -> _Bound:
    return max(bounds, key=_by_key) if len(bounds) > 1 else bounds[0]
