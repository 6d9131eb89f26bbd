"""Semantic Versioning 2.0.0, as npm, Go, Cargo, Hex and Swift use it (semver.org, section 11)."""

from __future__ import annotations

import re
from typing import Final

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions.interface import Key, Part, require_plain

_LABELS: Final = re.compile(r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*")
_NUMBERS: Final = re.compile(r"[0-9]+(?:\.[0-9]+)*")

_PRERELEASE, _RELEASE = range(2)
_NUMERIC, _TEXT = range(2)


class SemVer:
    """SemVer 2.0.0, read tolerantly: a leading ``v``, missing minor or patch numbers, leading zeros.

    Numbers after the third are no part of SemVer: from there on all is build metadata, which has no order.
    """

    name: Final = "npm"
    ecosystems: Final = ("GitHub Actions", "Go", "Hex", "SwiftURL", "crates.io", "npm")
    purl_types: Final = ("cargo", "githubactions", "golang", "hex", "npm", "swift")

    def key(self, version: str) -> Key:
        """(major, minor, patch, released or not, labels…)."""
        text = require_plain(self.name, version)
        core, dash, labels = text.removeprefix("v").partition("+")[0].partition("-")
        if not _NUMBERS.fullmatch(core):
            raise InvalidVersion(self.name, version)
        numbers = [int(number) for number in core.split(".")]
        if len(numbers) > 3 or not dash:
            return (*pad(numbers, 3), _RELEASE)
        if not _LABELS.fullmatch(labels):
            raise InvalidVersion(self.name, version)
        return (*pad(numbers, 3), *prerelease_key(labels))


def pad(numbers: list[int], length: int) -> list[int]:
    """Exactly that many numbers: the first ones, filled up with zeros."""
    return [*numbers[:length], *[0] * (length - len(numbers))]


def prerelease_key(labels: str) -> Key:
    """The key of dotted pre-release labels, which is below that of no labels.

    Numbers are below text, text is in ASCII order, and of two equal beginnings the shorter is lower.
    """
    parts: list[Part] = [_PRERELEASE]
    for label in labels.split("."):
        parts += (_NUMERIC, int(label)) if label.isdigit() else (_TEXT, label)
    return tuple(parts)


RELEASE_KEY: Final[Key] = (_RELEASE,)
