"""Rust: the crates that an executable was built from.

Built with `cargo auditable`, it has a section `.dep-v0` with all of them (zlib-compressed JSON). Others still hold the
paths of the sources that can panic, below the registry of crates: `registry/src/INDEX/NAME-VERSION/`.
"""

from __future__ import annotations

import mmap
import zlib
from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.assets.live.elf import mapped, section
from vedette.assets.live.languages.interface import Part, Program
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.scene import Scene
from vedette.model.running import Evidence

_MARKER: Final = b"/registry/src/"
_MOST_JSON: Final = 32 << 20
_MOST_PATHS: Final = 100_000
_LONGEST: Final = 256


class Crate(msgspec.Struct, frozen=True):
    """A crate in the list of `cargo auditable`."""

    name: str
    version: str
    root: bool = False
    kind: str = "runtime"


class Crates(msgspec.Struct, frozen=True):
    """The list."""

    packages: list[Crate]


_DECODER: Final = msgspec.json.Decoder(Crates)


@dataclass(frozen=True, slots=True)
class Rust:
    """Executables of Rust."""

    name: str = "rust"

    def examine(self, scene: Scene) -> Program | None:
        """The crates; the application is known only where the executable lists them itself."""
        with mapped(scene.machine, scene.executable) as data:
            if data is None:
                return None
            listed = audited(data)
            packages = [_package(crate) for crate in listed] if listed else source_paths(data)
        if not packages:
            return None
        main = next((_package(crate) for crate in listed or () if crate.root), None)
        file = scene.process.executable or ""
        told = (
            "its list of crates"
            if listed
            else "the paths of sources in it: crates that cannot panic are not seen"
        )
        return Program(
            name=main.name if main else None,
            application=main,
            parts=tuple(Part(package, Evidence.BUILT_IN, file) for package in packages),
            found=f"Rust executable, known by {told}",
        )


def audited(data: mmap.mmap) -> list[Crate] | None:
    """The crates that are a part of the program, of an executable that lists them; else null."""
    place = section(data, b".dep-v0")
    if place is None:
        return None
    try:
        text = zlib.decompressobj().decompress(data[place[0] : sum(place)], _MOST_JSON)
        crates = _DECODER.decode(text).packages
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return [crate for crate in crates if crate.kind == "runtime"]


def source_paths(data: mmap.mmap) -> list[Package]:
    """The crates whose sources are named."""
    found: set[tuple[str, str]] = set()
    at = data.find(_MARKER)
    for _ in range(_MOST_PATHS):
        if at == -1:
            break
        folders = data[at + len(_MARKER) : at + len(_MARKER) + _LONGEST].split(b"/", 2)
        crate = _crate(folders[1]) if len(folders) == 3 else None
        if crate is not None:
            found.add(crate)
        at = data.find(_MARKER, at + 1)
    return [Package(name, version, "cargo") for name, version in sorted(found)]


def _crate(folder: bytes) -> tuple[str, str] | None:
    """`hyper-util-0.1.3` → name and version: the version begins at the last `-` before a digit and a dot."""
    text = folder.decode("ascii", "replace")
    parts = text.split("-")
    for index in range(1, len(parts)):
        head, version = "-".join(parts[:index]), "-".join(parts[index:])
        if version.partition(".")[0].isdigit() and "." in version:
            plain = all(c.isalnum() or c in "-_.+" for c in text)
            return (head, version) if head and plain else None
    return None


def _package(crate: Crate) -> Package:
    return Package(crate.name, crate.version, "cargo")
