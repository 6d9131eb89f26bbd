"""nftables, as `nft --json list ruleset` prints it (libnftables-json(5))."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from vedette.assets.live.reachability.interface import Action, Applies, Entry, Ports, Rule, Ruleset, both

_FAMILIES: Final = {"ip": frozenset({"ip"}), "ip6": frozenset({"ip6"}), "inet": frozenset({"ip", "ip6"})}
_ACTIONS: Final = {
    "accept": Action.ACCEPT,
    "drop": Action.REFUSE,
    "reject": Action.REFUSE,
    "return": Action.RETURN,
}
_QUIET: Final = frozenset({"counter", "log", "comment", "mangle", "quota", "notrack", "set"})
_BOTH: Final = frozenset({"tcp", "udp"})
_MOST_ELEMENTS: Final = 100_000

Sets = Mapping[tuple[str, str, str], list[Any]]
"""Elements of named sets, by family, table and name."""


@dataclass(frozen=True, slots=True)
class Nft:
    """The rules of nftables. Tables that iptables keeps in them are left to it: it alone can show them whole."""

    name: str = "nft"
    commands: tuple[tuple[str, ...], ...] = (("nft", "--json", "list", "ruleset"),)

    def read(self, outputs: tuple[bytes, ...]) -> Ruleset:
        """The chains of all tables, and those that the kernel asks about what comes in."""
        try:
            listing = msgspec.json.decode(outputs[0] or b'{"nftables": []}')["nftables"]
            objects = [next(iter(each.items())) for each in listing]
            sets = {
                (s["family"], s["table"], s["name"]): s.get("elem", [])
                for kind, s in objects
                if kind == "set"
            }
            foreign = {
                (c["family"], c["table"]) for kind, c in objects if kind == "rule" and "xt" in _kinds(c)
            }
            return _ruleset(objects, sets, foreign)
        except (
            msgspec.DecodeError,
            RecursionError,
            KeyError,
            TypeError,
            AttributeError,
            IndexError,
            StopIteration,
        ) as e:
            raise ValueError(f"no listing of nftables: {type(e).__name__}") from None


def _kinds(rule: Mapping[str, Any]) -> set[str]:
    return {key for statement in rule.get("expr", ()) for key in statement}


def _ruleset(objects: list[tuple[str, Any]], sets: Sets, foreign: set[tuple[str, str]]) -> Ruleset:
    chains: dict[str, list[Rule]] = {}
    entries: list[Entry] = []
    for kind, each in objects:
        if kind not in {"chain", "rule"} or each["family"] not in _FAMILIES:
            continue
        if (each["family"], each["table"]) in foreign:
            continue
        place = f"{each['family']}/{each['table']}/"
        if kind == "chain":
            chains.setdefault(place + each["name"], [])
            if each.get("hook") in {"input", "prerouting"} and each.get("type", "filter") == "filter":
                refuses = each.get("policy") == "drop"
                entries.append(Entry(place + each["name"], _FAMILIES[each["family"]], refuses))
        else:
            chains.setdefault(place + each["chain"], []).append(_rule(each, place, sets))
    return Ruleset({name: tuple(rules) for name, rules in chains.items()}, tuple(entries))


def _rule(given: Mapping[str, Any], place: str, sets: Sets) -> Rule:
    family, table = given["family"], given["table"]
    rule = Rule(Action.NOTHING, families=_FAMILIES[family])
    for statement in given.get("expr", ()):
        kind, value = next(iter(statement.items()))
        if kind == "match":
            rule = _with_match(rule, value, lambda name: sets.get((family, table, name), []))
        elif kind in _ACTIONS:
            rule = replace(rule, action=_ACTIONS[kind])
        elif kind in {"jump", "goto"}:
            rule = replace(rule, action=Action(kind), target=place + value["target"])
        elif kind not in _QUIET:  # limits, verdict maps, foreign extensions: to some, or it cannot be told
            rule = replace(rule, others=both(rule.others, Applies.SOME))
    return replace(rule, text=msgspec.json.encode(given.get("expr", [])).decode()[:200])


def _with_match(rule: Rule, match: Mapping[str, Any], elements: Any) -> Rule:
    left, right, negated = match["left"], match["right"], match["op"] == "!="
    if isinstance(right, str) and right.startswith("@"):
        right = {"set": elements(right[1:])}
    field = _field(left)
    others = Applies.SOME
    if field in {("tcp", "dport"), ("udp", "dport"), ("th", "dport")}:
        transports = _BOTH if field[0] == "th" else frozenset({field[0]})
        ports = Ports(transports, _ranges(right), negated)
        return replace(rule, ports=(*rule.ports, ports))
    values = {str(v) for v in _members(right) if isinstance(v, str | int)}
    if field in {("meta", "l4proto"), ("ip", "protocol"), ("ip6", "nexthdr")} and not negated:
        return replace(rule, transports=frozenset(values))
    if field in {("meta", "nfproto"), ("meta", "protocol")} and not negated:
        named = {"ipv4": "ip", "ipv6": "ip6"}
        return replace(rule, families=rule.families & {named.get(v, v) for v in values})
    if field == ("ct", "state"):
        others = Applies.YES if ("new" in values) is not negated else Applies.NO
    elif field in {("meta", "iifname"), ("meta", "iif")} and values == {"lo"}:
        others = Applies.YES if negated else Applies.NO
    elif field == ("fib", "type") and values == {"local"}:
        others = Applies.NO if negated else Applies.YES
    return replace(rule, others=both(rule.others, others))


def _field(left: Any) -> tuple[str, str]:
    """What is compared: `("tcp", "dport")`, `("ct", "state")`."""
    if not isinstance(left, dict) or not left:
        return ("", "")
    kind, value = next(iter(left.items()))
    if kind == "payload":
        return (str(value.get("protocol", "")), str(value.get("field", "")))
    if kind == "fib":
        return ("fib", str(value.get("result", "")))
    return (kind, str(value.get("key", ""))) if isinstance(value, dict) else ("", "")


def _members(right: Any) -> list[Any]:
    if isinstance(right, dict) and "set" in right:
        members = right["set"]
        return members[:_MOST_ELEMENTS] if isinstance(members, list) else [members]
    return right[:_MOST_ELEMENTS] if isinstance(right, list) else [right]


def _ranges(right: Any) -> tuple[tuple[int, int], ...]:
    found = []
    for member in _members(right):
        if isinstance(member, int):
            found.append((member, member))
        elif isinstance(member, dict) and isinstance(member.get("range"), list):
            found.append((int(member["range"][0]), int(member["range"][1])))
    return tuple(found)
