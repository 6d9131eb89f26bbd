"""Python: the packages of the environments from which a process has imported modules.

An installed distribution has a folder `NAME-VERSION.dist-info` with a list of its files in `RECORD` (the core
metadata and "recording installed projects" specifications), or an `egg-info` of the older kind.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Final

from vedette.assets.live.languages.frameworks import server_among
from vedette.assets.live.languages.interface import Part, Program
from vedette.assets.live.memory import remembered_paths
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.scene import Scene
from vedette.assets.live.tree import Tree
from vedette.model.products import Runtime
from vedette.model.running import Evidence

_MARKERS: Final = ("/site-packages/", "/dist-packages/")
_MOST_RECORD: Final = 32 << 20
"""Bytes of one list of files; and of all in one folder. Without its list a package is known by its module's name."""
_MOST_RECORDS: Final = 256 << 20
_FACTS: Final = (".dist-info", ".egg-info")
_CODE: Final = (".py", ".pyc", ".so")
_EVIDENCE: Final = {Evidence.MAPPED: 0, Evidence.IMPORTED: 1, Evidence.ON_PATH: 2}
"""The surest first."""


@dataclass(frozen=True, slots=True)
class Python:
    """CPython and its kin, as an interpreter or within another program."""

    name: str = "python"

    def examine(self, scene: Scene) -> Program | None:
        """The packages that were imported; where memory may not be read, all on the path of the process."""
        if not _is_python(scene):
            return None
        process = scene.process
        files = {m.path: Evidence.MAPPED for m in process.mappings if _folder(m.path) is not None}
        remembered = remembered_paths(scene.machine, process.pid, b"-packages/")
        for path in remembered.paths if remembered else ():
            if path.endswith(_CODE) and _folder(path) is not None:
                files.setdefault(path, Evidence.IMPORTED)
        environments = {
            folder: environment(scene.tree, folder)
            for folder in sorted({_folder(path) or "" for path in files} | set(_folders(scene)))
        }
        parts = _parts(scene, files, environments.values())
        not_seen = remembered.not_seen if remembered else "its memory: every package on its path is listed"
        if remembered is None:
            parts = _merge([*parts, *_on_path(environments.values())])
        entry, how = _entry(scene, parts, environments.values())
        application = entry or server_among(parts, Runtime.PYTHON)
        return Program(
            name=application.package.name if application else None,
            application=application.package if application else None,
            parts=parts if application is None else _merge([application, *parts]),
            found=how or _found(application),
            not_seen=(not_seen,) if not_seen else (),
        )


@dataclass(frozen=True, slots=True)
class Environment:
    """A folder of installed distributions."""

    folder: str
    packages: dict[str, Package]
    """By path of each file, relative to the folder as `RECORD` writes it; and by top-level name, where it is one's."""


def environment(tree: Tree, folder: str) -> Environment:
    """The distributions of a folder."""
    status = tree.status(folder)
    return _environment(tree, folder, status.st_mtime_ns if status else 0)


@lru_cache(maxsize=64)
def _environment(tree: Tree, folder: str, changed: int) -> Environment:
    """As `environment`; `changed` tells one state of the folder from another."""
    del changed
    files: dict[str, Package] = {}
    tops: dict[str, set[Package]] = {}
    left = _MOST_RECORDS
    for name in tree.names(folder):
        package = _package(tree, f"{folder}/{name}", name) if name.endswith(_FACTS) else None
        if package is None:
            continue
        text = tree.text(f"{folder}/{name}/RECORD", min(_MOST_RECORD, left)) or ""
        left -= len(text)
        record = text.splitlines()
        own = dict.fromkeys((line.rsplit(",", 2)[0].strip('"') for line in record), package)
        files.update(own)
        named = (tree.text(f"{folder}/{name}/top_level.txt", 1 << 16) or "").split()
        for top in {*named, *(path.partition("/")[0].partition(".")[0] for path in own)} or {
            _module(package)
        }:
            tops.setdefault(top, set()).add(package)
    sure = {top: next(iter(packages)) for top, packages in tops.items() if top and len(packages) == 1}
    return Environment(folder, {**sure, **files})


def _module(package: Package) -> str:
    return package.name.replace("-", "_")


def _package(tree: Tree, path: str, name: str) -> Package | None:
    """Name and version after the folder's own name: in it, `-` parts them and stands for nothing else."""
    parts = name.rpartition(".")[0].split("-")
    if len(parts) < 2 or not parts[0] or not parts[1]:
        return None
    return Package(
        name=parts[0].replace("_", "-").lower(),
        version=parts[1],
        type="pypi",
        installed=tree.written(path),
    )


def _is_python(scene: Scene) -> bool:
    names = [scene.process.executable or "", *(mapping.path for mapping in scene.process.mappings)]
    first = PurePosixPath(names[0]).name
    return first.startswith(("python", "pypy")) or any(
        PurePosixPath(path).name.startswith(("libpython", "libpypy")) for path in names[1:]
    )


def _folder(path: str) -> str | None:
    """The folder of distributions that a file is in."""
    ends = [at + len(marker) - 1 for marker in _MARKERS if (at := path.rfind(marker)) != -1]
    return path[: max(ends)] if ends else None


def _folders(scene: Scene) -> list[str]:
    """The folders on the path of the process, as far as its command and environment tell: its virtual environment."""
    process = scene.process
    homes = [home] if (home := process.environment.get("VIRTUAL_ENV")) else []
    if process.arguments and "/" in process.arguments[0]:
        homes.append(str(PurePosixPath(process.absolute(process.arguments[0])).parent.parent))
    return [
        f"{home}/lib/{name}/site-packages"
        for home in dict.fromkeys(homes)
        if scene.tree.is_file(f"{home}/pyvenv.cfg")
        for name in scene.tree.names(f"{home}/lib")
        if name.startswith(("python", "pypy"))
    ]


def _parts(scene: Scene, files: dict[str, Evidence], environments: Iterable[Environment]) -> tuple[Part, ...]:
    by_folder = {each.folder: each for each in environments}
    found = []
    for path, evidence in sorted(files.items(), key=lambda pair: (_EVIDENCE[pair[1]], pair[0])):
        native = scene.owner(_source(path)) or scene.owner(path)
        package = native or _owner(by_folder[_folder(path) or ""], path)
        if package is not None:
            found.append(Part(package, evidence, path, native=native is not None))
    return _merge(found)


def _owner(where: Environment, path: str) -> Package | None:
    """The distribution of a file: by its record, else by the name of the module that it is in."""
    relative = path[len(where.folder) + 1 :]
    known = where.packages.get(relative) or where.packages.get(_source(relative))
    return known or where.packages.get(relative.partition("/")[0].partition(".")[0])


def _source(path: str) -> str:
    """`a/__pycache__/b.cpython-311.pyc` → `a/b.py`."""
    pure = PurePosixPath(path)
    if pure.suffix != ".pyc" or pure.parent.name != "__pycache__":
        return path
    return str(pure.parent.parent / f"{pure.name.partition('.')[0]}.py")


def _on_path(environments: Iterable[Environment]) -> list[Part]:
    return [
        Part(package, Evidence.ON_PATH, f"{each.folder}/{file}")
        for each in environments
        for file, package in each.packages.items()
    ]


def _entry(
    scene: Scene, parts: tuple[Part, ...], environments: Iterable[Environment]
) -> tuple[Part | None, str]:
    """The package that the command names: by its script, or as a module."""
    arguments = scene.process.arguments
    script = next((a for a in arguments[1:] if not a.startswith("-")), None)
    if "-m" in arguments[1:-1]:
        module = arguments[arguments.index("-m") + 1].partition(".")[0]
        for where in environments:
            package = _owner(where, f"{where.folder}/{module}/__init__.py")
            if package is not None:
                return _part(package, parts, module), f"started as Python module {module}"
    elif script is not None:
        path = scene.process.absolute(script)
        for where in environments:
            package = where.packages.get(f"../../../bin/{PurePosixPath(path).name}")
            home = where.folder.rsplit("/", 3)[0]  # HOME/lib/python3.11/site-packages
            if package is not None and path.startswith(f"{home}/"):
                return _part(package, parts, path), f"started by its script {path}"
    return None, ""


def _found(application: Part | None) -> str:
    return (
        "Python program"
        if application is None
        else "Python program, named after the server that it has imported"
    )


def _part(package: Package, parts: Iterable[Part], file: str) -> Part:
    return next((part for part in parts if part.package == package), Part(package, Evidence.IMPORTED, file))


def _merge(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Each package once, by its first and so surest evidence."""
    merged: dict[Package, Part] = {}
    for part in parts:
        merged.setdefault(part.package, part)
    return tuple(merged.values())
