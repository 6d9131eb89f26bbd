"""Zones of CrowdSec's rules: the parts of a request that they look at, and how a match in them is a pattern.

What is an argument is told apart in the text as it was sent: `name=value`, joined by `&`; of a JSON body the last
word of a dotted name, of a multipart body the part's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from vedette.detect.rules.convert.examples import header
from vedette.detect.rules.convert.interface import CannotSay, Place, Sample, Test
from vedette.detect.rules.convert.samples import sample
from vedette.detect.rules.convert.texts import anchored, checked, quoted, within
from vedette.detect.rules.rule import Field

_COLUMNS: Final = {"user-agent": Field.USER_AGENT, "host": Field.HOST, "referer": Field.REFERER, "x-forwarded-for": Field.HEADERS}  # fmt: skip
"""Headers that logs give without their names, and where."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A match: what kind, of what value, where in the document."""

    kind: str
    value: str
    place: str


@dataclass(frozen=True, slots=True)
class _Text:
    """What a match wants of a text, as a pattern."""

    pattern: str
    starts: bool
    ends: bool

    def between(self, start: str, gap: str, end: str) -> str:
        """The pattern of the text between what begins it and what ends it."""
        return f"{start}{'' if self.starts else gap}{self.pattern}{end if self.ends else ''}"

    def example(self) -> str:
        """A text as wanted."""
        return sample(self.pattern)


def in_zone(zone: str, variable: str, wanted: Wanted) -> Test:
    """That a zone, or one variable of it, matches. Raises CannotSay."""
    if variable.startswith("/") and zone not in {"ARGS", "ARGS_GET", "BODY_ARGS"}:
        raise CannotSay(wanted.place, f"variable {variable!r}: names of {zone} by pattern")
    find = _ZONES.get(zone)
    if find is None or (variable and zone in _WHOLE):
        raise CannotSay(wanted.place, f"zone {zone}: no part of a request that rules look at")
    return find(variable, wanted)


def _text(wanted: Wanted, stop: str) -> _Text:
    """What is wanted. stop: characters that end the text. Raises CannotSay."""
    match wanted.kind.lower():
        case "equals" | "eq" if wanted.value:
            return _Text(quoted(wanted.value), starts=True, ends=True)
        case "contains" if wanted.value:
            return _Text(quoted(wanted.value), starts=False, ends=False)
        case "startswith" if wanted.value:
            return _Text(quoted(wanted.value), starts=True, ends=False)
        case "endswith" if wanted.value:
            return _Text(quoted(wanted.value), starts=False, ends=True)
        case "regex" if wanted.value:
            starts, inner, ends = anchored(wanted.value, wanted.place)
            inner = f"(?:{inner})" if "|" in inner else inner
            return _Text(checked(within(inner, stop), wanted.place), starts, ends)
        case _:
            raise CannotSay(f"{wanted.place}: match {wanted.kind}", "no pattern of a text")


def _whole(zone: str, wanted: Wanted) -> Test:
    """A part of the request as one text."""
    text = _text(wanted, "")
    match zone:
        case "URI":
            field, place = Field.PATH, Place.PATH
        case "URI_FULL":
            field, place = Field.URI, Place.URI
        case _:
            field, place = Field.BODY, Place.BODY
    pattern = text.between("^" if text.starts else "", "", "$")
    return Test((field,), pattern, Sample(place, text.example(), starts=text.starts, ends=text.ends))


def _argument(variable: str, text: _Text) -> Test:
    if not variable:
        pattern = text.between("=" if text.starts else "", "", "(?:&|$)")
        return Test((Field.QUERY,), pattern, Sample(Place.QUERY, f"a={text.example()}"))
    name, example = _variable(variable)
    pattern = text.between(f"(?:^|&){name}=", "[^&]*", "(?:&|$)")
    return Test((Field.QUERY,), pattern, Sample(Place.QUERY, f"{example}={text.example()}"))


def _body_argument(variable: str, text: _Text) -> Test:
    if not variable or variable == "json":
        pattern = text.between(r'(?:=|"\s*:\s*"?)' if text.starts else "", "", r'(?:["&\n]|$)')
        return Test((Field.BODY,), pattern, Sample(Place.BODY, f"a={text.example()}"))
    if variable.startswith("json."):
        name = variable.rpartition(".")[2]
        pattern = text.between(rf'"{quoted(name)}"\s*:\s*\[?\s*"?', r'[^"]*(?:\\"[^"]*)*', r'(?:"|\s*[,}\]])')
        return Test((Field.BODY,), pattern, Sample(Place.BODY, f'{{"{name}":"{text.example()}"}}'))
    name, example = _variable(variable)
    part = rf'name="{name}"(?:;[^\n]*)?\r?\n(?:[^\n]+\n)*\r?\n'
    pattern = text.between(rf"(?:(?:^|[&\n]){name}=|{part})", "[^&]*", r"(?:&|\r?\n|$)")
    return Test((Field.BODY,), pattern, Sample(Place.BODY, f"{example}={text.example()}"))


def _variable(variable: str) -> tuple[str, str]:
    """The pattern of an argument's name, and a name that it matches; `/…/` is a pattern itself."""
    if len(variable) > 2 and variable.startswith("/") and variable.endswith("/"):
        pattern = checked(within(variable[1:-1], "=&"), f"variable {variable}")
        return f"(?:{pattern})", sample(pattern)
    return quoted(variable), variable


def _name(field: Field, text: _Text) -> Test:
    """The name of an argument."""
    in_form = text.between(r"(?:^|[&\n])", "[^=&]*", "(?:=|&|$)")
    if field is Field.QUERY:
        return Test((field,), in_form, Sample(Place.QUERY, f"{text.example()}=1"))
    in_part = text.between('[^e]name="', r'[^"\n]*', '"')
    in_json = text.between('"', r'[^"\n]*', r'"\s*:')
    return Test((field,), f"(?:{in_form}|{in_part}|{in_json})", Sample(Place.BODY, f"{text.example()}=1"))


def _header(variable: str, text: _Text) -> Test:
    name = variable.lower()
    if not name:
        return Test((Field.HEADERS,), text.between("", "", "(?m:$)"), header("X-Any", text.example()))
    shown = "-".join(word.capitalize() for word in name.split("-"))
    if name in _COLUMNS:
        pattern = text.between("^" if text.starts else "", "", "$")
        return Test((_COLUMNS[name],), pattern, header(shown, text.example()))
    pattern = text.between(rf"(?m:^){quoted(name)}:[ \t]*", r"[^\n]*", r"[ \t]*(?m:$)")
    return Test((Field.HEADERS,), pattern, header(shown, text.example()))


def _header_name(wanted: Wanted) -> Test:
    text = _text(wanted, r"\n:")
    pattern = text.between("(?m:^)", r"[^\n:]*", ":") if text.ends else text.between("(?m:^)", r"[^\n:]*", "") + r"[^\n:]*:"  # fmt: skip
    example = text.example()
    if example.lower() in _COLUMNS:
        raise CannotSay(wanted.place, f"the name {example}: logs give this header without it")
    return Test((Field.HEADERS,), pattern, header(example, "1"))


def _cookie(variable: str, text: _Text) -> Test:
    start = rf"(?m:^)cookie:[^\n]*?\b{quoted(variable)}=" if variable else r"(?m:^)cookie:"
    gap = r"[^;\n]*" if variable else r"[^\n]*"
    if not variable and text.starts:
        start = r"(?m:^)cookie:[^\n]*="
    return Test(
        (Field.HEADERS,),
        text.between(start, gap, r"(?m:[ \t]*(?:;|$))"),
        header("Cookie", f"{variable or 'a'}={text.example()}"),
    )


def _file_name(wanted: Wanted) -> Test:
    """The name of a file in a multipart body."""
    text = _text(wanted, r'"\n')
    pattern = text.between('filename="', r'[^"\n]*', '"')
    return Test((Field.BODY,), pattern, Sample(Place.BODY, f'filename="{text.example()}"'))


_WHOLE: Final = ("URI", "URI_FULL", "RAW_BODY", "FILENAMES", "ARGS_NAMES", "BODY_ARGS_NAMES", "HEADERS_NAMES")
"""Zones that have no variables."""
_ZONES: Final[Mapping[str, Callable[[str, Wanted], Test]]] = {
    "URI": lambda _, wanted: _whole("URI", wanted),
    "URI_FULL": lambda _, wanted: _whole("URI_FULL", wanted),
    "RAW_BODY": lambda _, wanted: _whole("RAW_BODY", wanted),
    "ARGS": lambda variable, wanted: _argument(variable, _text(wanted, "&")),
    "ARGS_GET": lambda variable, wanted: _argument(variable, _text(wanted, "&")),
    "ARGS_NAMES": lambda _, wanted: _name(Field.QUERY, _text(wanted, "=&")),
    "BODY_ARGS": lambda variable, wanted: _body_argument(
        variable, _text(wanted, '&"' if variable.startswith("json") else "&")
    ),
    "BODY_ARGS_NAMES": lambda _, wanted: _name(Field.BODY, _text(wanted, "=&")),
    "HEADERS": lambda variable, wanted: _header(variable, _text(wanted, r"\n")),
    "HEADERS_NAMES": lambda _, wanted: _header_name(wanted),
    "COOKIES": lambda variable, wanted: _cookie(variable, _text(wanted, r"\n;")),
    "FILENAMES": lambda _, wanted: _file_name(wanted),
}
