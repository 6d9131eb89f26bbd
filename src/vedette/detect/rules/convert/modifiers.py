"""Values of Sigma with their modifiers, as patterns (Sigma specification 2.1, appendix Modifiers).

Case is never minded, as everywhere in our rules; Sigma minds it for `cased` alone, which is refused.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vedette.detect.rules.convert.interface import CannotSay
from vedette.detect.rules.convert.samples import sample
from vedette.detect.rules.convert.texts import anchored, checked, quoted

DASHES: Final = "-/\u2013\u2014\u2015"
"""What `windash` takes for a dash."""
_WIDE: Final = {"wide": "utf-16-le", "utf16le": "utf-16-le", "utf16be": "utf-16-be", "utf16": "utf-16"}
_ESCAPED: Final = re.compile(r"\\([*?\\])|\*")
_ENCODING: Final = ("base64", "base64offset", *_WIDE, "windash")
_POSITIONS: Final = ("contains", "startswith", "endswith")
_KNOWN: Final = {*_ENCODING, *_POSITIONS, "all", "re", "i", "m", "s"}
_UNSAID: Final = {
    "cidr": "rules look at requests, not at addresses",
    "cased": "our patterns mind no case",
    "fieldref": "our rules compare no two parts of a request",
    "expand": "placeholders are filled by the rule's user",
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value as a pattern: of what is within the anchors."""

    pattern: str
    starts: bool
    ends: bool
    sample: str
    """A text that it matches."""


def is_empty(raw: object, modifiers: Sequence[str]) -> bool:
    """Whether a value stands for a field that holds nothing: null, or what logs write for it."""
    named = isinstance(raw, str) and raw in {"", "-"}
    return raw is None or (named and not {*modifiers} & {*_POSITIONS, "re"})


def values(raw: Sequence[object], modifiers: Sequence[str], construct: str) -> list[list[Value]]:
    """For each value its forms, one of which is meant. Raises CannotSay for modifiers that ours cannot say."""
    for modifier in modifiers:
        if modifier not in _KNOWN:
            raise CannotSay(construct, f"modifier {modifier}: {_UNSAID.get(modifier, 'unknown')}")
    return [list(_forms(value, modifiers, construct)) for value in raw]


def _forms(raw: object, modifiers: Sequence[str], construct: str) -> Iterator[Value]:
    if raw is None or isinstance(raw, (bool, dict, list)):
        raise CannotSay(construct, f"a value that is {raw!r}"[:80])
    text = str(raw)
    if "re" in modifiers:
        yield _expression(text, modifiers, construct)
        return
    starts, ends = _anchors(modifiers)
    for form in _encoded(text, modifiers, construct):
        literal = not form.isascii() or any(name in modifiers for name in _ENCODING[:-1])
        pattern = quoted(form) if literal else _wild(form)
        if not form.strip("*"):
            raise CannotSay(construct, "anything at all")
        yield Value(checked(pattern, construct), starts and not form.startswith("*"), ends and not form.endswith("*"), form if literal else _shown(form))  # fmt: skip


def _anchors(modifiers: Sequence[str]) -> tuple[bool, bool]:
    """Whether a text must start and end the field."""
    if "contains" in modifiers:
        return False, False
    return "endswith" not in modifiers, "startswith" not in modifiers


def _expression(text: str, modifiers: Sequence[str], construct: str) -> Value:
    flags = "".join(flag for flag in "ms" if flag in modifiers)
    starts, inner, ends = anchored(text, construct)
    return Value(checked(f"(?{flags}:{inner})" if flags else inner, construct), starts, ends, sample(inner))


def _encoded(text: str, modifiers: Sequence[str], construct: str) -> list[str]:
    """The text in each form that its encodings give, in the order of the modifiers."""
    forms = [text.encode()]
    texts = [text]
    for modifier in modifiers:
        if modifier in _WIDE:
            forms = [text.encode(_WIDE[modifier]) for text in texts]
        elif modifier == "base64":
            texts = [base64.b64encode(form).decode() for form in forms]
        elif modifier == "base64offset":
            texts = [_at_offset(form, offset) for form in forms for offset in range(3)]
        elif modifier == "windash":
            texts = list(dict.fromkeys(t.replace("-", dash) for t in texts for dash in DASHES))
            forms = [text.encode() for text in texts]
    if any(name in modifiers for name in _WIDE) and not any(name.startswith("base64") for name in modifiers):
        raise CannotSay(construct, "a wide text that is not base64")
    return texts


def _at_offset(data: bytes, offset: int) -> str:
    """The part of the base64 of any text that holds the data so many bytes after a multiple of three."""
    encoded = base64.b64encode(bytes(offset) + data).decode().rstrip("=")
    start = (0, 2, 3)[offset]
    stop = (len(data) + offset) * 8 // 6
    return encoded[start:stop]


def _shown(text: str) -> str:
    """A text that the wildcards of a text stand for: nothing for `*`, a question mark for `?`."""
    return _ESCAPED.sub(lambda found: found[1] or "", text)


def _wild(text: str) -> str:
    r"""A text of Sigma as a pattern: `*` for any text, `?` for a character, each plain after a backslash."""
    made = []
    position = 0
    text = text.strip("*") if not text.endswith("\\*") else text.lstrip("*")
    while position < len(text):
        character = text[position]
        if character == "\\" and text[position + 1 : position + 2] in {"*", "?", "\\"}:
            position += 1
            made.append(quoted(text[position]))
        else:
            made.append({"*": ".*", "?": "."}.get(character) or quoted(character))
        position += 1
    return "".join(made)
