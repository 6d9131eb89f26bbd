"""OpenSSL's list of vulnerabilities of old, XML: `https://openssl-library.org/news/vulnerabilities.xml`.

The newer records are CVE JSON 5. An issue lists every version that is affected and, for each branch, the fixed one.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from vedette.model.errors import InvalidVersion, MalformedInput
from vedette.vulns.advisories.documents import reject
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Advisory, Document, VersionRange, Versions
from vedette.vulns.advisories.vendors import order, upstream


@dataclass(frozen=True, slots=True)
class Openssl:
    """OpenSSL vulnerabilities."""

    name: str = "openssl"
    title: str = "OpenSSL vulnerabilities.xml"

    def sniff(self, head: bytes) -> float:
        """Issues with affected bases."""
        return 0.9 if b"<issue" in head and b"<affects" in head and b"base=" in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """One advisory for each issue."""
        try:
            root = fromstring(data)
        except ParseError as error:
            raise MalformedInput(path, f"is no XML: {error}", line=error.position[0]) from None
        except DefusedXmlException as error:
            raise MalformedInput(path, f"is XML that is not safe to read: {type(error).__name__}") from None
        document = Document()
        for number, issue in enumerate(root.iter("issue"), start=1):
            names = [f"CVE-{c.get('name', '').removeprefix('CVE-')}" for c in issue.findall("cve")]
            if names and is_cve(names[0]):
                title = (issue.findtext("title") or "").strip()
                statement = upstream("openssl", "openssl", _versions(issue))
                document.advisories.append(Advisory(names[0], "OpenSSL", (statement,), title=title))
            else:
                reject(document, f"issue {number}", "no CVE id")
        return document


def _versions(issue: Element) -> Versions:
    """In each branch from the first affected version to the fixed one; without a fix the versions themselves."""
    ranges: list[VersionRange] = []
    exact: list[str] = []
    affected: dict[str, list[str]] = {}
    for entry in issue.findall("affects"):
        affected.setdefault(entry.get("base", ""), []).append(entry.get("version", ""))
    fixes = {entry.get("base", ""): entry.get("version", "") for entry in issue.findall("fixed")}
    for base, versions in affected.items():
        try:
            first = min(versions, key=order)
        except InvalidVersion:
            exact += versions
            continue
        if base in fixes:
            ranges.append(VersionRange(first, fixed=fixes[base]))
        else:
            exact += versions
    return Versions(tuple(ranges), tuple(exact))
