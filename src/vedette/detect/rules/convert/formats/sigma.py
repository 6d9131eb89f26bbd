"""Sigma rules about web servers: `category: webserver` or `proxy` (Sigma specification 2.1).

In these rules `cs-uri-query` means the request target, path included, as most of them are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any, Final

import msgspec

from vedette.detect.rules.convert.classes import class_of
from vedette.detect.rules.convert.formats.fields import methods, presence, statuses, test
from vedette.detect.rules.convert.grammar import parse
from vedette.detect.rules.convert.interface import AllOf, AnyOf, CannotSay, Draft, Node, Not
from vedette.detect.rules.convert.modifiers import is_empty, values

_CATEGORIES: Final = {"webserver", "proxy"}
_CONFIDENCE: Final = {"critical": 0.9, "high": 0.8, "medium": 0.6, "low": 0.4, "informational": 0.3}
"""By the level, which is how grave a match is: the nearest that a rule says of how sure it is."""
_UNSURE: Final = 0.1
"""Taken off where the rule's status says that it is new."""
_MAX_VALUES: Final = 500
_OWN: Final = {"condition", "timeframe"}
_IDENT: Final = re.compile(r"[^a-z0-9]+")


class _Source(msgspec.Struct):
    category: str | None = None
    product: str | None = None
    service: str | None = None


class _Rule(msgspec.Struct):
    title: str
    logsource: _Source
    detection: dict[str, Any]
    id: str = ""
    status: str = ""
    description: str = ""
    author: str = ""
    level: str = "medium"
    tags: tuple[str, ...] = ()
    references: tuple[str, ...] = ()


class Sigma:
    """Reads rules of web servers and proxies."""

    name = "sigma"
    title = "Sigma web server rules"

    def recognises(self, document: dict[str, object]) -> bool:
        """Whether it says what is detected and in which log."""
        return "detection" in document and "logsource" in document

    def read(self, document: dict[str, object], stem: str) -> Draft:
        """The rule. Raises CannotSay."""
        try:
            rule = msgspec.convert({k: v for k, v in document.items() if k in _Rule.__struct_fields__}, _Rule)
        except msgspec.ValidationError as error:
            raise CannotSay("document", str(error)) from error
        _web_alone(rule.logsource)
        cves = tuple(dict.fromkeys(_cves(rule)))
        return Draft(
            ident=f"sigma-{_IDENT.sub('-', stem.lower()).strip('-')}",
            title=rule.title,
            author=rule.author,
            origin=f"Sigma rule {rule.id or stem} ({rule.title})",
            attack_class=class_of((), rule.title, rule.description, *rule.tags, stem.replace("_", " ")),
            cves=cves,
            cwes=(),
            confidence=round(
                _CONFIDENCE.get(rule.level, 0.6) - _UNSURE * (rule.status in {"experimental", "unsupported"}),
                2,
            ),
            references=rule.references,
            condition=_condition(rule.detection),
        )


def _web_alone(source: _Source) -> None:
    if source.category not in _CATEGORIES:
        named = source.category or source.product or source.service
        raise CannotSay("logsource", f"{named}: rules of web servers and proxies alone are about requests")
    if source.service:
        raise CannotSay("logsource: service", f"{source.service}: rules are about requests")


def _cves(rule: _Rule) -> Iterator[str]:
    for tag in rule.tags:
        found = re.fullmatch(r"cve[.-](\d{4})[-.](\d{4,})", tag.lower())
        if found:
            yield f"CVE-{found[1]}-{found[2]}"


def _condition(detection: dict[str, Any]) -> Node:
    if "timeframe" in detection:
        raise CannotSay("timeframe", "rules look at one request")
    condition = detection.get("condition")
    if not isinstance(condition, str):
        raise CannotSay("condition", "not one text")
    if "|" in condition:
        raise CannotSay("condition", "aggregation: rules look at one request")
    selections = {
        name: partial(_selection, name, body) for name, body in detection.items() if name not in _OWN
    }
    return parse(condition, selections)


def _selection(name: str, body: object) -> Node:
    """A mapping: all of its fields hold; a list: one of its entries does; texts are sought anywhere."""
    match body:
        case dict():
            return _all_fields(name, body)
        case list() if all(isinstance(entry, dict) for entry in body) and body:
            return AnyOf(tuple(_all_fields(name, entry) for entry in body))
        case list() | str():
            return _field(name, "", [], body)
        case _:
            raise CannotSay(name, "neither fields nor keywords")


def _all_fields(name: str, body: dict[Any, object]) -> Node:
    parts = []
    for key, raw in body.items():
        field, *modifiers = str(key).split("|")
        parts.append(_field(name, field, modifiers, raw))
    if not parts:
        raise CannotSay(name, "empty")
    return AllOf(tuple(parts))


def _field(name: str, field: str, modifiers: list[str], raw: object) -> Node:
    construct = f"{name}: {'|'.join([field, *modifiers])}" if field else name
    listed = raw if isinstance(raw, list) else [raw]
    if not 0 < len(listed) <= _MAX_VALUES:
        raise CannotSay(construct, f"{len(listed)} values")
    if modifiers == ["exists"]:
        present = presence(field, construct)
        return present if raw is True else Not(present)
    if "neq" in modifiers:
        return Not(_held(field, [m for m in modifiers if m != "neq"], listed, construct))
    return _held(field, modifiers, listed, construct)


def _held(field: str, modifiers: list[str], listed: list[object], construct: str) -> Node:
    """That a field holds one of the values, or with `all` each of them; null for one that holds nothing."""
    if field == "cs-method":
        return methods(listed, modifiers, construct)
    if field == "sc-status":
        return statuses(listed, modifiers, construct)
    wanted = [raw for raw in listed if not is_empty(raw, modifiers)]
    parts: list[Node] = [] if len(wanted) == len(listed) else [Not(presence(field, construct))]
    forms = values(wanted, modifiers if field else ["contains", *modifiers], construct)
    if "all" in modifiers:
        return AllOf((*parts, *(test(field, form, construct) for form in forms)))
    if forms:
        parts.append(test(field, [value for form in forms for value in form], construct))
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))
