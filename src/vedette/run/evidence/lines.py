"""Whole lines of a source by their places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from vedette.files.compression import Opened
from vedette.report.interface import Place
from vedette.telemetry.blocks import LONGEST_LINE, Piece, cut
from vedette.telemetry.source import Source

MOST_READ: Final = 16 << 30
"""Bytes of a source, decompressed, that are gone through for the lines that are wanted."""


def whole_lines(source: Source, places: Iterable[Place]) -> dict[Place, bytes]:
    """The line at each place, without its end, cut at LONGEST_LINE; places where none stands are left out.

    Raises UnreadableInput and MalformedInput, and what reading a file raises.
    """
    wanted = list(places)
    found = _sought(source, wanted)
    rest = [place for place in wanted if place not in found]
    return found | _counted(source, rest)


def _sought(source: Source, places: Iterable[Place]) -> dict[Place, bytes]:
    """Those whose offset is known, of a file in which one can go there at once."""
    with Opened(source.path) as stream:
        if stream.compressed:
            return {}
    found: dict[Place, bytes] = {}
    with source.path.open("rb") as file:
        for place in places:
            if place.offset is None:
                continue
            file.seek(max(place.offset - 1, 0))
            begins = place.offset == 0 or file.read(1) == b"\n"
            line = file.readline(LONGEST_LINE)
            if begins and line:
                found[place] = _without_end(line)
    return found


def _counted(source: Source, places: list[Place]) -> dict[Place, bytes]:
    """The others, by going through the source."""
    by_line: dict[int, list[Place]] = defaultdict(list)
    by_offset: dict[int, Place] = {}
    for place in places:
        if place.line is not None:
            by_line[place.line].append(place)
        elif place.offset is not None:
            by_offset[place.offset] = place
    found: dict[Place, bytes] = {}
    if not by_line and not by_offset:
        return found
    number, most = 1, sum(map(len, by_line.values())) + len(by_offset)
    with source.open() as stream:
        for piece in cut(stream, source.name):
            last = number + piece.data.count(b"\n", 0, piece.end)
            if any(number <= line <= last for line in by_line):
                found |= _numbered(piece, number, by_line)
            for offset, place in by_offset.items():
                if piece.offset <= offset < piece.offset + piece.end:
                    found[place] = _line_at(piece, offset - piece.offset)
            number = last
            if len(found) == most or piece.offset > MOST_READ:
                break
    return found


def _numbered(piece: Piece, first: int, by_line: Mapping[int, list[Place]]) -> dict[Place, bytes]:
    """The wanted lines of a piece whose first line has that number."""
    found: dict[Place, bytes] = {}
    start, number = 0, first
    while start < piece.end:
        end = piece.data.find(b"\n", start, piece.end)
        end = piece.end if end < 0 else end
        if number in by_line:
            found |= dict.fromkeys(by_line[number], _line_at(piece, start))
        start, number = end + 1, number + 1
    return found


def _line_at(piece: Piece, start: int) -> bytes:
    end = piece.data.find(b"\n", start, piece.end)
    end = piece.end if end < 0 else end
    return _without_end(piece.data[start : min(end, start + LONGEST_LINE)])


def _without_end(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")
