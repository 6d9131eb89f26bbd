"""Debian's lists of security advisories, `data/DSA/list` and `data/DLA/list` of the security tracker.

[31 Jul 2025] DSA-5970-1 sope - security update
        {CVE-2025-53603}
        [bookworm] - sope 5.8.0-1+deb12u1
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from vedette.vulns.advisories.distributions import ALWAYS, NEVER, OPEN, about_package, until
from vedette.vulns.advisories.documents import reject
from vedette.vulns.advisories.interface import Advisory, Document, PackageStatement, Versions
from vedette.vulns.advisories.releases import debian_release

_STATES: Final = {"<not-affected>": NEVER, "<unfixed>": ALWAYS, "<no-dsa>": ALWAYS, "<end-of-life>": ALWAYS}
"""What stands in place of a version."""
_PREFIXES: Final = ("DSA-", "DLA-", "DTSA-", "ELA-")


@dataclass(slots=True)
class _Open:
    """The advisory whose lines are being read."""

    id: str
    title: str
    cves: list[str] = field(default_factory=list)
    statements: list[PackageStatement] = field(default_factory=list)

    def advisory(self) -> Advisory:
        return Advisory(
            self.id, "Debian", tuple(self.statements), upstream=tuple(self.cves), title=self.title
        )


@dataclass(frozen=True, slots=True)
class DebianDsa:
    """Debian security advisories."""

    name: str = "debian_dsa"
    title: str = "Debian DSA list"

    def sniff(self, head: bytes) -> float:
        """The first line is the heading of an advisory."""
        first = head[:4096].decode("utf-8", "replace").splitlines()[:1]
        return 1.0 if first and _heading(first[0]) is not None else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """The advisories; a line that is none of theirs is counted."""
        del path
        document = Document()
        current: _Open | None = None
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
            if (heading := _heading(line)) is not None:
                if current is not None:
                    document.advisories.append(current.advisory())
                current = heading
            elif current is None or not _belongs(line.strip(), current):
                reject(document, f"line {number}", "is no line of an advisory")
        if current is not None:
            document.advisories.append(current.advisory())
        return document


def _heading(line: str) -> _Open | None:
    date, bracket, rest = line.partition("] ")
    identifier, _, title = rest.partition(" ")
    if not (date.startswith("[") and bracket and identifier.startswith(_PREFIXES)):
        return None
    return _Open(identifier, title.strip())


def _belongs(line: str, current: _Open) -> bool:
    """Take a line of the advisory; false where it is none."""
    if line.startswith("{") and line.endswith("}"):
        current.cves.extend(line[1:-1].split())
        return True
    if line.startswith("[") and "] - " in line:
        codename, _, rest = line[1:].partition("] - ")
        package, _, version = rest.partition(" ")
        release = debian_release(codename)
        note = version.partition(" ")[2].strip("()")
        current.statements.append(
            about_package(("deb", "debian"), package, release, _versions(version), note)
        )
        return True
    return not line or line.startswith(("NOTE:", "TODO:", "-", "#"))


def _versions(text: str) -> Versions:
    version = text.partition(" ")[0]
    return _STATES.get(version, OPEN) if version.startswith("<") or not version else until(version)
