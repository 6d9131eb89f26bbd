"""What a process still runs although the machine holds another one by now: restart needed.

A file that is mapped stays as it was when it was replaced, under a name that the kernel marks. What an interpreter
has read leaves no such mark; there the process is older than the package, or than the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from vedette.assets.live.languages.interface import Part
from vedette.assets.live.languages.jar_contents import ENDINGS, jar_packages
from vedette.assets.live.packages.history import version_at
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.processes import Process
from vedette.assets.live.scene import Scene
from vedette.assets.live.tree import Tree
from vedette.model.running import Evidence, Stale

_SLACK: Final = timedelta(seconds=2)
"""Start and installation are known to a second or so; closer than this they cannot be told apart."""
_TEMPORARY: Final = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/")  # noqa: S108 - compared, not written
"""Where programs put code that they remove again at once, on purpose."""
_READ: Final = frozenset({Evidence.IMPORTED, Evidence.OPENED, Evidence.ON_PATH})
"""Evidence of code that was read rather than mapped: the kernel does not say whether its file was replaced."""
MOST_STALE: Final = 200
"""Files that are told of one service."""


def stale_code(scenes: Sequence[Scene], parts: Iterable[Part]) -> tuple[Stale, ...]:
    """What makes a restart necessary; empty where nothing does."""
    found: dict[str, Stale] = {}
    for scene in scenes:
        for each in (*_mapped(scene), *_opened(scene)):
            found.setdefault(each.file, each)
    for part in parts:
        if (part.evidence in _READ or not part.native) and _is_newer(
            part.package.installed, scenes[0].process
        ):
            reason = f"{part.package.name} was installed after the process had started"
            found.setdefault(part.file, Stale(part.file, reason, part.package.purl))
    return tuple(found.values())[:MOST_STALE]


def as_running(parts: Iterable[Part], stale: Iterable[Stale], scene: Scene) -> tuple[Part, ...]:
    """The packages at the version that runs: of those that were replaced the one before, null where nobody knows it."""
    replaced = {each.installed for each in stale}
    started = scene.process.started
    return tuple(
        replace(part, package=_before(part.package, scene.tree, started))
        if part.package.purl in replaced and not _is_exact(part)
        else part
        for part in parts
    )


def _is_exact(part: Part) -> bool:
    """Whether the version was read from the very bytes that run."""
    return not part.native and part.evidence in {Evidence.OPENED, Evidence.BUILT_IN}


def _before(package: Package, tree: Tree, started: datetime | None) -> Package:
    known = version_at(tree, package.name, started) if package.type == "deb" and started is not None else None
    kept = tuple((n, _source_before(v, package) if n == "upstream" else v) for n, v in package.qualifiers)
    return replace(package, version=known, qualifiers=kept)


def _source_before(source: str, package: Package) -> str:
    """The source package of the version before; where it is numbered otherwise no log has that number: `lvm2@`."""
    name, _, version = source.partition("@")
    return name if version in {"", package.version} else f"{name}@"


def _mapped(scene: Scene) -> Iterator[Stale]:
    process, tree = scene.process, scene.tree
    executable = process.executable
    if executable is not None and process.executable_deleted:
        yield _stale(
            scene,
            executable,
            "the executable was replaced" if tree.is_file(executable) else "the executable was removed",
        )
    for mapping in process.mappings:
        if not mapping.executable or mapping.path == executable:
            continue
        if mapping.deleted and tree.is_file(mapping.path):
            yield _stale(scene, mapping.path, "it was replaced, and the old one is still mapped")
        elif mapping.deleted and not mapping.path.startswith(_TEMPORARY):
            yield _stale(scene, mapping.path, "it was removed, and is still mapped")
        elif not mapping.deleted and _is_newer(tree.written(mapping.path), process):
            yield _stale(scene, mapping.path, "it was written after the process had started")


def _opened(scene: Scene) -> Iterator[Stale]:
    """Jars that were replaced while a Java machine holds them open."""
    for file in scene.process.files:
        if not file.deleted or not file.path.endswith(ENDINGS):
            continue
        with scene.tree.opened(file.path) as stream:
            if stream is not None:
                owner = scene.owner(file.path) or next(iter(jar_packages(stream, file.path)), None)
                reason = "it was replaced, and the old one is still open"
                yield Stale(file.path, reason, owner.purl if owner else None)


def _stale(scene: Scene, path: str, reason: str) -> Stale:
    owner = scene.owner(path)
    return Stale(path, reason, owner.purl if owner else None)


def _is_newer(moment: datetime | None, process: Process) -> bool:
    return moment is not None and process.started is not None and moment > process.started + _SLACK
