"""What a version scheme is: the rule by which one ecosystem orders its versions.

A scheme turns a version into a key once; keys are then compared as often as needed.
A key is hashable and orders like its version; keys of two schemes must not be mixed.
"""

from __future__ import annotations

from typing import Protocol, TypeAlias

from vedette.model.errors import InvalidVersion

Part: TypeAlias = "int | str | tuple[Part, ...]"
Key: TypeAlias = tuple[Part, ...]

# The longest versions in use (Go pseudo-versions, nightly builds) stay well under a hundred characters.
MAX_LENGTH = 256


class PairwiseKey(tuple[Part, ...]):
    """A key whose order is decided pair by pair: for ecosystems whose own order goes in circles.

    Comparisons with plain keys of the same scheme are decided here too, on whichever side they stand.
    """

    __slots__ = ()

    def against(self, other: Key) -> int:
        """Negative, 0 or positive as this key is below, equal to or above the other."""
        raise NotImplementedError

    def __eq__(self, other: object) -> bool:
        return isinstance(other, tuple) and self.against(other) == 0

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __lt__(self, other: Key) -> bool:
        return self.against(other) < 0

    def __le__(self, other: Key) -> bool:
        return self.against(other) <= 0

    def __gt__(self, other: Key) -> bool:
        return self.against(other) > 0

    def __ge__(self, other: Key) -> bool:
        return self.against(other) >= 0

    __hash__ = tuple.__hash__


class VersionScheme(Protocol):
    """How one family of ecosystems orders versions."""

    @property
    def name(self) -> str:
        """The scheme's name: its key in the registry and the name of its module."""

    @property
    def ecosystems(self) -> tuple[str, ...]:
        """OSV ecosystems that it serves, without their release: ``Debian``, not ``Debian:12``."""

    @property
    def purl_types(self) -> tuple[str, ...]:
        """Package URL types that it serves."""

    def key(self, version: str) -> Key:
        """The key that orders the version; raises InvalidVersion where the scheme does not allow it."""


def compare(scheme: VersionScheme, a: str, b: str) -> int:
    """-1, 0 or 1 as version a is below, equal to or above b; raises InvalidVersion."""
    left, right = scheme.key(a), scheme.key(b)
    return (left > right) - (left < right)


def require_plain(scheme: str, version: str) -> str:
    """The version itself, once it is known to be short, not empty, and free of blanks and control characters.

    Raises InvalidVersion, which quotes no more than the longest version that is allowed.
    """
    if len(version) > MAX_LENGTH:
        raise InvalidVersion(scheme, version[:MAX_LENGTH] + "…")
    if not version or not version.isprintable() or " " in version:
        raise InvalidVersion(scheme, version)
    return version
