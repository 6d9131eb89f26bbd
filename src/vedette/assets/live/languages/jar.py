"""Java: the libraries in the jars that a Java machine holds open, or has on its class path.

A jar built by Maven or Gradle carries `META-INF/maven/GROUP/ARTIFACT/pom.properties`; of others the manifest says
what they are (JAR File Specification; OSGi for `Bundle-` names), or only the file's name does.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Final

from vedette.assets.live.languages.frameworks import server_among
from vedette.assets.live.languages.interface import Part, Program
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.scene import Scene
from vedette.assets.live.tree import Tree
from vedette.model.products import Runtime, find_product
from vedette.model.running import Evidence

ENDINGS: Final = (".jar", ".war", ".ear")
"""Of files that hold code of Java."""
_WITH_VALUE: Final = frozenset(
    {"-p", "--module-path", "--upgrade-module-path", "--add-modules", "--add-exports", "--add-opens", "--add-reads",
     "--limit-modules", "--patch-module", "--source", "--describe-module", "-d"}
)  # fmt: skip
"""Options of the java command whose value is the next argument."""
_CLASS_PATH: Final = frozenset({"-cp", "-classpath", "--class-path"})
_MOST_JARS: Final = 5_000
_MOST_ENTRIES: Final = 200_000
_MOST_FACTS: Final = 1 << 20
"""Bytes of a manifest or of properties."""
_MOST_NESTED: Final = 256 << 20
"""Bytes of a jar within a jar."""
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    KeyError,
)
"""What reading a broken or hostile archive raises."""
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
        for path in sorted(files)[:_MOST_JARS]:
            for part in _parts(scene, path, files[path]):
                parts.setdefault(part.package, part)
        own = _of_main(scene, command, parts.values())
        server = None if own else server_among(parts.values(), Runtime.JAVA)
        application = own or (server.package if server else None)
        return Program(
            name=application.name if application else _product_of_main(command.main) or _last(command.main),
            application=application,
            parts=tuple(parts.values()),
            found=f"Java program {command.main or 'without a main class in its command'}",
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
        manifest = {} if stream is None else _facts(stream)
    names = manifest.get("Class-Path", "").split()[:_MOST_JARS]
    return [
        str(PurePosixPath(path).parent / name) for name in names if name.endswith(".jar") and ":" not in name
    ]


def _facts(stream: IO[bytes]) -> dict[str, str]:
    try:
        with zipfile.ZipFile(stream) as archive:
            return _manifest(archive)
    except _DAMAGE:
        return {}


def _parts(scene: Scene, path: str, source: Source) -> list[Part]:
    native = scene.owner(path)
    if native is not None:
        return [Part(native, source.evidence, path, native=True)]
    with source.tree.opened(source.path) as stream:
        found = [] if stream is None else jar_packages(stream, path)
    return [Part(package, source.evidence, path) for package in found]


def jar_packages(stream: IO[bytes], path: str) -> list[Package]:
    """The libraries in a jar, those of jars within it among them. A broken archive is known by its name alone."""
    found: dict[Package, None] = {}
    try:
        with zipfile.ZipFile(stream) as archive:
            found.update(dict.fromkeys(_libraries(archive, path)))
            for name in _nested(archive):
                inner = jar_packages(BytesIO(archive.read(name)), name) if path.endswith(ENDINGS) else []
                found.update(dict.fromkeys(inner))
    except _DAMAGE:
        found.update(dict.fromkeys(_by_name(path)))
    return list(found)


def _nested(archive: zipfile.ZipFile) -> Iterator[str]:
    """Jars within, as application servers and Spring Boot pack them; those within these are not opened."""
    for info in archive.infolist()[:_MOST_ENTRIES]:
        inside = info.filename.startswith(("BOOT-INF/lib/", "WEB-INF/lib/", "APP-INF/lib/", "lib/"))
        if inside and info.filename.endswith(".jar") and info.file_size <= _MOST_NESTED:
            yield info.filename


def _libraries(archive: zipfile.ZipFile, path: str) -> Iterator[Package]:
    found = False
    for info in archive.infolist()[:_MOST_ENTRIES]:
        name = info.filename
        if (
            name.startswith("META-INF/maven/")
            and name.endswith("/pom.properties")
            and info.file_size <= _MOST_FACTS
        ):
            values = _properties(archive.read(name))
            group, artifact = values.get("groupId"), values.get("artifactId")
            if group and artifact:
                found = True
                yield Package(artifact, values.get("version") or None, "maven", group)
    if not found:
        yield from _by_manifest(_manifest(archive)) or _by_name(path)


def _manifest(archive: zipfile.ZipFile) -> dict[str, str]:
    """The main section; lines that begin with a blank continue the one before."""
    name = "META-INF/MANIFEST.MF"
    if name not in archive.namelist() or archive.getinfo(name).file_size > _MOST_FACTS:
        return {}
    text = archive.read(name).decode("utf-8", "replace").replace("\r\n", "\n").replace("\n ", "")
    pairs = (line.partition(":") for line in text.partition("\n\n")[0].split("\n"))
    return {key: value.strip() for key, _, value in pairs}


def _by_manifest(manifest: dict[str, str]) -> list[Package]:
    version = manifest.get("Implementation-Version") or manifest.get("Bundle-Version")
    symbolic = manifest.get("Bundle-SymbolicName", "").partition(";")[0].strip()
    group = manifest.get("Implementation-Vendor-Id") or symbolic.rpartition(".")[0]
    artifact = (
        manifest.get("Implementation-Title", "")
        if manifest.get("Implementation-Vendor-Id")
        else symbolic.rpartition(".")[2]
    )
    if not version or not artifact or not group or " " in artifact:
        return []
    return [Package(artifact, version, "maven", group)]


def _by_name(path: str) -> list[Package]:
    """`lib/log4j-core-2.14.1.jar`: the version begins at the first part that begins with a digit."""
    parts = PurePosixPath(path).stem.split("-")
    at = next((index for index, part in enumerate(parts) if index and part[:1].isdigit()), None)
    name = "-".join(parts[:at])
    version = None if at is None else "-".join(parts[at:])
    return [Package(name, version, "maven")] if name else []


def _properties(data: bytes) -> dict[str, str]:
    lines = data.decode("utf-8", "replace").splitlines()
    pairs = (line.partition("=") for line in lines if not line.startswith(("#", "!")))
    return {key.strip(): value.strip() for key, _, value in pairs}


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
