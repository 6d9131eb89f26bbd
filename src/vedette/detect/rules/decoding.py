r"""The forms in which a server, or a browser behind it, would see a text.

One chain of steps, each applied to what the one before it gave: escapes (percent, IIS `%uHHHH`, `\xHH` of nginx,
`\uHHHH` of JSON; overlong UTF-8 included) four times over, full-width letters, `+` and rare white space as space, HTML
entities, lookups of Log4j, base64 where it is marked, quotes escaped for JSON, comments of SQL, quotes within a shell's
word. Every form that differs is kept, so that their number is bounded by the number of steps; no step makes a text
longer.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import Final

from vedette.detect.rules.lookups import decode_base64, resolve_lookups

MAX_TEXT: Final = 16 * 1024
"""Characters of a text that are decoded; common servers refuse longer request lines and headers (nginx, Apache 8 KiB)."""

_FLAGS: Final = re.IGNORECASE | re.ASCII
_ESCAPES: Final = re.compile(
    r"((?:%[0-9a-f]{2})+)|%u([0-9a-f]{4})|((?:\\{1,2}x[0-9a-f]{2})+)|\\{1,2}u([0-9a-f]{4})", _FLAGS
)
_OVERLONG: Final = re.compile(rb"[\xc0\xc1][\x80-\xbf]|\xe0[\x80-\x9f][\x80-\xbf]|\xf0\x80[\x80-\xbf]{2}")
_HIDDEN_CONTROLS: Final = re.compile(
    r"(?<=[a-z])(?:%[01][0-9a-f]|%7f|\\{1,2}x[01][0-9a-f]|\\{1,2}u00[01][0-9a-f])+(?=[a-z])", _FLAGS
)
_SQL_COMMENTS: Final = re.compile(r"/\*(?:!(?:[0-9]{5,6})?([^*]*)|[^*]*)\*/")
_MARKED_BASE64: Final = re.compile(r"(base64[,/:])([0-9a-z+/_-]{8,4096}={0,2})", _FLAGS)
_SHELL_QUOTES: Final = re.compile(
    r"(?<=[a-z/?*])(?:''|\"\"|\\|\^|\$(?:[@*!?$_#-]|\{[a-z_]\w{0,31}\})|``)+(?=[a-z/?*])", _FLAGS
)

ENTITY_NAMES: Final[dict[str, str]] = {
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "apos": "'",
    "colon": ":",
    "lpar": "(",
    "rpar": ")",
    "lbrace": "{",
    "lcub": "{",
    "rbrace": "}",
    "rcub": "}",
    "dollar": "$",
    "equals": "=",
    "grave": "`",
    "sol": "/",
    "bsol": "\\",
    "tab": "",
    "newline": "",
}
"""Named entities that payloads are written with; white space is dropped, as browsers do within a URL's scheme."""

_ENTITIES: Final = re.compile(
    rf"&(?:#x0*([0-9a-f]{{1,6}})|#0*([0-9]{{1,7}})|({'|'.join(ENTITY_NAMES)})(?![a-z0-9]{{0,64}}=));?", _FLAGS
)

FOLDED: Final[dict[int, int]] = {
    **{0xFEE0 + ord(sign): ord(sign) for sign in "\"'./<>" + string.ascii_letters},
    0x017F: ord("s"),
    0x212A: ord("k"),
}
"""Full-width letters and signs of markup, long s and Kelvin sign, which some servers fold to ASCII."""

_INVALID: Final[dict[int, int]] = {0xDC80 + i: 0x80 + i for i in range(128)}


def variants(text: str) -> tuple[str, ...]:
    """The text and every other form that a server could see, in the order of decoding; at most MAX_TEXT of each."""
    text = valid(text[:MAX_TEXT])
    forms = dict.fromkeys(_chain(text))
    joined = _HIDDEN_CONTROLS.sub("", text)
    if joined != text:
        forms.update(dict.fromkeys(_chain(joined)))
    return tuple(forms)


def valid(text: str) -> str:
    """The text with a question mark for each lone surrogate, which UTF-8 has no form for."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def _chain(text: str) -> list[str]:
    forms = [text]
    for step in STEPS:
        form = step(forms[-1])
        if form != forms[-1]:
            forms.append(form)
    return forms


def unescape(text: str) -> str:
    """Percent escapes and the escapes of logs and JSON, once; bytes that are no UTF-8 become Latin-1."""
    return _ESCAPES.sub(_unescaped, text) if "%" in text or "\\" in text else text


def _unescaped(escape: re.Match[str]) -> str:
    percent, iis, hexadecimal, unicode = escape.groups()
    if percent or hexadecimal:
        digits = percent.replace("%", "") if percent else hexadecimal.replace("\\", "").translate(_NO_X)
        data = _OVERLONG.sub(_shortest, bytes.fromhex(digits))
        return data.decode("utf-8", "surrogateescape").translate(_INVALID)
    code = int(iis or unicode, 16)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


_NO_X: Final = {ord("x"): None, ord("X"): None}


def _shortest(overlong: re.Match[bytes]) -> bytes:
    """The shortest UTF-8 form of a character that was written with more bytes than it needs (RFC 3629, section 10)."""
    first, *rest = overlong.group()
    code = first & (0x3F >> len(rest))
    for byte in rest:
        code = code << 6 | byte & 0x3F
    return chr(code).encode("utf-8")


def fold(text: str) -> str:
    """Full-width letters and signs as plain ASCII."""
    return text if text.isascii() else text.translate(FOLDED)


_SPACES: Final = str.maketrans("+\v\xa0", "   ")


def spaces(text: str) -> str:
    """As a space what forms send for it (`+`), and what databases take for one: vertical tab, no-break space."""
    return text.translate(_SPACES)


def entities(text: str) -> str:
    """HTML entities as characters; line ends and tabs written so are dropped."""
    return _ENTITIES.sub(_entity, text) if "&" in text else text


def _entity(entity: re.Match[str]) -> str:
    hexadecimal, decimal, name = entity.groups()
    if name:
        return ENTITY_NAMES[name.lower()]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code in {9, 10, 13}:
        return ""
    return chr(code) if 0 < code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"


def marked_base64(text: str) -> str:
    """Base64 that says it is: after `base64,` in data URLs, `Base64/` in JNDI paths."""
    return _MARKED_BASE64.sub(lambda found: found[1] + (decode_base64(found[2]) or found[2]), text)


def json_quotes(text: str) -> str:
    r"""Quotes of a string within JSON without what escapes them: `"a\" or \"1"` (RFC 8259, section 7)."""
    return text.replace(r"\"", '"')


def sql_comments(text: str) -> str:
    """SQL comments as a space, executable ones (`/*!50000 … */`) as what they hold."""
    return _SQL_COMMENTS.sub(lambda found: f" {found[1].strip()} " if found[1] else " ", text)


def shell_quotes(text: str) -> str:
    r"""Words of a shell without what changes nothing: quotes and empty variables, `c''at`, `w\ho^ami`, `c$@at`."""
    return _SHELL_QUOTES.sub("", text)


STEPS: Final[tuple[Callable[[str], str], ...]] = (
    unescape,
    unescape,
    unescape,
    unescape,
    fold,
    spaces,
    entities,
    unescape,
    resolve_lookups,
    marked_base64,
    unescape,
    json_quotes,
    sql_comments,
    shell_quotes,
)
