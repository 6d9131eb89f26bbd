"""PostgreSQL's page of security information, `https://www.postgresql.org/support/security/`.

A row names the CVE, the branches that are affected (`12, 11`), the versions that have the fix (`12.3, 11.8`), the
component with its CVSS vector, and the flaw.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vedette.vulns.advisories.documents import reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Advisory, Document, Severity, VersionRange, Versions
from vedette.vulns.advisories.pages import Tag, tokens
from vedette.vulns.advisories.vendors import upstream
from vedette.vulns.advisories.version_text import is_version


@dataclass(frozen=True, slots=True)
class Postgresql:
    """PostgreSQL security information."""

    name: str = "postgresql"
    title: str = "PostgreSQL security page"

    def sniff(self, head: bytes) -> float:
        """The page's title."""
        return 1.0 if b"<title>PostgreSQL: Security Information</title>" in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """One advisory for each row of the table."""
        document = Document()
        for number, row in enumerate(_rows(tokens(data, path)), start=1):
            identifier = next((word for word in row[0] if is_cve(word)), None)
            if identifier is None:
                continue
            if len(row) < 5:
                reject(document, f"row {number}", "has fewer than five cells")
            else:
                document.advisories.append(_advisory(identifier, row))
        return document


def _rows(items: Iterator[Tag | str]) -> Iterator[list[list[str]]]:
    """Rows of cells of texts."""
    row: list[list[str]] = []
    for item in items:
        if isinstance(item, str):
            if row:
                row[-1].append(item)
        elif item.name == "td":
            row.append([])
        elif item.name == "/tr":
            if row:
                yield row
            row = []


def _advisory(identifier: str, row: list[list[str]]) -> Advisory:
    vector = next((text for text in row[3] if text.startswith("AV:")), None)
    legacy = vector is not None and "/Au:" in vector
    severities = () if vector is None else (_severity(vector, legacy=legacy),)
    title = row[4][0] if row[4] else ""
    platforms = ("Windows",) if title.startswith("Windows ") else ()
    affected = [part.strip() for part in " ".join(row[1]).split(",") if part.strip()]
    fixed = [part.strip() for part in " ".join(row[2]).split(",") if part.strip()]
    statement = upstream("postgresql", "postgresql", _versions(affected, fixed), platforms)
    return Advisory(identifier, "PostgreSQL", (statement,), severities=severities, title=title)


def _severity(vector: str, *, legacy: bool) -> Severity:
    return Severity("2.0", vector, None) if legacy else Severity("3.0", f"CVSS:3.0/{vector}", None)


def _versions(affected: list[str], fixed: list[str]) -> Versions:
    """Each branch from its beginning to its fix; a branch without one to its end."""
    ranges = []
    unjudged = 0
    for branch in affected:
        if not is_version(branch):
            unjudged += 1
            continue
        fix = next((f for f in fixed if f == branch or f.startswith(f"{branch}.")), None)
        ranges.append(VersionRange(branch, fixed=fix if fix is not None else _end(branch)))
    return Versions(tuple(ranges), unjudged=unjudged)


def _end(branch: str) -> str | None:
    """The version after all of a branch: `12` → `13`, `9.6` → `9.7`."""
    head, dot, last = branch.rpartition(".")
    return f"{head}{dot}{int(last) + 1}" if last.isascii() and last.isdigit() and len(last) < 10 else None
