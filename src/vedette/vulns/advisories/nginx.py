"""nginx's page of security advisories, `https://nginx.org/en/security_advisories.html`.

An item names the flaw, its ids, `Not vulnerable: 1.27.0+, 1.26.1+` and `Vulnerable: 1.25.0-1.25.5, 1.26.0`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vedette.vulns.advisories.documents import reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Advisory, Document, VersionRange, Versions
from vedette.vulns.advisories.pages import lines_of, tokens
from vedette.vulns.advisories.vendors import by_branch, upstream
from vedette.vulns.advisories.version_text import is_version


@dataclass(frozen=True, slots=True)
class Nginx:
    """nginx security advisories."""

    name: str = "nginx"
    title: str = "nginx security advisories"

    def sniff(self, head: bytes) -> float:
        """The page's title."""
        return 1.0 if b"<title>nginx security advisories</title>" in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """One advisory for each item of the list."""
        document = Document()
        for number, lines in enumerate(lines_of(tokens(data, path), "li"), start=1):
            labelled = {label: rest.strip() for label, colon, rest in map(_labelled, lines) if colon}
            if "Vulnerable" not in labelled:
                continue
            ids = list(_ids(lines[1:]))
            if ids:
                document.advisories.append(_advisory(lines[0], ids, labelled))
            else:
                reject(document, f"item {number}", "has no id")
        return document


def _labelled(line: str) -> tuple[str, str, str]:
    return line.partition(":")


def _ids(lines: list[str]) -> Iterator[str]:
    """Ids stand in lines of their own: `CVE-2009-3555`, `VU#120541 CVE-2009-3555`, `CORE-2010-0121`."""
    for line in lines:
        yield from (word for word in line.split() if is_cve(word) or word.startswith(("VU#", "CORE-")))


def _advisory(title: str, ids: list[str], labelled: dict[str, str]) -> Advisory:
    first = next((i for i in ids if is_cve(i)), ids[0])
    vulnerable, sound = labelled["Vulnerable"], labelled.get("Not vulnerable", "")
    windows = vulnerable.startswith("nginx/Windows")
    statement = upstream(
        "f5",
        "nginx",
        _versions(
            vulnerable.removeprefix("nginx/Windows").strip(), sound.removeprefix("nginx/Windows").strip()
        ),
        ("Windows",) if windows else (),
    )
    return Advisory(first, "nginx", (statement,), tuple(i for i in ids if i != first), title=title)


def _versions(vulnerable: str, sound: str) -> Versions:
    fixes = [part.strip().removesuffix("+") for part in sound.split(",") if part.strip().endswith("+")]
    ranges: list[VersionRange] = []
    unjudged = 0
    for part in (part.strip() for part in vulnerable.split(",")):
        first, _, last = part.partition("-")
        if part == "all":
            ranges.append(VersionRange())
        elif is_version(first) and is_version(last or first):
            ranges += by_branch(first, last or first, fixes)
        else:
            unjudged += 1
    return Versions(tuple(ranges), unjudged=unjudged)
