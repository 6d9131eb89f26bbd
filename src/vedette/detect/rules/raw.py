r"""What a line holds, as it was logged, if a decoded form of it holds a literal.

Clients encode reserved characters as a matter of course, so a literal is sought with these plain or percent-encoded.
Nobody needs to encode a letter, a digit, a dot or a percent sign twice: such an escape, wherever it stands, makes the
line a candidate, whatever it hides (`NEEDLESS`). Some characters stand in so few lines that they, or their escapes, are
sought by themselves (`SIGNS`), and the literals that hold one need not be: quotes, angle brackets, `$`, `|`, and the
backslash, with which all escapes of loggers begin.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable
from itertools import product
from typing import Final

from vedette.detect.rules.decoding import ENTITY_NAMES, FOLDED

_DIGITS: Final = "0123456789abcdef"
_UNRESERVED: Final = f"{string.ascii_letters}{string.digits}-._"
"""Characters that no client needs to encode (RFC 3986, section 2.3, but for `~`, which HTML forms encode)."""
_RARE: Final = "'<>`|$\\^*\x03\x04\x16"
"""Characters that are signs, plain or encoded."""
_RARE_ENCODED: Final = '!"#()[]{}~;@+'
"""Characters that are signs where they are encoded, and too common otherwise."""

_ENTITIES: Final = tuple(ENTITY_NAMES)
"""Named entities that stand for a character of a literal."""


def _each(*choices: Iterable[str]) -> list[str]:
    """Every combination of one of each."""
    return ["".join(combination) for combination in product(*choices)]


def _percent(data: bytes) -> str:
    return "".join(f"%{byte:02x}" for byte in data)


NEEDLESS: Final[tuple[str, ...]] = (
    *(_percent(c.encode()) for c in _UNRESERVED),
    *_each(["%25"], [*_DIGITS, "u"]),
    *_each(["%u"], _DIGITS),
    *("%c0%", "%c1%", "%e0%8", "%e0%9", "%f0%80", "%c5%bf", "%e2%84%aa", "\xc5\xbf", "\xe2\x84\xaa"),
    *_each(["&", "%26"], "#", [*string.digits, "x"]),
    *_each(["&", "%26"], _ENTITIES, ";"),
    *_each(["base64"], [",", "%2c", ":", "%3a", "/", "%2f"]),
)
"""Escapes that could hide a literal from a search for its plain and its ordinarily encoded form."""

SIGNS: Final[tuple[str, ...]] = (
    *_RARE,
    *(_percent(c.encode()) for c in f"{_RARE}{_RARE_ENCODED}"),
    *_each(["%"], "01", _DIGITS),
    *_each([";"], [*string.ascii_lowercase, "/", "+", "%20"]),
    *_each(["&", "%26"], ["+", "%20", "%26"]),
    "&&",
    *_each(["=", "?", "&", "%3d"], [".."]),
    *('="', '("', '+"', ';"', '")', '"=', '";'),
    *_each("{", [*string.ascii_lowercase, *"{%,"]),
    *_each(string.digits, [":{"]),
    *(
        form.format(method)
        for form in ('"{}"', "{} /", "{} http", "\t{}\t", ",{},")
        for method in ("put", "move", "copy")
    ),
    *("%ef%bc", "%ef%bd", "\xef\xbc", "\xef\xbd"),
    *("++", "+ ", "+%20", "%20+", "%20 ", "%20%20"),
)
"""What most lines lack and most injections need; methods that write files; the first bytes of full-width
letters; runs of white space, which literals are not sought with."""

_CONTROL: Final = r"(?:%(?:[01][0-9a-f]|7f)|\\\\?x[01][0-9a-f]|\\\\?u00[01][0-9a-f])"
_FOLDED: Final = [chr(code) for code in FOLDED]
HIDING: Final[tuple[str, ...]] = (
    r"\\x(?:2[013-9a-f]|[346][0-9a-f]|5[0-9abd-f]|7[0-9a-e])",
    r"\\u00(?:2[013-5890a-f]|3[0-9abf]|[46][0-9a-f]|5[0-9abd-f]|7[0-9a-e])",
    r"(?:%5c|\\x5c|\\u005c)(?:x[0-9a-f]{2}|u[0-9a-f]{4})",
    r"\\xc[01]\\x[89ab]|\\xe0\\x[89]|\\xf0\\x80|\\xc5\\xbf|\\xe2\\x84\\xaa",
    r"\\u(?:ff[0-5][0-9a-f]|017f|212a)",
    r"(?:&|%26)%23x?[0-9a-f]",
    f"(?:&|%26)(?:{'|'.join(_ENTITIES)})%3b",
    "|".join(character for character in _FOLDED if character > "\uff00"),
    "|".join(_percent(character.encode()) for character in _FOLDED),
    "|".join(repr(character.encode())[2:-1].replace("\\", r"\\") for character in _FOLDED),
    f"[a-z]{_CONTROL}{{1,8}}[a-z]",
    r"[a-z](?:''|%27%27|\"\"|\\\"\\\"|%22%22|\\x22\\x22|\\{1,2}|%5c|\\x5c|\^|%5e|(?:\$|%24)(?:[@*!?$_#{-]|%(?:40|2a|21|3f|24|23|7b))|``|%60%60)[a-z/?*]",
    r"(?:\$|%24)(?:\{|%7b)",
    r"(?:/|%2f)(?:\*|%2a)[^,;]",
)
"""Patterns that do the same, each of which holds a sign: escapes of loggers that no logger needs, full-width letters,
words that are broken by escapes, quotes, lookups or comments."""

_PLAIN: Final = "[^ /:=?&,%]*"
_STRETCH: Final = re.compile(rf"(?:{_PLAIN}[^ ])?(?:{_PLAIN}[^ ])?{_PLAIN}(?: {_PLAIN})?")
"""Part of a literal with few ways to write it: two characters that may be encoded, one white space."""


def traces(literal: str) -> set[str]:
    """What stands in every line that holds the literal, one of these at least; empty where a sign tells.

    literal: in lower case; a space stands for any white space.
    """
    if any(character in _RARE for character in literal):
        return set()
    stretch = max((part.lstrip(" ") for part in _STRETCH.findall(literal)), key=len)
    head, space, tail = stretch.partition(" ")
    before = _each(*map(_written, head))
    if not space:
        return set(before)
    return {
        *_each(before, _written(" "), *map(_written, tail)),
        *(_each(before, ["  "]) if tail and len(head) > 2 else ()),
    }


def _written(character: str) -> list[str]:
    """How clients write a character, and loggers what clients wrote; escapes that are signs left out."""
    if character == " ":
        return [" ", "\t", "+", "%20"]
    if not character.isascii():
        data = character.encode()
        return [data.decode("latin-1"), _percent(data)]
    if character in _UNRESERVED or character in _RARE_ENCODED or character < " ":
        return [character]
    return [character, _percent(character.encode())]


def without_longer(literals: Iterable[str], kept: Iterable[bytes] = ()) -> list[bytes]:
    """What is kept anyway, then the literals, in lower case, that hold none of all these.

    Where one is found, so is whatever is longer. literals: one character a byte.
    """
    found = dict.fromkeys(kept)
    for literal in sorted(
        {text.encode("latin-1").lower() for text in literals}, key=lambda text: (len(text), text)
    ):
        size = len(literal)
        if not any(literal[i:j] in found for i in range(size) for j in range(i + 1, size + 1)):
            found[literal] = None
    return list(found)
