"""nginx: words, quotes, `;` and `{}` (its documentation, "Configuration file structure"; `ngx_conf_file.c`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration.including import Kind, Reading, Statement, below
from vedette.investigate.configuration.interface import Parsed

_PLAIN: Final = frozenset(" \t\r\n;{}\"'\\#$")
"""Signs that may mean something; all others are part of a word."""


@dataclass(frozen=True, slots=True)
class Nginx:
    """nginx and OpenResty."""

    name: str = "nginx"
    products: frozenset[str] = frozenset({"nginx", "openresty"})
    places: tuple[str, ...] = (
        "/etc/nginx/nginx.conf", "/usr/local/nginx/conf/nginx.conf",
        "/usr/local/openresty/nginx/conf/nginx.conf", "/usr/local/etc/nginx/nginx.conf",
    )  # fmt: skip

    def read(self, tree: Tree, path: str) -> Parsed:
        """Relative names begin in the folder of the first file."""
        return Reading(tree, statements, below(tree, path)).parsed(self.name, path)


def statements(text: str) -> Iterator[Statement]:
    """The statements of a file. Code of Lua within `…_by_lua_block {}` is passed by, braces and all."""
    lines = text.split("\n")
    words: list[str] = []
    began = 1
    tokens = _tokens(text)
    for word, mark, line in tokens:
        if word is not None:
            began = began if words else line
            words.append(word)
        elif mark == "}":
            yield Statement(Kind.CLOSE, (), line, "")
            words = []
        elif words:
            kind = Kind.OPEN if mark == "{" else Kind.SIMPLE
            if mark == "{" and words[0].endswith("_by_lua_block"):
                _pass_by(tokens)
                kind = Kind.SIMPLE
            yield Statement(kind, tuple(words), began, lines[began - 1])
            words = []


Token = tuple[str | None, str, int]
"""A word, or null and one of `;{}`; and its line."""


def _pass_by(tokens: Iterator[Token]) -> None:
    depth = 1
    for word, mark, _ in tokens:
        depth += 0 if word is not None else {"{": 1, "}": -1}.get(mark, 0)
        if depth == 0:
            return


def _tokens(text: str) -> Iterator[Token]:
    at, length, line = 0, len(text), 1
    while at < length:
        sign = text[at]
        if sign == "\n":
            line += 1
            at += 1
        elif sign in " \t\r":
            at += 1
        elif sign == "#":
            end = text.find("\n", at)
            at = length if end == -1 else end
        elif sign in ";{}":
            yield None, sign, line
            at += 1
        else:
            word, end = _quoted(text, at) if sign in "\"'" else _word(text, at)
            yield word, "", line
            line += text.count("\n", at, end)
            at = end


def _quoted(text: str, at: int) -> tuple[str, int]:
    """A word in quotes; a backslash keeps the sign behind it."""
    quote, parts, here, length = text[at], [], at + 1, len(text)
    while here < length and text[here] != quote:
        if text[here] == "\\" and here + 1 < length:
            parts.append(text[here + 1] if text[here + 1] in "\"'\\" else text[here : here + 2])
            here += 2
        else:
            parts.append(text[here])
            here += 1
    return "".join(parts), here + 1


def _word(text: str, at: int) -> tuple[str, int]:
    """A bare word: `${name}` does not open a block."""
    here, length = at, len(text)
    while here < length:
        sign = text[here]
        if sign not in _PLAIN or sign in "\"'#":
            here += 1
        elif sign == "\\":
            here += 2
        elif sign == "$":
            here += 2 if text.startswith("${", here) else 1
            if text[here - 1] == "{":
                end = text.find("}", here, here + 256)
                here = here if end == -1 else end + 1
        else:
            break
    here = min(here, length)
    return text[at:here], here
