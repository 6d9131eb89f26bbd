"""Whether a version is among those that an advisory speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

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
        match self:
            case Outcome.NOTHING | Outcome.POSSIBLE:
                return State.UNKNOWN
            case Outcome.NOT_AFFECTED:
                return State.NOT_AFFECTED
            case Outcome.FIXED:
                return State.FIXED
            case Outcome.AFFECTED:
                return State.AFFECTED


@dataclass(frozen=True, slots=True)
class Comparison:
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
    if not any(character.isdigit() for character in version):  # some schemes put `latest` below all releases
        return Comparison(Outcome.POSSIBLE, "has a version without a digit")
    try:
        key = version_key(scheme.name, version)
    except InvalidVersion:
        return Comparison(Outcome.POSSIBLE, f"has a version that is no {scheme.name} version")
    return _Placement(version, key, versions, scheme).comparison()


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


class _Placement:
    """One version among the ranges of one statement."""

    def __init__(self, version: str, key: Key, versions: Versions, scheme: VersionScheme) -> None:
        self._version, self._key, self._versions, self._scheme = version, key, versions, scheme
        self._unjudged = versions.unjudged
        self._ranges = self._readable(versions.ranges)
        self._unaffected = self._readable(versions.unaffected)
        self._exact = [(text, k) for text in versions.exact if (k := self._key_of(text)) is not None]

    def comparison(self) -> Comparison:
        hit = next((r for r in self._ranges if self._contains(r, self._key)), None)
        listed = self._version in self._versions.exact or any(key == self._key for _, key in self._exact)
        if hit is not None or listed:
            where = "is affected, as all versions are" if hit == VersionRange() else f"is in {hit}"
            why = "is listed as affected" if hit is None else where
            return Comparison(Outcome.AFFECTED, why, self._next_fix())
        excepted = next((r for r in self._unaffected if self._contains(r, self._key)), None)
        if excepted is not None:
            outcome = Outcome.NOT_AFFECTED if self._from_start(excepted) else Outcome.FIXED
            return Comparison(outcome, f"is in {excepted}, which is not affected")
        if self._versions.default is Status.AFFECTED and not self._versions.ranges:
            # Records that give affected ranges too mostly leave the default as their tool set it.
            return Comparison(Outcome.AFFECTED, "is outside what is not affected", self._next_fix())
        if self._unjudged or not (self._ranges or self._exact):
            return Comparison(
                Outcome.NOTHING, "is not compared: the advisory's versions are free text or missing"
            )
        return self._outside()

    def _outside(self) -> Comparison:
        fixes = [r.fixed for r in self._ranges if r.fixed is not None and self._at_least(r.fixed)]
        if fixes:
            last = max(fixes, key=self._order)
            return Comparison(Outcome.FIXED, f"has the fix of {last}")
        ends = [r.last_affected for r in self._ranges if r.last_affected is not None]
        ends += [text for text, _ in self._exact]
        open_above = any(r.fixed is not None for r in self._ranges)
        if ends and not open_above and all(self._at_least(end) for end in ends):
            return Comparison(
                Outcome.FIXED, f"is above {max(ends, key=self._order)}, the last that is affected"
            )
        return Comparison(Outcome.NOT_AFFECTED, f"is outside {self._summary()}")

    def _summary(self) -> str:
        parts = [str(r) for r in self._ranges] + [text for text, _ in self._exact]
        return " and ".join(parts[:3]) + (f" and {len(parts) - 3} more" if len(parts) > 3 else "")

    def _next_fix(self) -> str | None:
        """The lowest fix above the version that is itself in no affected range."""
        fixes = [r.fixed for r in self._ranges if r.fixed is not None]
        return self._lowest(fixes + self._unaffected_starts())

    def _unaffected_starts(self) -> list[str]:
        return [r.introduced for r in self._unaffected if r.introduced is not None]

    def _lowest(self, candidates: list[str]) -> str | None:
        above = [c for c in candidates if not self._at_least(c)]
        sound = [c for c in above if not any(self._contains(r, self._order(c)) for r in self._ranges)]
        return min(sound, key=self._order, default=None)

    def _readable(self, ranges: tuple[VersionRange, ...]) -> list[VersionRange]:
        """The ranges whose bounds the scheme allows; the others count as not judged."""
        kept = [item for item in ranges if self._is_readable(item)]
        self._unjudged += len(ranges) - len(kept)
        return kept

    def _is_readable(self, item: VersionRange) -> bool:
        for bound in (item.introduced, item.fixed, item.last_affected):
            if bound is not None and bound != "0" and self._key_of(bound) is None:
                return False
        return True

    def _key_of(self, version: str) -> Key | None:
        try:
            return version_key(self._scheme.name, version)
        except InvalidVersion:
            return None

    def _order(self, version: str) -> Key:
        return version_key(self._scheme.name, version)

    def _at_least(self, bound: str) -> bool:
        return self._key >= self._order(bound)

    def _contains(self, item: VersionRange, key: Key) -> bool:
        if not self._from_start(item) and item.introduced is not None:
            start = self._order(item.introduced)
            if key < start or (item.after and key == start):
                return False
        if item.fixed is not None:
            return key < self._order(item.fixed)
        return item.last_affected is None or key <= self._order(item.last_affected)

    @staticmethod
    def _from_start(item: VersionRange) -> bool:
        return item.introduced is None or item.introduced == "0"
