"""Packages of languages that a distribution's package carries.

A scanner that reads a machine's files finds `urllib3 1.24.2` in the folder of a language as well as the distribution's
`python3-urllib3 1.24.2-4.el8`: one thing under two names. The distribution patches without raising the version, so the
language's advisories prove nothing about it: it takes the distribution's verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from vedette.model.inventory import Package
from vedette.model.purl import DISTRIBUTION_TYPES, Purl, parse_purl
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


class Owners:
    """The packages of distributions, by machine, name and upstream version."""

    def __init__(self, packages: Iterable[Package]) -> None:
        self._known: dict[tuple[str, str, str], str] = {}
        for package in packages:
            purl = parse_purl(package.purl) if package.purl else None
            if purl is None or purl.type not in DISTRIBUTION_TYPES or purl.version is None:
                continue
            for name in {purl.name, purl.source or purl.name}:
                self._known.setdefault((package.host, _plain(name), _upstream(purl.version)), purl.text)

    def owner(self, host: str, text: str | None) -> str | None:
        """Package URL of the distribution's package that carries a language's package; null where none does."""
        purl = parse_purl(text) if text else None
        if purl is None or purl.version is None:
            return None
        names = (pattern.format(_plain(purl.name)) for pattern in _NAMES.get(purl.type, ()))
        keys = ((host, name, version) for name in names for version in _versions(purl))
        return next((self._known[key] for key in keys if key in self._known), None)

    def mark(self, package: Package) -> Package:
        """The package, with its owner."""
        return replace(package, owner=self.owner(package.host, package.purl))

    def within(self, service: Service) -> Service:
        """The service, with the distribution's packages in place of those that they carry."""
        parts = tuple(dict.fromkeys(map(partial(self._part, service.host), service.components)))
        return service if parts == service.components else replace(service, components=parts)

    def _part(self, host: str, text: str) -> str:
        return self.owner(host, text) or text


def _plain(name: str) -> str:
    return name.lower().replace("_", "-").replace(".", "-")


def _upstream(version: str) -> str:
    """`1:1.24.2+dfsg-4.el8` → `1.24.2`."""
    text = version.partition(":")[2] or version if version.partition(":")[0].isdigit() else version
    return (text.rpartition("-")[0] or text).partition("+")[0].partition("~")[0]


def _versions(purl: Purl) -> tuple[str, ...]:
    """The version as the language has it, and without the `v` of Go."""
    return (purl.version or "", (purl.version or "").removeprefix("v"))
