"""What the versions of distributions' packages tell: which upstream version was built, and for which release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

_MARKS: Final = ("+deb", "~deb", ".el", ".fc")
"""What stands before the number of a release in versions of Debian, Red Hat Enterprise Linux and Fedora."""


_REPACKED: Final = ("dfsg", "ds", "repack")
"""What Debian adds to a version whose sources it changed, after `+` or `~`."""


def upstream_version(version: str) -> str:
    """Without epoch, packaging revision and repacking marks: `1:2.4.57+dfsg-2` → `2.4.57`, `9.0~rc1-1` → `9.0-rc1`."""
    text = version.partition(":")[2] or version if version.partition(":")[0].isdigit() else version
    text = text.rpartition("-")[0] or text
    really = text.partition("+really")[2]
    plain, tilde, mark = (really or text).partition("+")[0].partition("~")
    return plain if mark.startswith(_REPACKED) or not tilde else f"{plain}-{mark.replace('~', '-')}"


def release_of_build(version: str) -> str | None:
    """`1.2-3+deb12u1` → `12`, `1.2-3.el9_4` → `9`; null where the version names no release."""
    tails = (version.partition(mark)[2] for mark in _MARKS)
    return next((number for tail in tails if (number := leading_number(tail)) is not None), None)


def release_among(versions: Iterable[str | None]) -> str | None:
    """The release that most versions on a machine name; null where none does."""
    counts = Counter(release for version in versions if version and (release := release_of_build(version)))
    return next((release for release, _ in counts.most_common(1)), None)


def leading_number(text: str) -> str | None:
    """Digits and dots at the start: `22.04.1` of `22.04.1-lts`; null where there are none."""
    length = next((i for i, c in enumerate(text) if not (c.isdigit() or c == ".")), len(text))
    return text[:length].strip(".") or None
