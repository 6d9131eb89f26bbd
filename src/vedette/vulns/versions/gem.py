"""RubyGems versions, ordered by ``Gem::Version#<=>`` (Gem::Version reference documentation).

Segments are numbers and words. A word is below any number and marks a pre-release; a missing segment is 0;
``-`` stands for ``.pre.``.
"""

from __future__ import annotations

import re
from typing import Final

from vedette.model.errors import InvalidVersion
from vedette.vulns.versions.interface import Key, Part, require_plain

_VERSION: Final = re.compile(r"[0-9][0-9A-Za-z]*(?:\.[0-9A-Za-z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?")
_SEGMENTS: Final = re.compile(r"[0-9]+|[A-Za-z]+")

# The end of a version equals zeros without end, so a zero is below or above it by what follows the zero.
_WORD, _ZERO_BEFORE_WORD, _END, _NUMBER = range(4)


class Gem:
    """Ruby gems."""

    name: Final = "gem"
    ecosystems: Final = ("RubyGems",)
    purl_types: Final = ("gem",)

    def key(self, version: str) -> Key:
        """Ranked segments, without the zeros that have no meaning."""
        text = require_plain(self.name, version)
        if not _VERSION.fullmatch(text):
            raise InvalidVersion(self.name, version)
        parts: list[Part] = [_END]
        word_follows, is_tail = False, True
        for segment in reversed(_canonical_segments(text)):
            if isinstance(segment, str):
                parts += (segment, _WORD)
                word_follows, is_tail = True, False
            elif segment:
                parts += (segment, _NUMBER)
                word_follows, is_tail = False, False
            elif not is_tail:
                parts += (_ZERO_BEFORE_WORD,) if word_follows else (0, _NUMBER)
        return tuple(reversed(parts))


def _canonical_segments(text: str) -> list[int | str]:
    """The segments, without the zeros before the first word: ``1.0.rc1`` is ``1.rc1``."""
    segments = [
        int(found) if found.isdigit() else found for found in _SEGMENTS.findall(text.replace("-", ".pre."))
    ]
    first_word = next((i for i, segment in enumerate(segments) if isinstance(segment, str)), len(segments))
    numbers = first_word
    while numbers and segments[numbers - 1] == 0:
        numbers -= 1
    return segments[:numbers] + segments[first_word:]
