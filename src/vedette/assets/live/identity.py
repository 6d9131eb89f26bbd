"""What application a service is: from the package that owns its executable, the language that it is written in, or
what its file says of itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from vedette.assets.live.embedded import greeting
from vedette.assets.live.languages import COMPILED, INTERPRETED
from vedette.assets.live.languages.interface import Part, Program
from vedette.assets.live.loaded import native_code
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.restart import as_running, stale_code
from vedette.assets.live.scene import Scene
from vedette.model.products import Product, find_product, product_of_package
from vedette.model.purl import DISTRIBUTION_TYPES
from vedette.model.running import Stale
from vedette.model.service import VersionSource


@dataclass(frozen=True, slots=True)
class Identity:
    """An application, and all code that it has loaded."""

    name: str
    product: Product | None
    """The product of our table that it is."""
    version: str | None
    source: VersionSource
    application: Package | None
    """The package that it is."""
    parts: tuple[Part, ...]
    """Packages that it has loaded, without the application's own, at the versions that run."""
    unowned: tuple[str, ...]
    stale: tuple[Stale, ...]
    found: tuple[str, ...]
    """How it was identified, step by step."""
    not_seen: tuple[str, ...]


def identify(scenes: Sequence[Scene]) -> Identity:
    """The application of these processes; the first of them is the one that the others descend from."""
    scene = scenes[0]
    path = scene.process.executable or ""
    code, owner = native_code(scenes), scene.owner(path) if path else None
    languages = {**INTERPRETED, **(COMPILED if owner is None else {})}
    examined = [language.examine(each) for each in scenes for language in languages.values()]
    programs = [program for program in examined if program is not None]
    parts = _merged(code.parts, programs)
    stale = stale_code(scenes, parts)
    application, source, found = _application(scene, owner, programs)
    named = _name(scene, application, programs)
    is_named = application is not None or any(program.name for program in programs)
    greeted = None if is_named else greeting(scene.machine, scene.executable, path)
    if greeted is not None:
        named, found = (greeted.product.title, greeted.product), (*found, f"its file says {greeted.text!r}")
    main = [part for part in parts if application is not None and part.package == application]
    running = as_running(parts, stale, scene)
    now = as_running(main, stale, scene)
    application = now[0].package if now else application
    return Identity(
        name=named[0],
        product=named[1],
        version=greeted.version if greeted else application.version if application else None,
        source=VersionSource.DECLARED if greeted else source,
        application=application,
        parts=tuple(part for part in running if part.package != application),
        unowned=tuple(file for file in code.unowned if not _is_known(file, running)),
        stale=stale,
        found=found,
        not_seen=tuple(
            dict.fromkeys((*scene.process.denied, *(told for p in programs for told in p.not_seen)))
        ),
    )


def _merged(native: Sequence[Part], programs: Sequence[Program]) -> tuple[Part, ...]:
    """Each package once, by its first evidence."""
    merged: dict[Package, Part] = {part.package: part for part in reversed(native)}
    merged = dict(reversed(merged.items()))
    for program in programs:
        for part in program.parts:
            merged.setdefault(part.package, part)
    return tuple(merged.values())


def _application(
    scene: Scene, owner: Package | None, programs: Sequence[Program]
) -> tuple[Package | None, VersionSource, tuple[str, ...]]:
    """The package that is the application, how its version is known, and how it was found."""
    path = scene.process.executable or "an executable that may not be read"
    for program in programs:
        if program.application is not None:
            distribution = program.application.type in DISTRIBUTION_TYPES
            source = (
                VersionSource.PACKAGE
                if distribution or program.application.version
                else VersionSource.DECLARED
            )
            return program.application, source, (f"runs {path}", program.found)
    if owner is not None:
        told = f"{path} is of the package {owner.name}"
        return owner, VersionSource.PACKAGE, (told, *(program.found for program in programs))
    return (
        None,
        VersionSource.DECLARED,
        (f"{path} is of no package", *(program.found for program in programs)),
    )


def _name(
    scene: Scene, application: Package | None, programs: Sequence[Program]
) -> tuple[str, Product | None]:
    """What people call it, and the product of our table that it is."""
    stem = PurePosixPath(scene.process.executable or scene.process.name).name or scene.process.name
    said = next((program.name for program in programs if program.name), None)
    if application is not None and (not programs or said is None or application.name == said):
        candidates = [application.name, application.source or "", stem]
    else:
        candidates = [said or stem]
    for candidate in candidates:
        product = _product(candidate, application)
        if product is not None:
            return product.title, product
    if said is None:
        return application.name if application is not None and not programs else stem, None
    is_own_code = application is not None and application.name != said
    return f"{said} ({application.name})" if application is not None and is_own_code else said, None


def _product(name: str, application: Package | None) -> Product | None:
    if application is not None and application.type in DISTRIBUTION_TYPES:
        found = product_of_package(name)
        if found is not None:
            return found
    return find_product(name) or find_product(name.rstrip("0123456789.-"))


def _is_known(file: str, parts: Sequence[Part]) -> bool:
    """Whether a file is a package of its language, or a native library in the folder of one."""
    folder = _package_folder(file)
    return any(part.file == file for part in parts if not part.native) or (
        folder is not None and any(_package_folder(part.file) == folder for part in parts if not part.native)
    )


def _package_folder(path: str) -> str | None:
    for marker in ("/site-packages/", "/dist-packages/", "/node_modules/"):
        head, found, tail = path.rpartition(marker)
        if found:
            names = tail.split("/")
            return f"{head}{marker}{'/'.join(names[: 2 if names[0].startswith('@') else 1])}"
    return None
