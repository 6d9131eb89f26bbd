"""Directives of configuration files: a name and its arguments, as nginx and Apache write them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from vedette.assets.live.configuration.interface import MOST_CONFIGURATION, MOST_FILES
from vedette.assets.live.tree import Tree

Directive = tuple[str, list[str]]
_MOST_DIRECTIVES: Final = 200_000


def nginx_directives(text: str) -> Iterator[Directive]:
    """Words up to `;`, `{` or `}`; quotes keep words together, `#` begins a comment."""
    words: list[str] = []
    for word, ends in _words(text, ";{}"):
        if word is not None:
            words.append(word)
        if ends:
            if words:
                yield words[0], words[1:]
            words = []


def _words(text: str, marks: str) -> Iterator[tuple[str | None, bool]]:
    """Each word; null and true at each of the marks, which end a directive."""
    at, length = 0, len(text)
    while at < length:
        sign = text[at]
        if sign == "#":
            at = text.find("\n", at)
            at = length if at == -1 else at
        elif sign in marks:
            yield None, True
            at += 1
        elif sign in "\"'":
            end = text.find(sign, at + 1)
            end = length if end == -1 else end
            yield text[at + 1 : end], False
            at = end + 1
        elif sign.isspace():
            at += 1
        else:
            end = at
            while end < length and not text[end].isspace() and text[end] not in marks:
                end += 1
            yield text[at:end], False
            at = end


def line_directives(text: str) -> Iterator[Directive]:
    r"""One a line; a backslash at the end goes on, `#` begins a comment, quotes keep words together."""
    for line in text.replace("\\\n", " ").split("\n"):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            words = [word for word, _ in _words(stripped, "") if word is not None]
            if words:
                yield words[0], words[1:]


def with_included(
    tree: Tree,
    first: str,
    parse: Callable[[str], Iterator[Directive]],
    includes: frozenset[str],
    folder: str,
    substitute: Callable[[str], str] = str,
) -> tuple[list[str], list[Directive]]:
    """The files and the directives of a configuration with all that it includes.

    includes: names of the directives that include, in lower case; folder: where relative paths begin.
    """
    files: dict[str, None] = {}
    directives: list[Directive] = []
    pending = [first]
    while pending and len(files) < MOST_FILES and len(directives) < _MOST_DIRECTIVES:
        path = pending.pop(0)
        text = tree.text(path, MOST_CONFIGURATION) if path not in files else None
        if text is None:
            continue
        files[path] = None
        for name, arguments in parse(text):
            directives.append((name, arguments))
            if name.lower() in includes and arguments:
                target = substitute(arguments[0])
                pattern = target if target.startswith("/") else f"{folder}/{target}"
                pending += [
                    inner
                    for match in tree.glob(pattern)
                    for inner in (
                        [match] if tree.is_file(match) else [f"{match}/{n}" for n in tree.names(match)]
                    )
                ]
    return list(files), directives
