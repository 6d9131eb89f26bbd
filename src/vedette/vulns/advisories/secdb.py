"""Security databases of apk distributions (Alpine, Wolfi, Chainguard), JSON: in which version what was fixed.

`{"distroversion": "v3.20", "packages": [{"pkg": {"name": …, "secfixes": {"1.2.3-r0": ["CVE-…"]}}}]}`. A fixed
version of `0` means that the package never had the flaw. <https://secdb.alpinelinux.org>
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import msgspec

from vedette.files.json_values import NOT_DECODABLE, decode
from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.distributions import NEVER, Collected, about_package, until
from vedette.vulns.advisories.documents import reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Document


class Package(msgspec.Struct, frozen=True):
    """A source package with the ids that each of its versions fixed."""

    name: str
    secfixes: dict[str, list[str] | None] | None = None


class Entry(msgspec.Struct, frozen=True):
    """A wrapped package."""

    pkg: Package


class Database(msgspec.Struct, frozen=True):
    """One repository of one release."""

    packages: list[msgspec.Raw] | None
    distroversion: str | None = None
    apkurl: str = ""
    urlprefix: str = ""


_DATABASE: Final = msgspec.json.Decoder(Database)
_ENTRY: Final = msgspec.json.Decoder(Entry)
_DISTRIBUTIONS: Final = {
    "alpine": "Alpine", "wolfi": "Wolfi", "chainguard": "Chainguard", "cgr.dev": "Chainguard", "minimal.dev": "MinimOS",
    "minimos": "MinimOS",
}  # fmt: skip
"""By a word in the address of the packages."""


@dataclass(frozen=True, slots=True)
class Secdb:
    """Alpine, Wolfi and Chainguard."""

    name: str = "secdb"
    title: str = "Alpine, Wolfi and Chainguard secdb"

    def sniff(self, head: bytes) -> float:
        """The address template of packages is in all of them; YAML of the same content is told apart in `read`."""
        return 0.9 if b"apkurl" in head and b"packages" in head and b"urlprefix" in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """One advisory for each vulnerability, about all packages that have it."""
        if not data.lstrip().startswith(b"{"):
            raise MalformedInput(
                path, "is the YAML form of a secdb", hint="the same stands beside it as JSON, which is read"
            )
        database = decode(data, path, _DATABASE, "secdb")
        title = _distribution(database, path)
        document, collected = Document(), Collected(title)
        for number, raw in enumerate(database.packages or [], start=1):
            try:
                package = _ENTRY.decode(raw).pkg
            except NOT_DECODABLE as error:
                reject(document, f"package {number}", str(error))
                continue
            _collect(package, title, _release(database), collected)
        document.advisories.extend(collected.advisories())
        return document


def _distribution(database: Database, path: str) -> str:
    address = f"{database.apkurl} {database.urlprefix}"
    found = next((title for word, title in _DISTRIBUTIONS.items() if word in address), None)
    if found is None:
        raise MalformedInput(
            path, f"is the secdb of a distribution that is not known, at {database.urlprefix[:100]!r}"
        )
    return found


def _release(database: Database) -> str | None:
    """`v3.20` → `3.20`; Wolfi and Chainguard roll, and have none."""
    text = (database.distroversion or "").removeprefix("v")
    return text or None


def _collect(package: Package, title: str, release: str | None, collected: Collected) -> None:
    for version, entries in (package.secfixes or {}).items():
        versions = NEVER if version == "0" else until(version)
        statement = about_package(("apk", title.lower()), package.name, release, versions)
        for entry in entries or []:
            ids = [word for word in entry.split() if _is_id(word)]
            cves = [word for word in ids if is_cve(word)]
            for identifier in cves or ids[:1]:
                aliases = [i for i in ids if i != identifier and not is_cve(i)]
                collected.add(identifier, [statement], aliases=aliases)


def _is_id(word: str) -> bool:
    """`CVE-2018-7540`, `XSA-252`, `GHSA-…`: remarks like `(+` are none."""
    return word[:1].isalpha() and "-" in word and any(character.isdigit() for character in word)
