"""CrowdSec AppSec rules: virtual patches, `rules:` of zones, transformations and matches.

https://docs.crowdsec.net/docs/appsec/rules_syntax. Case is never minded; percent escapes are undone anyway.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from vedette.detect.rules.convert.classes import class_of
from vedette.detect.rules.convert.formats.zones import Wanted, in_zone
from vedette.detect.rules.convert.interface import AllOf, AnyOf, CannotSay, Draft, Method, Node, Not

_CONFIDENCE: Final = {0: 0.4, 1: 0.6, 2: 0.75, 3: 0.9}
"""By `labels.confidence`."""
_HARMLESS: Final = {
    "lowercase", "uppercase", "urldecode", "url_decode", "trim", "trimleft", "trimright",
    "normalizepath", "normalize_path", "htmlentitydecode", "html_entity_decode",
}  # fmt: skip
"""Transformations that make no difference where case is not minded and all decoded forms are searched."""
_ALWAYS_THERE: Final = {"URI", "URI_FULL", "RAW_BODY"}
"""Zones of one text, of which `not` is the opposite; of the others it asks for any one text that differs."""
_MAX_DEPTH: Final = 8
_IDENT: Final = re.compile(r"[^a-z0-9]+")


class _Match(msgspec.Struct, forbid_unknown_fields=True):
    type: str
    value: Any = ""
    not_: bool = msgspec.field(default=False, name="not")


class _Item(msgspec.Struct, forbid_unknown_fields=True):
    """A condition, or a group of them."""

    and_: list[Any] | None = msgspec.field(default=None, name="and")
    or_: list[Any] | None = msgspec.field(default=None, name="or")
    zones: list[str] = []
    variables: list[str] = []
    transform: list[str] = []
    match: _Match | None = None
    name: str = ""
    body_type: str = ""


class _Labels(msgspec.Struct):
    confidence: int = 2
    label: str = ""
    classification: tuple[str, ...] = ()


class _Rule(msgspec.Struct):
    name: str
    rules: list[Any]
    description: str = ""
    labels: _Labels = msgspec.field(default_factory=_Labels)
    references: tuple[str, ...] = ()


class CrowdsecAppsec:
    """Reads virtual patches."""

    name = "crowdsec-appsec"
    title = "CrowdSec AppSec rules"

    def recognises(self, document: dict[str, object]) -> bool:
        """Whether it has the rules of this format, or another part of it that is refused with its reason."""
        keys = set(document)
        return "name" in keys and bool(keys & {"rules", "seclang_rules", "seclang_files_rules"})

    def read(self, document: dict[str, object], stem: str) -> Draft:
        """The rule. Raises CannotSay."""
        del stem  # it has a name of its own
        for key in ("seclang_rules", "seclang_files_rules"):
            if key in document:
                raise CannotSay(key, "a rule of ModSecurity's language")
        rule = _convert(document, _Rule)
        said = rule.labels.classification
        cves = tuple(
            dict.fromkeys(v[4:].upper() for v in said if re.fullmatch(r"(?i)cve\.cve-\d{4}-\d{4,}", v))
        )
        cwes = tuple(dict.fromkeys(v[4:].upper() for v in said if re.fullmatch(r"(?i)cwe\.cwe-\d+", v)))
        return Draft(
            ident=_IDENT.sub("-", rule.name.lower()).strip("-"),
            title=rule.labels.label or rule.description or rule.name,
            author="",
            origin=f"CrowdSec AppSec rule {rule.name}",
            attack_class=class_of(cwes, rule.labels.label, rule.description),
            cves=cves,
            cwes=cwes,
            confidence=_CONFIDENCE.get(rule.labels.confidence, 0.6),
            references=tuple(f"https://nvd.nist.gov/vuln/detail/{cve}" for cve in cves),
            condition=_node(_Item(or_=rule.rules), "rules", 0),
        )


def _convert(value: object, wanted: type[Any]) -> Any:
    try:
        return msgspec.convert(value, wanted)
    except msgspec.ValidationError as error:
        raise CannotSay("document", str(error)) from error


def _node(item: _Item, place: str, depth: int) -> Node:
    if depth > _MAX_DEPTH:
        raise CannotSay(place, "nested too deep")
    for word, parts, joined in (("and", item.and_, AllOf), ("or", item.or_, AnyOf)):
        if parts is not None:
            if item.match is not None or not parts:
                raise CannotSay(place, f"{word} of nothing, or beside a match")
            items = [_convert(part, _Item) for part in parts]
            nodes = tuple(_node(part, f"{place}[{n}]", depth + 1) for n, part in enumerate(items))
            node: Node = joined(nodes)
            return node
    return _leaf(item, place)


def _leaf(item: _Item, place: str) -> Node:
    if item.match is None or not item.zones:
        raise CannotSay(place, "neither a group nor a match in zones")
    if item.match.not_ and not {*item.zones} <= _ALWAYS_THERE:
        raise CannotSay(f"{place}: not", "one argument or header of several that differs")
    for transform in item.transform:
        if transform.lower() not in _HARMLESS:
            raise CannotSay(f"{place}: transform {transform}", "no decoding that requests are searched in")
    wanted = Wanted(item.match.type, str(item.match.value).rstrip("\n"), place)
    if item.zones == ["METHOD"]:
        return _method(wanted)
    if "METHOD" in item.zones:
        raise CannotSay(place, "the method beside another zone")
    found: tuple[Node, ...] = tuple(
        in_zone(zone, variable, wanted) for zone in item.zones for variable in (item.variables or [""])
    )
    if item.match.not_:
        found = tuple(map(Not, found))
    return found[0] if len(found) == 1 else AnyOf(found)


def _method(wanted: Wanted) -> Method:
    names = wanted.value.strip("^$").strip("()").split("|") if wanted.kind == "regex" else [wanted.value]
    if wanted.kind not in {"equals", "regex"} or not all(name.isalpha() for name in names):
        raise CannotSay(wanted.place, f"a method that {wanted.kind} {wanted.value!r}")
    return Method(frozenset(name.upper() for name in names))
