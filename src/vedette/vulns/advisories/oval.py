"""OVAL 5 definitions of distributions: a package is earlier than a version, in a release.

A definition's criteria name tests; a test joins an object (a package's name, or a variable with several) with a state
(`less than` a version). <https://oval-community-guidelines.readthedocs.io>
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from vedette.model.errors import MalformedInput
from vedette.vulns.advisories.distributions import ALWAYS, about_package, until
from vedette.vulns.advisories.identifiers import is_cve
from vedette.vulns.advisories.interface import Advisory, Document, PackageStatement
from vedette.vulns.advisories.update_streams import MAIN, Line, line_of_cpe
from vedette.vulns.cpe import parse_cpe

MAX_ELEMENTS: Final = 20_000_000
"""The largest definitions have some ten million elements."""
_MAX_DEPTH: Final = 32
"""Criteria nest some five deep."""
_PLATFORMS: Final = {
    "Debian": ("deb", "debian"), "Ubuntu": ("deb", "ubuntu"), "Red Hat": ("rpm", "redhat"),
    "Rocky": ("rpm", "rocky"), "AlmaLinux": ("rpm", "almalinux"), "openSUSE": ("rpm", "opensuse"),
    "SUSE": ("rpm", "suse"), "Oracle Linux": ("rpm", "oraclelinux"),
}  # fmt: skip
"""Package URL type and namespace by the beginning of a platform's name."""


@dataclass(slots=True)
class _Definition:
    """What a definition says, as far as its first pass goes."""

    ids: list[str]
    title: str
    platforms: list[str]
    cpes: list[str]
    """Of the platforms, where the definition names them."""
    tests: list[tuple[str, str]]
    """Tests, each with the module that the package must be of, or nothing."""


@dataclass(slots=True)
class _Parts:
    """What definitions refer to, by id."""

    definitions: list[_Definition] = field(default_factory=list)
    tests: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    """Object and state of a test."""
    names: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    """Name of a package, or the variable that lists names, by object."""
    versions: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Operation and version, by state."""
    variables: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Oval:
    """Open Vulnerability and Assessment Language."""

    name: str = "oval"
    title: str = "OVAL definitions"

    def sniff(self, head: bytes) -> float:
        """The root element."""
        return 0.95 if b"<oval_definitions" in head or b":oval_definitions" in head else 0.0

    def read(self, data: bytes, path: str) -> Document:
        """One advisory for each definition that is about packages."""
        parts = _Parts()
        try:
            for number, (_, element) in enumerate(iterparse(BytesIO(data), events=("end",))):
                if number > MAX_ELEMENTS:
                    raise MalformedInput(path, f"has more than {MAX_ELEMENTS:,} elements")
                _take(element, parts)
        except ParseError as error:
            raise MalformedInput(path, f"is no XML: {error}", line=error.position[0]) from None
        except DefusedXmlException as error:
            raise MalformedInput(path, f"is XML that is not safe to read: {type(error).__name__}") from None
        return Document(advisories=[_advisory(d, parts) for d in parts.definitions if d.ids])


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _take(element: Element, parts: _Parts) -> None:
    """Keep what an element says, and free it."""
    kind, identifier = _local(element), element.get("id", "")
    if kind == "definition":
        parts.definitions.append(_definition(element))
    elif kind.endswith("_test"):
        refs = {_local(child): child for child in element}
        if "object" in refs:
            state = refs["state"].get("state_ref") if "state" in refs else None
            parts.tests[identifier] = (refs["object"].get("object_ref", ""), state)
    elif kind.endswith("_object"):
        name = next((child for child in element if _local(child) == "name"), None)
        if name is not None:
            parts.names[identifier] = ((name.text or "").strip() or None, name.get("var_ref"))
    elif kind.endswith("_state"):
        evr = next((child for child in element if _local(child) == "evr"), None)
        if evr is not None:
            parts.versions[identifier] = (evr.get("operation", ""), (evr.text or "").strip())
    elif kind == "constant_variable":
        values = [(child.text or "").strip() for child in element if _local(child) == "value"]
        parts.variables[identifier] = [value for value in values if value]
    else:
        return
    element.clear()


def _definition(element: Element) -> _Definition:
    title, platforms, cpes, ids = "", [], [], []
    for part in element.iter():
        text = (part.text or "").strip()
        match _local(part):
            case "title" if not title:
                title = text
            case "platform":
                platforms.append(text)
            case "cpe":
                cpes.append(text)
            case "reference" | "cve" if part.get("source", "CVE") in {"CVE", "RHSA"}:
                ids.append(part.get("ref_id") or text)
    words = (word.strip(" ,:()") for word in title.split())
    cves = [i for i in (*ids, *words) if is_cve(i)]
    first = [i for i in ids if not is_cve(i)][:1] if len(set(cves)) != 1 else []
    return _Definition(
        list(dict.fromkeys((*first, *cves))), title, platforms, cpes, list(_tests(element, "", 0))
    )


def _tests(element: Element, module: str, depth: int) -> Iterator[tuple[str, str]]:
    """The tests of a definition. A test that a module is enabled holds for all that stands beside and below it."""
    children = list(element) if depth < _MAX_DEPTH else []
    named = (_module(child.get("comment", "")) for child in children if _local(child) == "criterion")
    module = next(filter(None, named), module)
    for child in children:
        if _local(child) == "criterion" and child.get("negate") != "true":
            yield child.get("test_ref", ""), module
        else:
            yield from _tests(child, module, depth + 1)


def _module(comment: str) -> str:
    """`Module nodejs:18 is enabled` → `nodejs:18`."""
    words = comment.split()
    return words[1] if len(words) == 4 and words[0] == "Module" and words[2:] == ["is", "enabled"] else ""


def _advisory(definition: _Definition, parts: _Parts) -> Advisory:
    first, *others = definition.ids
    distribution, release = _platform(definition.platforms)
    line = _line(definition.cpes, release)
    return Advisory(
        id=first,
        source="OVAL",
        statements=() if distribution is None else tuple(_statements(definition, parts, distribution, line)),
        upstream=tuple(others),
        title=definition.title,
    )


def _statements(
    definition: _Definition, parts: _Parts, distribution: tuple[str, str], line: Line
) -> Iterator[PackageStatement]:
    release, stream = line
    for test, module in definition.tests:
        wanted, state = parts.tests.get(test, ("", None))
        name, variable = parts.names.get(wanted, (None, None))
        names = [name] if name else parts.variables.get(variable or "", [])
        operation, version = parts.versions.get(state or "", ("", ""))
        if operation == "less than" and version:
            bound = version.removeprefix("0:") if distribution == ("deb", "debian") else version
            yield from (
                about_package(distribution, n, release, until(bound), stream=stream, module=module)
                for n in names
            )
        elif state is None and distribution[0] == "deb":
            yield from (about_package(distribution, n, release, ALWAYS) for n in names)


def _line(cpes: list[str], release: str | None) -> Line:
    """The stream of updates that the definition's CPE names tell; one that is for the main one too is of the main one."""
    lines = [
        line_of_cpe(cpe) for text in cpes if (cpe := parse_cpe(text)) is not None and cpe.vendor == "redhat"
    ]
    paid = {line for line in lines if line.stream != MAIN}
    return min(paid) if len(paid) == 1 and len(set(lines)) == 1 else Line(release, MAIN)


def _platform(platforms: list[str]) -> tuple[tuple[str, str] | None, str | None]:
    """Distribution and release: `Debian GNU/Linux 12`, `Ubuntu 22.04 LTS`, `Red Hat Enterprise Linux 9`."""
    for text in platforms:
        for word, distribution in _PLATFORMS.items():
            if text.startswith(word):
                release = next((part for part in text.split() if part[:1].isdigit()), None)
                return distribution, release
    return None, None
