"""Findings of scanners in CycloneDX documents: vulnerabilities without an analysis.

Those with an analysis are statements of VEX, and are read as such (`vedette.vulns.vex`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from vedette.assets.parts import Notes
from vedette.files.json_values import NOT_DECODABLE
from vedette.model.inventory import Opinion


class Rating(msgspec.Struct, frozen=True):
    """How grave somebody holds it."""

    severity: str | None = None


class Target(msgspec.Struct, frozen=True):
    """A component that is meant."""

    ref: str


class Finding(msgspec.Struct, frozen=True):
    """A vulnerability, reduced to the fields that are used."""

    id: str | None = None
    ratings: list[Rating] | None = None
    affects: list[Target] | None = None
    analysis: Any = None


class Tool(msgspec.Struct, frozen=True):
    """A tool that made the document."""

    name: str
    version: str | None = None


class Tools(msgspec.Struct, frozen=True):
    """The tools, as versions 1.5 and later have them."""

    components: list[Tool] | None = None


_DECODER: Final = msgspec.json.Decoder(Finding)


def scanner_of(tools: list[Tool] | Tools | None) -> str:
    """The tool that is named first, with its version."""
    listed = tools.components if isinstance(tools, Tools) else tools
    first = next(iter(listed or ()), None)
    return "a scanner" if first is None else f"{first.name} {first.version or ''}".strip()


def opinions(
    raw: Iterable[msgspec.Raw], packages: Mapping[str, str], scanner: str, host: str, notes: Notes
) -> Iterator[Opinion]:
    """The opinions. packages: by bom-ref what stands for each component; scanner: who says it."""
    for number, text in enumerate(raw):
        try:
            found = _DECODER.decode(text)
        except NOT_DECODABLE:
            notes.leave_out(f"$.vulnerabilities[{number}]", "vulnerability that breaks the format")
            continue
        if found.id is None or found.analysis is not None:
            continue
        for target in found.affects or ():
            package = packages.get(target.ref)
            if package is not None:
                yield Opinion(
                    scanner=scanner,
                    source=notes.path,
                    host=host,
                    package=package,
                    vulnerability=found.id,
                    aliases=(),
                    state="affected",
                    fixed_version=None,
                    severity=next((r.severity for r in found.ratings or () if r.severity), None),
                )
