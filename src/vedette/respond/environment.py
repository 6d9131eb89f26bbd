"""Where the environment of an application stands, from the files that its process has loaded."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from vedette.model.purl import Purl, parse_purl
from vedette.model.service import Service
from vedette.respond.words import path

_MARKS: Final = {"pypi": "lib", "npm": "node_modules"}
"""The folder below the environment in which packages of a type stand."""
_SYSTEM: Final = frozenset({"/usr", "/usr/local", "/"})
"""Environments that are the system's: pip is not to be told of them by a folder."""


def environment_of(service: Service, purl: Purl) -> str | None:
    """The virtual environment or project that the package was loaded from; null where it was not seen."""
    mark = _MARKS.get(purl.type)
    if service.running is None or mark is None:
        return None
    for loaded in service.running.loaded:
        known = parse_purl(loaded.purl)
        if known is not None and known.key == purl.key:
            parts = PurePosixPath(loaded.file).parts
            if mark in parts:
                folder = path(str(PurePosixPath(*parts[: parts.index(mark)])))
                return None if folder in _SYSTEM else folder
    return None
