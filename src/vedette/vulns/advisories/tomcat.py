"""Apache Tomcat's pages of security reports, `https://tomcat.apache.org/security-9.html` and its sisters.

Under a heading (`Fixed in Apache Tomcat 9.0.43`) a strong line names the flaw with its CVE ids, and some paragraphs
later follows `Affects: 9.0.0.M1 to 9.0.41`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Advisory, Document, VersionRange, Versions
from vedette.vulns.advisories.pages import Tag, tokens
from vedette.vulns.advisories.vendors import fix_above, next_branch, upstream
from vedette.vulns.advisories.version_text import is_version

_FIXED = "Fixed in Apache Tomcat "


@dataclass(frozen=True, slots=True)
class Tomcat:
    """Apache Tomcat security reports."""

    name: str = "tomcat"
    title: str = "Apache Tomcat security pages"

    def sniff(self, head: bytes) -> float:
        """A heading of fixes."""
        return 0.9 if b"<h" in head and b"ixed in Apache Tomcat " in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """One advisory for each CVE under each heading."""
        document = Document()
        fixes: list[str] = []
        ids: list[str] = []
        title = ""
        for name, text in _blocks(tokens(data, path)):
            heading = _heading(text) if name == "p" else None
            if ids and (name != "p" or heading is not None):  # it said nothing of versions
                document.advisories += _advisories(ids, title, Versions(unjudged=1))
                ids = []
            if name != "p":
                fixes = _fixes(text)
            elif heading is not None:
                title, ids = heading
            elif text.startswith("Affects:") and ids:
                document.advisories += _advisories(ids, title, _versions(text[8:], fixes))
                ids = []
        return document


def _advisories(ids: list[str], title: str, versions: Versions) -> list[Advisory]:
    statement = upstream("apache", "tomcat", versions)
    return [Advisory(identifier, "Apache Tomcat", (statement,), title=title) for identifier in ids]


def _blocks(items: Iterator[Tag | str]) -> Iterator[tuple[str, str]]:
    """Headings and paragraphs with their text; a strong beginning is marked by a leading asterisk."""
    name, texts, strong = "", list[str](), False
    for item in items:
        if isinstance(item, str):
            if name:
                texts.append(item)
        elif item.name in {"h3", "h2", "p"}:
            name, texts, strong = ("p" if item.name == "p" else "h"), [], False
        elif item.name == "strong" and name == "p" and not texts:
            strong = True
        elif item.name in {"/h3", "/h2", "/p"} and name:
            yield name, ("*" if strong else "") + " ".join(texts)
            name = ""


def _heading(text: str) -> tuple[str, list[str]] | None:
    """`*Low: Request mix-up CVE-2021-25122` → title and ids; null for other paragraphs."""
    ids = [word for word in text.replace(",", " ").split() if is_cve(word)]
    severity, colon, rest = text[1:].partition(":")
    if not (text.startswith("*") and colon and ids and severity.isalpha()) or severity == "Note":
        return None
    title = rest.partition(" CVE-")[0] if not rest.strip().startswith("Fix for") else rest
    return title.strip(), list(dict.fromkeys(ids))


def _fixes(heading: str) -> list[str]:
    """`2 February 2021 Fixed in Apache Tomcat 8.5.3 and 8.0.36` → both versions."""
    _, found, rest = heading.partition(_FIXED)
    return [word.strip(",") for word in rest.split() if is_version(word.strip(","))] if found else []


def _versions(text: str, fixes: list[str]) -> Versions:
    ranges: list[VersionRange] = []
    exact: list[str] = []
    unjudged = 0
    for part in text.split(","):
        plain = part.partition("(")[0].replace("?", "").strip()
        first, joined, last = plain.partition(" to ") if " to " in plain else plain.partition("-")
        first, last = first.strip(), last.strip()
        if not is_version(first) or (joined and not is_version(last)):
            unjudged += 1
        elif not joined:
            exact.append(first)
        elif last.endswith(("SVN", "x")):
            ranges.append(VersionRange(first, fixed=next_branch(last)))
        else:
            fixed = fix_above(last, fixes)
            ranges.append(VersionRange(first, fixed=fixed, last_affected=None if fixed else last))
    return Versions(tuple(ranges), tuple(exact), unjudged=unjudged)
