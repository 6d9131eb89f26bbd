"""Go: what the linker writes into each executable, as `go version -m` shows it (debug/buildinfo of Go's library).

The section `.go.buildinfo` begins with a magic text. Since Go 1.18 the version and the list of modules stand in it,
each with its length before it; older ones are reached by pointers and are not read.
"""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import Final

from vedette.assets.live.elf import mapped, section
from vedette.assets.live.languages.interface import Part, Program
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.scene import Scene
from vedette.model.running import Evidence

_MAGIC: Final = b"\xff Go buildinf:"
_INLINE: Final = 2
"""Flag: strings stand in the section itself."""
_HEADER: Final = 32
_MOST: Final = 16 << 20
_SENTINEL: Final = 16
"""Bytes before and after the list of modules."""


@dataclass(frozen=True, slots=True)
class Go:
    """Executables of Go."""

    name: str = "go"

    def examine(self, scene: Scene) -> Program | None:
        """The main module and those that were linked in."""
        with mapped(scene.machine, scene.executable) as data:
            info = None if data is None else build_info(data)
        if info is None:
            return None
        version, modules = info
        packages = parse_modules(modules)
        main = packages[0] if packages and modules.find("\nmod\t") != -1 else None
        if version:
            packages.append(Package("stdlib", version, "golang"))
        file = scene.process.executable or ""
        return Program(
            name=_title(main),
            application=main,
            parts=tuple(Part(package, Evidence.BUILT_IN, file) for package in packages),
            found=f"Go executable, its build information names {main.purl if main else 'no main module'}",
        )


def build_info(data: mmap.mmap) -> tuple[str, str] | None:
    """Go's version without `go`, and the list of modules; null where the executable has none that can be read."""
    place = section(data, b".go.buildinfo")
    start = place[0] if place else data.find(_MAGIC)
    if start < 0 or data[start : start + len(_MAGIC)] != _MAGIC or len(data) < start + _HEADER:
        return None
    if not data[start + 15] & _INLINE:
        return "", ""
    version, at = _string(data, start + _HEADER)
    modules, _ = _string(data, at)
    first = version.decode("utf-8", "replace").split(" ")[0]
    text = modules[_SENTINEL:-_SENTINEL].decode("utf-8", "replace") if len(modules) > 2 * _SENTINEL else ""
    return first.removeprefix("go"), f"\n{text}"


def _string(data: mmap.mmap, at: int) -> tuple[bytes, int]:
    """A string with its length before it, seven bits a byte, and where it ends."""
    length, shift = 0, 0
    while at < len(data) and shift < 35:
        byte = data[at]
        length |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    length = min(length, _MOST, len(data) - at)
    return data[at : at + length], at + length


def parse_modules(text: str) -> list[Package]:
    """The main module and its dependencies. `=>` replaces the one before it."""
    packages: list[Package] = []
    for line in text.splitlines():
        fields = line.split("\t")
        if fields[0] in {"mod", "dep", "=>"} and len(fields) > 2 and fields[1]:
            if fields[0] == "=>" and packages:
                packages.pop()
            namespace, _, name = fields[1].rpartition("/")
            version = fields[2] if fields[2] not in {"", "(devel)"} else None
            packages.append(Package(name, version, "golang", namespace or None))
    return packages


def _title(main: Package | None) -> str | None:
    """`github.com/caddyserver/caddy/v2` → `caddy`."""
    if main is None:
        return None
    names = [*(main.namespace or "").split("/"), main.name]
    if len(names) > 1 and names[-1][:1] == "v" and names[-1][1:].isdigit():
        names.pop()
    return names[-1]
