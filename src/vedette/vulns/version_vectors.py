"""Version vectors: lines that say how two versions compare, held against a version scheme.

The format is the one in which comparison vectors are published: ``A < B``, ``A = B`` or ``A > B``, a line each;
blank lines and lines that begin with ``#`` or ``//`` say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, Final

from vedette.model.errors import InvalidVersion, MalformedInput
from vedette.vulns.versions import VersionScheme, compare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Two versions of the greatest length that schemes allow fit many times over.
MAX_LINE_BYTES: Final = 4096


class Relation(StrEnum):
    """How the left version stands to the right one."""

    BELOW = "<"
    EQUAL = "="
    ABOVE = ">"


_RELATIONS: Final = (Relation.EQUAL, Relation.ABOVE, Relation.BELOW)


@dataclass(frozen=True, slots=True)
class Vector:
    """One line: how two versions are said to compare."""

    line: int
    """1-based."""
    left: str
    """The version before the sign."""
    relation: Relation
    """What the line says."""
    right: str
    """The version after the sign."""

    def __str__(self) -> str:
        return f"{self.left} {self.relation} {self.right}"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A vector that a scheme does not confirm."""

    vector: Vector
    """What the line says."""
    found: Relation | InvalidVersion
    """What the scheme says, or its refusal of one of the versions."""


def read_lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a stream as text, each cut at MAX_LINE_BYTES; bytes that are no UTF-8 are replaced."""
    while piece := stream.readline(MAX_LINE_BYTES):
        yield piece.decode("utf-8", "replace").strip()
        while piece and not piece.endswith(b"\n"):
            piece = stream.readline(MAX_LINE_BYTES)


def read_vectors(lines: Iterable[str], path: str) -> Iterator[Vector | MalformedInput]:
    """The vectors, and an error in place of each line that is none; path is named in the errors."""
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith(("#", "//")):
            continue
        words = line.split()
        if len(words) != 3 or words[1] not in set(Relation) or not line.isprintable():
            yield MalformedInput(path, "not of the form A < B, A = B or A > B", line=number)
        else:
            yield Vector(number, words[0], Relation(words[1]), words[2])


def disagreement(scheme: VersionScheme, vector: Vector) -> Disagreement | None:
    """Where the scheme differs from the vector; None where both agree."""
    try:
        found = _RELATIONS[compare(scheme, vector.left, vector.right)]
    except InvalidVersion as refusal:
        return Disagreement(vector, refusal)
    return None if found is vector.relation else Disagreement(vector, found)
