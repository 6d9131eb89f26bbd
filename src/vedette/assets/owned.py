"""Packages of languages that a distribution's package carries.

A scanner that reads a machine's files finds `urllib3 1.24.2` in the folder of a language as well as the distribution's
`python3-urllib3 1.24.2-4.el8`: one thing under two names. The distribution patches without raising the version, so the
language's advisories prove nothing about it: it takes the distribution's verdict.

A report of vulnerable packages alone may leave the distribution's out. Then two things speak for it: the package lies in
a folder that is the distribution's own, or another machine of the same release has that package in that version from
the distribution. Such a package is given the qualifier `distro`, and nobody calls it affected by its version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from vedette.model.builds import upstream_version
from vedette.model.inventory import Opinion, Package
from vedette.model.purl import DISTRIBUTION_TYPES, Purl, parse_purl, qualified
from vedette.model.service import Service

_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "pypi": ("{}", "python-{}", "python2-{}", "python3-{}", "python3.11-{}", "py3-{}", "platform-python-{}"),
    "gem": ("{}", "ruby-{}", "rubygem-{}"),
    "npm": ("{}", "node-{}", "nodejs-{}"),
    "maven": ("{}", "lib{}-java"),
    "composer": ("{}", "php-{}"),
    "golang": ("{}",),
    "cargo": ("{}", "rust-{}"),
}
"""What distributions call their packages of a language's package, by package URL type."""


_FOLDERS: Final = (
    "/usr/lib/python", "/usr/lib64/python", "/usr/lib/pypy", "/usr/share/nodejs/", "/usr/share/rubygems-integration/",
    "/usr/share/gems/", "/usr/share/java/", "/usr/share/maven-repo/", "/usr/share/php/",
)  # fmt: skip
"""Where distributions put packages of languages. What else comes there comes by a language's own tool, run as root."""


class Owners:
    """The packages of distributions, by machine, name and upstream version."""

    def __init__(self, packages: Iterable[Package], opinions: Iterable[Opinion] = ()) -> None:
        """opinions: of scanners; where they are about all of a machine's packages, others were not listed."""
        self._known: dict[tuple[str, str, str], str] = {}
        self._anywhere: set[tuple[str, str, str]] = set()
        self._releases: dict[str, str] = {}
        self._whole: set[str] = set()
        told = {(each.host, *_identity(each.package)) for each in opinions}
        for package in packages:
            purl = parse_purl(package.purl) if package.purl else None
            if purl is None or purl.type not in DISTRIBUTION_TYPES or purl.version is None:
                continue
            self._releases.setdefault(package.host, purl.distro or purl.namespace or "unknown")
            if (package.host, *_identity(purl.text)) not in told:
                self._whole.add(package.host)
            for name in {purl.name, purl.source or purl.name}:
                key = (_plain(name), upstream_version(purl.version))
                self._known.setdefault((package.host, *key), purl.text)
                self._anywhere.add((purl.distro or purl.namespace or "unknown", *key))

    def owner(self, host: str, text: str | None) -> str | None:
        """Package URL of the distribution's package that carries a language's package; null where none is known."""
        return next((self._known[key] for key in _keys(host, text) if key in self._known), None)

    def mark(self, package: Package) -> Package:
        """The package with its owner, or with the mark that it has one that nobody names."""
        owner = self.owner(package.host, package.purl)
        if owner is not None or package.purl is None or package.host in self._whole:
            return replace(package, owner=owner)
        release = self._releases.get(package.host)
        elsewhere = release is not None and not self._anywhere.isdisjoint(_keys(release, package.purl))
        purl = parse_purl(package.purl)
        is_language = purl is not None and purl.type in _NAMES
        if is_language and (elsewhere or (package.path or "").startswith(_FOLDERS)):
            return replace(package, purl=qualified(package.purl, {"distro": release or "unknown"}))
        return package

    def within(self, service: Service) -> Service:
        """The service, with the distribution's packages in place of those that they carry."""
        parts = tuple(dict.fromkeys(map(partial(self._part, service.host), service.components)))
        return service if parts == service.components else replace(service, components=parts)

    def _part(self, host: str, text: str) -> str:
        return self.owner(host, text) or text


def _keys(place: str, text: str | None) -> list[tuple[str, str, str]]:
    """What a language's package may be called by a distribution, and its version, in a place: a machine or a release."""
    purl = parse_purl(text) if text else None
    if purl is None or purl.version is None:
        return []
    names = [pattern.format(_plain(purl.name)) for pattern in _NAMES.get(purl.type, ())]
    return [(place, name, version) for name in names for version in _versions(purl)]


def _identity(text: str) -> tuple[str, str | None]:
    """A package without its qualifiers, since each source adds others."""
    purl = parse_purl(text)
    return (text, None) if purl is None else (str(purl.key), purl.version)


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _versions(purl: Purl) -> tuple[str, ...]:
    """The version as the language has it, and without the `v` of Go."""
    return (purl.version or "", (purl.version or "").removeprefix("v"))
