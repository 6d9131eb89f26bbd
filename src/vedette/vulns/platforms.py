"""Whether a service runs on the platform that a configuration needs. Three-valued: an inventory may not say."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from vedette.model.products import words
from vedette.vulns.cpe import ANY, NA, Cpe


class Truth(IntEnum):
    """Kleene's logic: AND is the minimum, OR the maximum."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2

    def negated(self) -> Truth:
        """NOT."""
        return Truth(2 - self)


_FAMILIES: Final = {
    "windows": ("windows", "win32", "win64"),
    "macos": ("macos", "mac os", "os x", "darwin"),
    "linux": (
        "linux", "debian", "ubuntu", "red hat", "redhat", "rhel", "centos", "fedora", "rocky", "alma", "almalinux",
        "suse", "opensuse", "alpine", "amazon", "arch", "oracle linux", "gentoo", "wolfi",
    ),
    "bsd": ("freebsd", "openbsd", "netbsd"),
}  # fmt: skip
"""Operating systems by family, in the words that inventories, banners and CPE names use."""


def family(text: str | None) -> str | None:
    """The family of an operating system; null where the text names none that we know."""
    if text is None:
        return None
    padded = f" {words(text)} "
    for name, marks in _FAMILIES.items():
        if any(f" {mark} " in padded or padded.startswith(f" {mark}") for mark in marks):
            return name
    return None


def runs_on(platform: str | None, needed: Cpe) -> Truth:
    """Whether a host of this platform is the operating system or the hardware of a CPE name."""
    wanted, actual = family(needed.product), family(platform)
    if needed.part != "o" or wanted is None or actual is None:
        return Truth.UNKNOWN
    if wanted != actual:
        return Truth.FALSE
    generic = needed.version in {ANY, NA} and words(needed.product) in {
        "windows",
        "macos",
        "mac os x",
        "linux kernel",
    }
    return Truth.TRUE if generic or needed.product in words(platform or "") else Truth.UNKNOWN


def targets(platform: str | None, cpe: Cpe) -> Truth:
    """Whether a host of this platform is what the name's target software asks for, where that is a platform."""
    wanted = None if cpe.target_sw in {ANY, NA} else family(cpe.target_sw)
    if wanted is None:
        return Truth.TRUE
    actual = family(platform)
    return Truth.UNKNOWN if actual is None else Truth(2 * (wanted == actual))


def among(platform: str | None, platforms: tuple[str, ...]) -> Truth:
    """Whether a host of this platform is one of those that a CVE record limits a product to."""
    wanted = {family(text) for text in platforms}
    if not wanted or None in wanted:
        return Truth.TRUE
    actual = family(platform)
    return Truth.UNKNOWN if actual is None else Truth(2 * (actual in wanted))
