"""What a converter is, and what it makes of a foreign rule."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from vedette.detect.rules.rule import AttackClass, Field
from vedette.model.errors import RuleError


class Refused(RuleError):
    """A foreign rule that is not converted: something in it cannot be said in ours."""

    def __init__(self, path: Path, construct: str, reason: str) -> None:
        self.path, self.construct, self.reason = path, construct, reason
        super().__init__(f"{path}: {construct}: {reason}" if construct else f"{path}: {reason}")


class CannotSay(Exception):
    """A construct that our rules have no form for; the converter adds the file. construct: where; reason: why."""

    def __init__(self, construct: str, reason: str) -> None:
        self.construct, self.reason = construct, reason
        super().__init__(f"{construct}: {reason}")


class Place(StrEnum):
    """The part of a request that an example's text is put into."""

    URI = "uri"
    """The end of the target, whatever stands before it."""
    PATH = "path"
    QUERY = "query"
    """One or more arguments of the query."""
    HEADER = "header"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Sample:
    """Text that satisfies a test, and where it stands."""

    place: Place
    text: str
    header: str = ""
    """Name of the header, where it is one."""
    starts: bool = False
    """Whether it must stand at the start."""
    ends: bool = False
    """Whether it must stand at the end."""


@dataclass(frozen=True, slots=True)
class Test:
    """A pattern that must be found in a part of the request."""

    fields: tuple[Field, ...]
    pattern: str
    """RE2."""
    sample: Sample
    __test__ = False  # the word is the field's own; pytest need not look into it


@dataclass(frozen=True, slots=True)
class Method:
    """The request's method is one of these, in capitals."""

    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Status:
    """The answer's status is one of these."""

    codes: frozenset[int]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Node


Node = Test | Method | Status | AllOf | AnyOf | Not
"""A condition of a foreign rule."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A foreign rule that has been read whole."""

    ident: str
    """Id of the rule that it becomes."""
    title: str
    author: str
    """Whom its licence wants named; empty where it names none."""
    origin: str
    """What it was: format and own name or id."""
    attack_class: AttackClass | None
    """Null where nothing in it tells."""
    cves: tuple[str, ...]
    cwes: tuple[str, ...]
    confidence: float
    references: tuple[str, ...]
    condition: Node


class Converter(Protocol):
    """Reads one foreign format."""

    name: str
    """As `--from` calls it; the module's name with hyphens."""
    title: str

    def recognises(self, document: dict[str, object]) -> bool:
        """Whether the document is of this format."""
        ...

    def read(self, document: dict[str, object], stem: str) -> Draft:
        """The rule. stem: its file's name without ending. Raises CannotSay for what ours cannot say."""
        ...
