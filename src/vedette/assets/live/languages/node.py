"""Node.js: the packages below `node_modules` whose modules a process has loaded.

Each package is a folder with a `package.json` that names it (npm's package.json(5)).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

import msgspec

from vedette.assets.live.languages.frameworks import server_among
from vedette.assets.live.languages.interface import Part, Program
from vedette.assets.live.memory import remembered_paths
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.scene import Scene
from vedette.assets.live.tree import Tree
from vedette.model.products import Runtime
from vedette.model.running import Evidence

_NAMES: Final = frozenset({"node", "nodejs", "bun", "deno"})
_MARKER: Final = "/node_modules/"
_CODE: Final = (".js", ".mjs", ".cjs", ".node")
_MOST_MANIFEST: Final = 1 << 20
_MOST_PACKAGES: Final = 5_000
"""Packages of one process."""
_MOST_LEVELS: Final = 12
"""Folders above a script that are looked into for the manifest of the application."""


class Manifest(msgspec.Struct, frozen=True):
    """A package.json, reduced to what is used."""

    name: str | None = None
    version: str | None = None


_DECODER: Final = msgspec.json.Decoder(Manifest)


@dataclass(frozen=True, slots=True)
class Node:
    """Node.js and its kin."""

    name: str = "node"

    def examine(self, scene: Scene) -> Program | None:
        """The packages whose modules are loaded; the application is that of the script, or the server it loads."""
        if PurePosixPath(scene.process.executable or "").name not in _NAMES:
            return None
        entry = _script(scene)
        files = {m.path: Evidence.MAPPED for m in scene.process.mappings if _MARKER in m.path}
        remembered = remembered_paths(scene.machine, scene.process.pid, b"node_modules/")
        for path in remembered.paths if remembered else ():
            code = _code(path)
            if code is not None:
                files.setdefault(code, Evidence.IMPORTED)
        if entry is not None and _MARKER in entry:
            files.setdefault(entry, Evidence.IMPORTED)
        not_seen = (
            remembered.not_seen if remembered else "its memory: modules that are not native are not listed"
        )
        parts = _parts(scene, files)
        own = _application(scene.tree, entry) if entry else None
        in_package = entry is not None and _MARKER in entry
        server = None if in_package else server_among(parts, Runtime.NODE)
        application = server.package if server else own
        return Program(
            name=application.name if application else None,
            application=application,
            parts=parts,
            found=_found(entry, server),
            not_seen=(not_seen,) if not_seen else (),
        )


def _found(entry: str | None, server: Part | None) -> str:
    if server is not None:
        return "Node.js program, named after the server that it has loaded"
    return "Node.js program" if entry is None else f"started by the script {entry}"


def _script(scene: Scene) -> str | None:
    """The script that was started, all links resolved by its name alone; null where the command no longer says it."""
    script = next((a for a in scene.process.arguments[1:] if not a.startswith("-")), None)
    if script is None:
        return None
    path = scene.process.absolute(script)
    target = scene.tree.link(path)
    if target is not None:
        path = str(PurePosixPath(path).parent / target) if not target.startswith("/") else target
        path = scene.process.absolute(path)
    return next((p for p in (path, f"{path}.js", f"{path}/index.js") if scene.tree.is_file(p)), None)


def _code(path: str) -> str | None:
    """The path up to its ending: what stands behind it in memory may have come along."""
    ends = [at + len(ending) for ending in _CODE if (at := path.rfind(ending)) != -1]
    return path[: max(ends)] if ends and _MARKER in path else None


def _parts(scene: Scene, files: dict[str, Evidence]) -> tuple[Part, ...]:
    merged: dict[str, Part] = {}
    for path, evidence in sorted(files.items(), key=lambda pair: (pair[1] is not Evidence.MAPPED, pair[0])):
        folder = _folder(path)
        if folder in merged or len(merged) >= _MOST_PACKAGES or not scene.tree.is_file(path):
            continue
        native = scene.owner(path)
        package = native or manifest_package(scene.tree, folder)
        if package is not None:
            merged[folder] = Part(package, evidence, path, native=native is not None)
    return tuple({part.package: part for part in reversed(merged.values())}.values())[::-1]


def _folder(path: str) -> str:
    """`/a/node_modules/@scope/name/lib/x.js` → `/a/node_modules/@scope/name`."""
    head, _, tail = path.rpartition(_MARKER)
    names = tail.split("/")
    return f"{head}{_MARKER}{'/'.join(names[: 2 if names[0].startswith('@') else 1])}"


def manifest_package(tree: Tree, folder: str) -> Package | None:
    """The package that a folder's manifest names; null where it has none, or one without a name."""
    data = tree.read(f"{folder}/package.json", _MOST_MANIFEST)
    if data is None:
        return None
    try:
        manifest = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not manifest.name or len(manifest.name) > 214:  # npm's own limit
        return None
    scope, _, name = manifest.name.rpartition("/")
    return Package(
        name=name,
        version=manifest.version or None,
        type="npm",
        namespace=scope or None,
        installed=tree.written(folder),
    )


def _application(tree: Tree, entry: str) -> Package | None:
    """The package that a script is of: the nearest manifest above it."""
    if _MARKER in entry:
        return manifest_package(tree, _folder(entry))
    for folder in list(PurePosixPath(entry).parents)[:_MOST_LEVELS]:
        package = manifest_package(tree, str(folder))
        if package is not None:
            return package
    return None
