"""Paragraphs of fields, as dpkg and opkg keep them (deb822(5))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from vedette.assets.live.packages.interface import Problems

WANTED: Final = frozenset({"package", "status", "version", "source", "architecture", "maintainer"})
"""Fields that are kept, in lower case: names of fields have no case."""
PRESENT: Final = frozenset(
    {"installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending"}
)
"""States of a package whose files are on the machine (dpkg(1))."""
_LONGEST: Final = 4096
"""Characters of a value; longer ones are hostile."""


def paragraphs(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The first line's number and the wanted fields of each paragraph. Lines that continue a value are left out."""
    start, fields, some = 1, dict[str, str](), False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if some:
                yield start, fields
            start, fields, some = number + 1, {}, False
            continue
        some = True
        name, colon, value = line.partition(":")
        if colon and line[0] not in " \t" and name.lower() in WANTED:
            fields[name.lower()] = value.strip()[:_LONGEST]
    if some:
        yield start, fields


def installed_paragraphs(
    text: str, path: str, problems: Problems, *, stateless: bool
) -> Iterator[dict[str, str]]:
    """The paragraphs of packages that are there, each with name and version; others that are broken are counted.

    stateless: whether a paragraph without a state is of an installed package, as in images without a dpkg.
    """
    for line, fields in paragraphs(text):
        words = fields.get("status", "").split()
        if not words and "status" not in fields and not stateless and fields.get("package"):
            problems.add(path, line, f"package {fields['package'][:80]!r} has no status")
        elif words and (len(words) != 3 or words[2] not in PRESENT):
            if len(words) != 3:
                problems.add(path, line, "its status is no three words")
        elif not fields.get("package"):
            problems.add(path, line, "a paragraph without a package's name")
        elif not fields.get("version"):
            problems.add(path, line, f"package {fields['package'][:80]!r} has no version")
        else:
            yield fields


def source_of(fields: Mapping[str, str]) -> str | None:
    """The source package, as package URLs name it: `openssl`, `lvm2@2.03.16-2` where its version is another; null
    where it has the name and the version of the package itself.
    """
    name, _, version = fields.get("source", "").partition(" ")
    version = version.strip("() ")
    return (f"{name}@{version}" if version else name) or None
