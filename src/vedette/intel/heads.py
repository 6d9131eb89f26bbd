"""The first lines of a list, by which formats recognise themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from vedette.files.documents import HEAD_BYTES

_LINES: Final = 200
COMMENT_MARKS: Final = ("#", ";", "//")


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of a list."""

    comments: tuple[str, ...]
    """Comment lines, marks included, at most 200."""
    lines: tuple[str, ...]
    """Other lines that are not blank, trimmed, at most 200."""
    first: int
    """Where the first of `lines` stands, 1-based; 0 where there is none."""


def decode(data: bytes) -> str:
    """Text of a list: UTF-8 without mark, bad bytes replaced."""
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


def head_of(data: bytes) -> Head:
    """The first lines; a last line that the cut at HEAD_BYTES may have torn is left out."""
    return _head_of(data[:HEAD_BYTES])


@lru_cache(maxsize=1)
def _head_of(head: bytes) -> Head:
    """Kept for the last file, since every format asks for it in turn."""
    texts = decode(head).split("\n")
    if len(head) == HEAD_BYTES and len(texts) > 1:
        texts.pop()
    comments: list[str] = []
    lines: list[str] = []
    first = 0
    for number, text in enumerate(map(str.strip, texts), start=1):
        if text.startswith(COMMENT_MARKS):
            comments.append(text)
        elif text:
            lines.append(text)
            first = first or number
        if len(lines) == _LINES:
            break
    return Head(tuple(comments[:_LINES]), tuple(lines), first)


def told(comments: tuple[str, ...], key: str) -> str | None:
    """What the first comment of the form `key : value` says; key in lower case."""
    pairs = (comment.strip("#;/ \t").partition(":") for comment in comments)
    return next(
        (value.strip() for word, _, value in pairs if word.strip().lower() == key and value.strip()), None
    )


def share(lines: tuple[str, ...], matching: int) -> float:
    """Which part of the lines matches; 0 where there are none."""
    return matching / len(lines) if lines else 0.0


def feed_name(path: str) -> str:
    """What a list is called after its file; `ipsum/4` where the file's name is but a number."""
    file = Path(path)
    stem = file.name.removesuffix(".gz").rpartition(".")[0] or file.name
    return f"{file.absolute().parent.name}/{stem}" if stem.isdigit() else stem
