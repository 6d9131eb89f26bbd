"""A draft as a rule file: TOML with an example that it matches, kept only if it passes every check of a rule file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from vedette.detect.rules.checking import faults
from vedette.detect.rules.convert.examples import Request, request_for
from vedette.detect.rules.convert.interface import CannotSay, Draft, Test
from vedette.detect.rules.convert.logic import Shape, shapes
from vedette.detect.rules.required import required
from vedette.detect.rules.rule import AttackClass

MIN_LITERAL: Final = 3
"""Characters of a literal below which it stands in too many lines to look for."""
MAX_LITERALS: Final = 64
MADE: Final = "# Converted from "
"""How every file begins that was made here."""
_TRIED: Final = 8
"""Alternatives for which an example is tried."""


@dataclass(frozen=True, slots=True)
class Converted:
    """A rule of ours that was made of another's."""

    ident: str
    text: str
    """The file's content."""


def written(draft: Draft, *, fallback: AttackClass | None = None) -> Converted:
    """The rule file of a draft, whole. fallback: its class where nothing in it tells. Raises CannotSay."""
    attack_class = draft.attack_class or fallback
    if attack_class is None:
        raise CannotSay("class", "nothing tells what kind of attack it is; --class says it for such rules")
    alternatives = shapes(draft.condition)
    statuses = alternatives[0].statuses
    head = _head(draft, attack_class, _literals(alternatives))
    said = "never a match"
    for shape in alternatives[:_TRIED]:
        text = "\n".join(
            [*head, *_requests(alternatives), *_success(statuses), *_examples(request_for(shape))]
        )
        found = _faults(draft.ident, text)
        if not found:
            return Converted(draft.ident, text)
        said = found[0]
    raise CannotSay("the rule made of it", f"does not hold: {said}")


def _faults(ident: str, text: str) -> list[str]:
    with TemporaryDirectory(prefix="vedette-convert-") as folder:
        path = Path(folder) / f"{ident}.toml"
        path.write_text(text, "utf-8")
        return [fault.removeprefix(f"{path}: ") for fault in faults(path)]


def _head(draft: Draft, attack_class: AttackClass, literals: list[str]) -> list[str]:
    by = f", by {draft.author}" if draft.author else ""
    origin = f"{MADE}{_one_line(draft.origin + by)}."
    fields: list[tuple[str, object]] = [
        ("id", draft.ident), ("title", draft.title), ("attack_class", str(attack_class)), ("cves", draft.cves),
        ("cwes", draft.cwes), ("confidence", draft.confidence), ("references", draft.references),
        ("literals", literals), ("action", f"sent a request that is known as {_plain(draft.title)}"),
    ]  # fmt: skip
    return [origin, *(f"{name} = {_toml(value)}" for name, value in fields if value not in ((), [])), ""]


def _one_line(text: str) -> str:
    """The text for a comment of TOML: no line ends, no control characters."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


def _plain(text: str) -> str:
    return text.replace("{", "").replace("}", "")


def _requests(alternatives: list[Shape]) -> list[str]:
    lines = []
    for shape in alternatives:
        lines.append("[[request]]")
        if shape.methods is not None:
            lines.append(f"methods = {_toml(sorted(shape.methods))}")
        lines += ["all = [", *(_condition(test) for test in shape.tests), "]"]
        if shape.lacks:
            # Looked for as sent, as the original does: no encoding of what excuses a request hides an attack.
            lines += ["none = [", *(_condition(test, "decoded = false, ") for test in shape.lacks), "]"]
        lines.append("")
    return lines


def _condition(test: Test, how: str = "") -> str:
    fields = _toml([str(field) for field in test.fields])
    return f"  {{ in = {fields}, {how}matches = {_pattern(test.pattern)} }},"


def _success(statuses: frozenset[int] | None) -> list[str]:
    return [] if statuses is None else ["[success]", f"statuses = {_toml(sorted(statuses))}", ""]


def _examples(request: Request) -> list[str]:
    lines = [
        "[[examples]]",
        "match = true",
        f"method = {_toml(request.method)}",
        f"uri = {_toml(request.uri)}",
    ]
    if request.headers:
        pairs = ", ".join(f"{_toml(name)} = {_toml(value)}" for name, value in request.headers.items())
        lines.append(f"headers = {{ {pairs} }}")
    if request.body:
        lines.append(f"body = {_toml(request.body)}")
    return [*lines, "", "[[examples]]", "match = false", ""]


def _literals(alternatives: list[Shape]) -> list[str]:
    """For each alternative the literals of the test that holds the longest. Raises CannotSay where one has none."""
    found: dict[str, None] = {}
    for shape in alternatives:
        best = max((_needed(test) for test in shape.tests), key=lambda texts: min(map(len, texts), default=0))
        if min(map(len, best), default=0) < MIN_LITERAL:
            raise CannotSay("condition", "needs no text that a search through all lines could start from")
        found.update(dict.fromkeys(best))
    if len(found) > MAX_LITERALS:
        raise CannotSay("condition", f"needs one of more than {MAX_LITERALS} texts")
    return list(found)


def _needed(test: Test) -> list[str]:
    """Strings, one of which stands wherever the test holds; none where one is not plain ASCII."""
    texts = sorted(text.strip() for text in required(test.pattern))
    return texts if all(text.isascii() and text.isprintable() for text in texts) else []


def _pattern(text: str) -> str:
    """A pattern in TOML: literally, where that can be."""
    literal = "'''" not in text and not text.endswith("'") and text.isprintable()
    return f"'''{text}'''" if literal else _toml(text)


def _toml(value: object) -> str:
    """A value in TOML; its strings are JSON's, but for DEL."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
