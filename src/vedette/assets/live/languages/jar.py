"""Java: the libraries in the jars that a Java machine holds open, or has on its class path.

The class path is in the command (java(1)); a jar that is open was needed for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from vedette.assets.live.languages.frameworks import server_among
from vedette.assets.live.languages.interface import Part, Program
from vedette.assets.live.languages.jar_contents import (
    ENDINGS,
    MOST_UNPACKED,
    Budget,
    jar_packages,
    manifest_facts,
)
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.scene import Scene
from vedette.assets.live.tree import Tree
from vedette.model.products import Runtime, find_product
from vedette.model.running import Evidence

_WITH_VALUE: Final = frozenset(
    {"-p", "--module-path", "--upgrade-module-path", "--add-modules", "--add-exports", "--add-opens", "--add-reads",
     "--limit-modules", "--patch-module", "--source", "--describe-module", "-d"}
)  # fmt: skip
"""Options of the java command whose value is the next argument."""
_CLASS_PATH: Final = frozenset({"-cp", "-classpath", "--class-path"})
_MOST_JARS: Final = 5_000
_MAINS: Final = {"catalina": "tomcat", "elasticsearch": "elasticsearch", "kafka": "kafka", "zookeeper": "zookeeper",
                 "cassandra": "cassandra", "activemq": "activemq", "solr": "solr", "jetty": "jetty"}  # fmt: skip
"""Products by a word in the name of the main class."""


@dataclass(frozen=True, slots=True)
class Command:
    """What a java command says of its program."""

    main: str | None
    """Main class, or the file of the jar that is run."""
    class_path: tuple[str, ...]
    """Files and patterns of the class path."""


@dataclass(frozen=True, slots=True)
class Source:
    """How a jar is known to be loaded, and where its bytes are."""

    evidence: Evidence
    tree: Tree
    path: str


@dataclass(frozen=True, slots=True)
class Jar:
    """Programs of the Java virtual machine."""

    name: str = "jar"

    def examine(self, scene: Scene) -> Program | None:
        """The libraries; the application is that of the jar that is run, or the server among the libraries."""
        process = scene.process
        if PurePosixPath(process.executable or "").name not in {"java", "jsvc"} and not any(
            mapping.path.endswith("/libjvm.so") for mapping in process.mappings
        ):
            return None
        command = read_command(process.arguments)
        files = _files(scene, command)
        parts: dict[Package, Part] = {}
        budget = Budget()
        for path in sorted(files)[:_MOST_JARS]:
            for part in _parts(scene, path, files[path], budget):
                parts.setdefault(part.package, part)
        own = _of_main(scene, command, parts.values())
        server = None if own else server_among(parts.values(), Runtime.JAVA)
        application = own or (server.package if server else None)
        return Program(
            name=application.name if application else _product_of_main(command.main) or _last(command.main),
            application=application,
            parts=tuple(parts.values()),
            found=f"Java program {command.main or 'without a main class in its command'}",
            not_seen=(f"what its jars hold beyond {MOST_UNPACKED >> 20} MiB",) if budget.spent else (),
        )


def read_command(arguments: tuple[str, ...]) -> Command:
    """Main class or jar, and class path, of a java command (java(1))."""
    class_path, main, rest = list[str](), None, iter(arguments[1:])
    for argument in rest:
        if argument in _CLASS_PATH:
            class_path = next(rest, "").split(":")
        elif argument.startswith("--class-path="):
            class_path = argument.partition("=")[2].split(":")
        elif argument == "-jar":
            main = next(rest, None)
            class_path = [main] if main else []
            break
        elif argument in {"-m", "--module"}:
            main = next(rest, "").partition("/")[2] or None
            break
        elif argument in _WITH_VALUE:
            next(rest, None)
        elif not argument.startswith(("-", "@")):
            main = argument
            break
    return Command(main, tuple(path for path in class_path if path))


def _files(scene: Scene, command: Command) -> dict[str, Source]:
    """The jars by path, each with how it is known to be loaded, the surest; and where its bytes are."""
    process, environment = scene.process, scene.process.environment.get("CLASSPATH", "")
    files = {
        path: Source(Evidence.ON_PATH, scene.tree, path)
        for path in _expanded(scene, command.class_path or tuple(environment.split(":")))
    }
    for mapping in process.mappings:
        if mapping.path.endswith(ENDINGS) and not mapping.deleted:
            files[mapping.path] = Source(Evidence.MAPPED, scene.tree, mapping.path)
    for file in process.files:
        if file.path.endswith(ENDINGS):
            # The process' own descriptor leads to what it has open, also where the file was replaced.
            held = Source(Evidence.OPENED, scene.machine, f"/proc/{process.pid}/fd/{file.descriptor}")
            files[file.path] = held if file.deleted else Source(Evidence.OPENED, scene.tree, file.path)
    return files


def _expanded(scene: Scene, class_path: Iterable[str]) -> list[str]:
    """The jars of a class path: `lib/*` stands for all in a folder; a jar's manifest may name more."""
    found: dict[str, None] = {}
    for entry in class_path:
        if entry.endswith("/*"):
            folder = scene.process.absolute(entry[:-2])
            found.update(
                (f"{folder}/{name}", None) for name in scene.tree.names(folder) if name.endswith(".jar")
            )
        elif entry.endswith(ENDINGS):
            path = scene.process.absolute(entry)
            found[path] = None
            found.update(dict.fromkeys(_further(scene, path)))
    return [path for path in list(found)[:_MOST_JARS] if scene.tree.is_file(path)]


def _further(scene: Scene, path: str) -> list[str]:
    """Jars that the manifest of a jar adds to the class path: relative to it, parted by blanks."""
    with scene.tree.opened(path) as stream:
        manifest = {} if stream is None else manifest_facts(stream)
    names = manifest.get("Class-Path", "").split()[:_MOST_JARS]
    return [
        str(PurePosixPath(path).parent / name) for name in names if name.endswith(".jar") and ":" not in name
    ]


def _parts(scene: Scene, path: str, source: Source, budget: Budget) -> list[Part]:
    native = scene.owner(path)
    if native is not None:
        return [Part(native, source.evidence, path, native=True)]
    with source.tree.opened(source.path) as stream:
        found = [] if stream is None else jar_packages(stream, path, budget)
    return [Part(package, source.evidence, path) for package in found]


def _of_main(scene: Scene, command: Command, parts: Iterable[Part]) -> Package | None:
    """The package of the jar that is run. That of a main class is not known: any jar may hold it."""
    if command.main is None or not command.main.endswith(ENDINGS):
        return None
    path = scene.process.absolute(command.main)
    return next((part.package for part in parts if part.file == path), None)


def _product_of_main(main: str | None) -> str | None:
    found = next((product for word, product in _MAINS.items() if word in (main or "").lower()), None)
    product = find_product(found) if found else None
    return product.title if product else None


def _last(main: str | None) -> str | None:
    """`org.example.Server` → `Server`."""
    return None if main is None else PurePosixPath(main).name.removesuffix(".java").rpartition(".")[2]
