"""CPE names: parsing and comparison.

Formatted strings (`cpe:2.3:a:apache:http_server:2.4.49:*:…`) and URIs (`cpe:/a:apache:http_server:2.4.49`) after
NISTIR 7695; comparison of two names after NISTIR 7696, section 6.
"""

from __future__ import annotations

from enum import Enum
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

import msgspec

ANY: Final = "*"
"""The attribute may have any value."""
NA: Final = "-"
"""The attribute has no meaning for this product: it has no versions, no updates, …"""

ATTRIBUTES: Final = (
    "part", "vendor", "product", "version", "update", "edition", "language",
    "sw_edition", "target_sw", "target_hw", "other",
)  # fmt: skip
MAX_LENGTH: Final = 2048
"""A longer name is hostile or broken: the longest in the official dictionary has some 250 characters."""
_KEEP_ESCAPED: Final = frozenset("*?\\")


class Relation(Enum):
    """How the values of an attribute in two names relate, seen from the first (NISTIR 7696, table 6-2)."""

    SUPERSET = "superset"
    SUBSET = "subset"
    EQUAL = "equal"
    DISJOINT = "disjoint"
    UNDEFINED = "undefined"


class Cpe(msgspec.Struct, frozen=True, array_like=True, gc=False):
    r"""A CPE name. Each attribute is ANY, NA or a lower-case value.

    In a value only a literal `*`, `?`, `\` or a lone `-` is still escaped: an unescaped `*` or `?` is a wildcard.
    """

    part: str
    """`a` application, `o` operating system, `h` hardware."""
    vendor: str = ANY
    product: str = ANY
    version: str = ANY
    update: str = ANY
    edition: str = ANY
    language: str = ANY
    sw_edition: str = ANY
    target_sw: str = ANY
    target_hw: str = ANY
    other: str = ANY

    @property
    def maker(self) -> tuple[str, str]:
        """Vendor and product: what the name is about."""
        return self.vendor, self.product

    @property
    def full_version(self) -> str | None:
        """Version with its update, `8.0.0:rc1`; null where the name leaves the version open or has none."""
        if self.version in {ANY, NA}:
            return None
        update = "" if self.update in {ANY, NA} else f":{_unescape(self.update)}"
        return _unescape(self.version) + update

    def covers(self, other: Cpe) -> bool:
        """Whether every name that `other` stands for is one that this name stands for."""
        good = {Relation.SUPERSET, Relation.EQUAL}
        return all(compare(getattr(self, name), getattr(other, name)) in good for name in ATTRIBUTES)

    def disjoint(self, other: Cpe) -> bool:
        """Whether no name can be both."""
        return any(
            compare(getattr(self, name), getattr(other, name)) is Relation.DISJOINT for name in ATTRIBUTES
        )


@lru_cache(maxsize=65536)
def parse_cpe(text: str) -> Cpe | None:
    """The name, from a formatted string or a URI; null where the text is neither."""
    if len(text) > MAX_LENGTH:
        return None
    if text.startswith("cpe:2.3:"):
        return _parse_formatted(text[8:])
    if text.startswith("cpe:/"):
        return _parse_uri(text[5:])
    return None


def _parse_formatted(text: str) -> Cpe | None:
    fields = _split(text)
    if len(fields) != len(ATTRIBUTES) or fields[0] not in {"a", "o", "h"} or not all(fields):
        return None
    return Cpe(*(_normalise(field) for field in fields))


def _parse_uri(text: str) -> Cpe | None:
    """`/a:vendor:product:version:update:edition:language`, percent-encoded, trailing parts left out."""
    fields = [_escape(unquote(field)) if field else ANY for field in text.split(":")]
    if not 1 <= len(fields) <= 7 or fields[0] not in {"a", "o", "h"}:
        return None
    return Cpe(*(field.lower() for field in fields))


def _split(text: str) -> list[str]:
    """Split at the colons that are not escaped."""
    if "\\" not in text:
        return text.split(":")
    fields, start, position = [], 0, 0
    while position < len(text):
        if text[position] == "\\":
            position += 1
        elif text[position] == ":":
            fields.append(text[start:position])
            start = position + 1
        position += 1
    return [*fields, text[start:]]


def _normalise(field: str) -> str:
    """Lower case, without the escapes that change nothing, so that equal values are equal strings."""
    if "\\" not in field:
        return field.lower()
    if field == "\\-":
        return field
    result, position = [], 0
    while position < len(field):
        character = field[position]
        if character == "\\" and position + 1 < len(field):
            position += 1
            character = field[position]
            if character in _KEEP_ESCAPED:
                character = "\\" + character
        result.append(character)
        position += 1
    return "".join(result).lower()


def _escape(value: str) -> str:
    if value == NA:
        return value
    return "".join("\\" + character if character in _KEEP_ESCAPED else character for character in value)


def _unescape(value: str) -> str:
    """The value as people write it."""
    for character in "*?-":
        value = value.replace("\\" + character, character)
    return value.replace("\\\\", "\\")


def compare(source: str, target: str) -> Relation:
    """How the source's value relates to the target's (NISTIR 7696, table 6-2)."""
    if source == target:
        return Relation.UNDEFINED if _has_wildcard(target) else Relation.EQUAL
    if source == ANY:
        return Relation.UNDEFINED if _has_wildcard(target) else Relation.SUPERSET
    if _has_wildcard(target):
        return Relation.UNDEFINED
    if target == ANY:
        return Relation.SUBSET
    if NA in {source, target}:
        return Relation.DISJOINT
    return Relation.SUPERSET if _has_wildcard(source) and _matches(source, target) else Relation.DISJOINT


def _has_wildcard(value: str) -> bool:
    if value == ANY:
        return False
    stripped = value.replace("\\\\", "").replace("\\*", "").replace("\\?", "")
    return "*" in stripped or "?" in stripped


def _matches(pattern: str, value: str) -> bool:
    """Wildcards stand at the ends only: `*` any text there, each `?` at most one character."""
    core, before, after = pattern, 0, 0
    while core[:1] in {"*", "?"}:
        before, core = (len(value) if core[0] == "*" else before + 1), core[1:]
    while core[-1:] in {"*", "?"} and core[-2:-1] != "\\":
        after, core = (len(value) if core[-1] == "*" else after + 1), core[:-1]
    start = value.find(core)
    while start != -1:
        if start <= before and len(value) - start - len(core) <= after:
            return True
        start = value.find(core, start + 1)
    return False
