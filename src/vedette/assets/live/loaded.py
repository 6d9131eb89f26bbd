"""Native code that a process has loaded: its executable and the libraries that the kernel maps into it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vedette.assets.live.languages.interface import Part
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.scene import Scene
from vedette.model.running import Evidence

MOST_UNOWNED: Final = 200
"""Files without an owner that are told of one service."""


@dataclass(frozen=True, slots=True)
class Code:
    """The native code of a service's processes, by who owns it."""

    parts: tuple[Part, ...]
    """Packages of the distribution, each with one of its files."""
    unowned: tuple[str, ...]
    """Files that none of them owns."""


def native_code(scenes: Sequence[Scene]) -> Code:
    """What is mapped as code into the processes. Data that is mapped, as fonts and locales, is no code."""
    parts: dict[Package, Part] = {}
    unowned: dict[str, None] = {}
    for path, scene in _files(scenes):
        package = scene.owner(path)
        if package is not None:
            parts.setdefault(package, Part(package, Evidence.MAPPED, path, native=True))
        elif len(unowned) < MOST_UNOWNED:
            unowned[path] = None
    return Code(tuple(parts.values()), tuple(unowned))


def _files(scenes: Iterable[Scene]) -> list[tuple[str, Scene]]:
    """Executables first, since they say most; then libraries, in the order of their paths."""
    found: dict[str, Scene] = {}
    for scene in scenes:
        if scene.process.executable is not None:
            found.setdefault(scene.process.executable, scene)
    for scene in scenes:
        for mapping in sorted(scene.process.mappings, key=lambda each: each.path):
            if mapping.executable:
                found.setdefault(mapping.path, scene)
    return list(found.items())
