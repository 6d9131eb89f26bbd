"""Hostile text made visible: what a terminal, a browser or a reader could take for something else is an escape.

Unicode TR 36 and CWE-150: control characters drive terminals, formatting characters reverse or hide text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby


def printable(text: str) -> str:
    r"""The text with every character that is not plainly visible as an escape: `\x1b`, `\u202e`."""
    if text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The printable text in pieces, each with whether it is escapes that were not written so in the text."""
    for plain, characters in groupby(text, str.isprintable):
        yield printable("".join(characters)), not plain


def _visible(character: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
