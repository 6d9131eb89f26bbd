"""What is in a jar: the libraries that it is made of, and what its manifest says.

A jar built by Maven or Gradle carries `META-INF/maven/GROUP/ARTIFACT/pom.properties`; of others the manifest says
what they are (JAR File Specification; OSGi for `Bundle-` names), or only the file's name does. The archive is hostile:
its directory, what is unpacked of it, and jars within jars are bounded (APPNOTE.TXT, 4.3.14 to 4.3.16).
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath
from typing import IO, Final

from vedette.assets.live.packages.interface import Package

ENDINGS: Final = (".jar", ".war", ".ear")
"""Of files that hold code of Java."""
MOST_UNPACKED: Final = 1 << 30
"""Bytes unpacked of all jars of one program."""
MOST_DIRECTORY: Final = 32 << 20
"""Bytes of an archive's directory; one of a hundred thousand classes has ten megabytes."""
_MOST_FACTS: Final = 1 << 20
"""Bytes of a manifest or of properties."""
_MOST_NESTED: Final = 64 << 20
"""Bytes of a jar within a jar."""
_MANIFEST: Final = "META-INF/MANIFEST.MF"
_WITHIN: Final = ("BOOT-INF/lib/", "WEB-INF/lib/", "APP-INF/lib/", "lib/")
"""Where application servers and Spring Boot pack jars."""
_DAMAGE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError,
    KeyError,
)  # fmt: skip
"""What reading a broken or hostile archive raises."""


@dataclass(slots=True)
class Budget:
    """How much may still be unpacked."""

    left: int = MOST_UNPACKED
    spent: bool = False
    """Something was left out."""

    def allows(self, size: int) -> bool:
        """Whether so many bytes may be unpacked; they count as unpacked then."""
        if size > self.left:
            self.spent = True
            return False
        self.left -= size
        return True


def jar_packages(stream: IO[bytes], path: str, budget: Budget | None = None) -> list[Package]:
    """The libraries in a jar, those of jars within it among them. A broken archive is known by its name alone."""
    return list(dict.fromkeys(_packages(stream, path, budget or Budget(), nested=True)))


def manifest_facts(stream: IO[bytes]) -> dict[str, str]:
    """The main section of a jar's manifest; empty where it has none that can be read."""
    try:
        with _opened(stream) as archive:
            return _manifest(archive, Budget())
    except _DAMAGE:
        return {}


def _packages(stream: IO[bytes], path: str, budget: Budget, *, nested: bool) -> list[Package]:
    """nested: whether jars within are looked into; those within these are not."""
    found: list[Package] = []
    try:
        with _opened(stream) as archive:
            found += _libraries(archive, path, budget)
            for name in _nested(archive, budget) if nested else ():
                found += _packages(BytesIO(archive.read(name)), name, budget, nested=False)
    except _DAMAGE:
        found += [] if found else by_name(path)
    return found


def _opened(stream: IO[bytes]) -> zipfile.ZipFile:
    """The archive. Raises ValueError where its directory is larger than allowed: it would be read whole."""
    size = stream.seek(0, 2)
    stream.seek(max(0, size - (1 << 16) - 98))
    tail = stream.read()
    end = tail.rfind(b"PK\5\6")
    declared = struct.unpack_from("<I", tail, end + 12)[0] if end != -1 else 0
    if end >= 76 and tail[end - 20 : end - 16] == b"PK\6\7":  # ZIP64: its record stands before its locator
        declared = struct.unpack_from("<Q", tail, end - 20 - 56 + 40)[0]
    if declared > MOST_DIRECTORY:
        raise ValueError("its directory is too large")
    return zipfile.ZipFile(stream)


def _nested(archive: zipfile.ZipFile, budget: Budget) -> Iterator[str]:
    for info in archive.infolist():
        if (
            info.filename.startswith(_WITHIN)
            and info.filename.endswith(".jar")
            and info.file_size <= _MOST_NESTED
        ):
            if not budget.allows(info.file_size):
                return
            yield info.filename


def _libraries(archive: zipfile.ZipFile, path: str, budget: Budget) -> list[Package]:
    found = []
    for info in archive.infolist():
        if not (info.filename.startswith("META-INF/maven/") and info.filename.endswith("/pom.properties")):
            continue
        if info.file_size > _MOST_FACTS or not budget.allows(info.file_size):
            continue
        values = _properties(archive.read(info))
        group, artifact = values.get("groupId"), values.get("artifactId")
        if group and artifact:
            found.append(Package(artifact, values.get("version") or None, "maven", group))
    return found or _by_manifest(_manifest(archive, budget)) or by_name(path)


def _manifest(archive: zipfile.ZipFile, budget: Budget) -> dict[str, str]:
    """The main section; lines that begin with a blank continue the one before."""
    info = archive.NameToInfo.get(_MANIFEST)
    if info is None or info.file_size > _MOST_FACTS or not budget.allows(info.file_size):
        return {}
    text = archive.read(info).decode("utf-8", "replace").replace("\r\n", "\n").replace("\n ", "")
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


def by_name(path: str) -> list[Package]:
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
