"""Of which release and of which stream of updates a statement of a distribution speaks.

Red Hat goes on mending a minor release for those who pay for it (EUS, AUS, E4S, TUS, ELS), with fixes that have other
version numbers than those of the main stream. CPE names and OSV's ecosystems tell them apart by the product:
`cpe:/o:redhat:rhel_eus:8.6::baseos`, `Red Hat:rhel_eus:8.6::baseos`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from vedette.vulns.cpe import ANY, NA, Cpe

MAIN: Final = ""
"""The stream that everybody gets."""
_PAID: Final = {"eus": "EUS", "eus_long_life": "EUS", "aus": "AUS", "e4s": "E4S", "tus": "TUS", "els": "ELS"}
"""Streams by the product's name after `rhel_` (Red Hat, "Red Hat Enterprise Linux Life Cycle")."""


class Line(NamedTuple):
    """A release, and a stream of it."""

    release: str | None
    """Null where none is told: all."""
    stream: str
    """MAIN, `EUS`, or another product that ships the same package: `openshift 4.12`."""


def line_of_cpe(platform: Cpe | None) -> Line:
    """`cpe:/o:redhat:enterprise_linux:9::baseos` → 9; of SUSE with the service pack, `sles:15:sp3` → 15.3."""
    if platform is None:
        return Line(None, MAIN)
    version = None if platform.version in {ANY, NA} else platform.version
    if platform.vendor == "redhat":
        return line_of_product(platform.product, version, platform.edition)
    return Line(release_in(f"{version} {platform.update}") if version is not None else None, MAIN)


def line_of_product(product: str, version: str | None, edition: str) -> Line:
    """Of a product of Red Hat: its own name, its version, and the edition of its CPE name (`baseos`, `el8`)."""
    if product.startswith(("enterprise_linux", "rhel_extras")):
        return Line(version, MAIN)
    stream = _PAID.get(product.removeprefix("rhel_")) if product.startswith("rhel_") else None
    if stream is not None:
        return Line(version, stream)
    base = edition.removeprefix("el")
    return Line(base if base.isdecimal() and base != edition else None, f"{product} {version or ''}".strip())


def release_in(text: str) -> str | None:
    """The release that a name of it ends with: `v3.18` → 3.18, `Linux Enterprise Server 15 SP3-LTSS` → 15.3."""
    words = text.split()
    for word, following in zip(words, [*words[1:], ""], strict=False):
        number = word.removeprefix("v")
        if number[:1].isdigit():
            pack = following.upper().partition("-")[0].removeprefix("SP")
            return f"{number}.{pack}" if pack.isdecimal() and following[:2].upper() == "SP" else number
    return None


def stream_in(text: str | None) -> str | None:
    """The paid stream that a platform or a qualifier names (`rhel-8.6-eus`, `… 8.6 EUS`, a CPE name); null for none."""
    words = "".join(c if c.isalnum() else " " for c in (text or "").lower()).split()
    return next((_PAID[word] for word in words if word in _PAID), None)
