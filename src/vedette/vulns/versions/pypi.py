"""Python package versions: PEP 440 as ``packaging`` parses it, and the older ones that it refuses.

A version that PEP 440 does not know is below all that it knows, and ordered as setuptools did before PEP 440
(``pkg_resources.parse_version``, kept by packaging up to release 21 as its legacy version).
"""

from __future__ import annotations

import re
from typing import Final

from packaging import version as pep440

from vedette.vulns.versions.interface import Key, Part, require_plain

_LEGACY, _KNOWN = range(2)
_DEV_ONLY, _PRERELEASE, _RELEASE = range(3)
_LOCAL_TEXT, _LOCAL_NUMBER = range(2)

_LEGACY_PARTS: Final = re.compile(r"[0-9]+|[a-z]+|[.-]|[^0-9a-z.-]+")
_LEGACY_WORDS: Final = {"pre": "c", "preview": "c", "-": "final-", "rc": "c", "dev": "@"}
_LEGACY_ZERO: Final = "0" * 8


class PyPI:
    """Packages of the Python Package Index."""

    name: Final = "pypi"
    ecosystems: Final = ("PyPI",)
    purl_types: Final = ("pypi",)

    def key(self, version: str) -> Key:
        """(known to PEP 440 or not, the parts in their order)."""
        text = require_plain(self.name, version)
        try:
            parsed = pep440.Version(text)
        except pep440.InvalidVersion:
            return _LEGACY, _legacy_key(text.lower())
        return _KNOWN, *_known_key(parsed)


def _known_key(version: pep440.Version) -> Key:
    """PEP 440, "Summary of permitted suffixes and relative ordering"; zeros at the release's end are equal to none."""
    release = version.release
    while len(release) > 1 and not release[-1]:
        release = release[:-1]
    pre: Key = (_RELEASE,)
    if version.pre is not None:
        pre = (_PRERELEASE, *version.pre)
    elif version.post is None and version.dev is not None:
        pre = (_DEV_ONLY,)
    post = -1 if version.post is None else version.post
    dev: Key = (1,) if version.dev is None else (0, version.dev)
    return version.epoch, release, pre, post, dev, _local_key(version.local)


def _local_key(local: str | None) -> Key:
    """Text is below numbers, and no local version below any."""
    parts: list[Part] = []
    for part in local.split(".") if local else ():
        parts += (_LOCAL_NUMBER, int(part)) if part.isdigit() else (_LOCAL_TEXT, part)
    return tuple(parts)


def _legacy_key(text: str) -> Key:
    """Numbers as text of at least eight digits, words marked by a star, which is below all digits.

    Words below ``final`` are pre-releases: a dash before one, and zeros before any word, are dropped.
    """
    parts: list[str] = []
    for found in _LEGACY_PARTS.findall(text):
        part = _LEGACY_WORDS.get(found, found)
        if part == ".":
            continue
        if part[0] in "0123456789":
            parts.append(part.zfill(8))
        else:
            _append_legacy_word("*" + part, parts)
    _append_legacy_word("*final", parts)
    return tuple(parts)


def _append_legacy_word(word: str, parts: list[str]) -> None:
    if word < "*final":
        while parts and parts[-1] == "*final-":
            parts.pop()
    while parts and parts[-1] == _LEGACY_ZERO:
        parts.pop()
    parts.append(word)
