"""iptables, as `iptables-save` and `ip6tables-save` print it (iptables-extensions(8))."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from vedette.assets.live.figures import is_decimal
from vedette.assets.live.reachability.interface import Action, Applies, Entry, Ports, Rule, Ruleset, both

_ACTIONS: Final = {
    "ACCEPT": Action.ACCEPT,
    "DROP": Action.REFUSE,
    "REJECT": Action.REFUSE,
    "RETURN": Action.RETURN,
}
_QUIET: Final = frozenset(
    {"LOG", "NFLOG", "MARK", "CONNMARK", "AUDIT", "TRACE", "SET", "CT", "TCPMSS", "NOTRACK", "CHECKSUM"}
)
_STATES: Final = frozenset({"--ctstate", "--state"})
_PORTS: Final = frozenset({"--dport", "--dports", "--destination-port", "--destination-ports"})
_HARMLESS: Final = frozenset(
    {"-m", "--comment", "--reject-with", "--log-prefix", "--log-level", "--set-xmark"}
)
"""Options, each with a value, that decide nothing by themselves."""
_MOST_LINES: Final = 200_000


@dataclass(frozen=True, slots=True)
class Iptables:
    """The rules of iptables and ip6tables, whichever of the kernel's two machines they run on."""

    name: str = "iptables"
    commands: tuple[tuple[str, ...], ...] = (
        ("iptables-save",), ("ip6tables-save",), ("iptables-legacy-save",), ("ip6tables-legacy-save",),
    )  # fmt: skip

    def read(self, outputs: tuple[bytes, ...]) -> Ruleset:
        """The table `filter` of IPv4 and of IPv6, on either machine. A chain's name is made unique by its listing."""
        chains: dict[str, list[Rule]] = {}
        entries: list[Entry] = []
        for index, output in enumerate(outputs):
            family, place, table = ("ip", "ip6")[index % 2], f"{index}/", ""
            for line in output.decode("utf-8", "replace").splitlines()[:_MOST_LINES]:
                if line.startswith("*"):
                    table = line[1:].strip()
                elif table == "filter" and line.startswith(":"):
                    words = line[1:].split() or [""]
                    chains.setdefault(place + words[0], [])
                    if words[0] == "INPUT":
                        entries.append(Entry(place + words[0], frozenset({family}), words[1:2] == ["DROP"]))
                elif table == "filter" and line.startswith("-A "):
                    chain, rule = _rule(line, family, place)
                    chains.setdefault(chain, []).append(rule)
        return Ruleset({name: tuple(rules) for name, rules in chains.items()}, tuple(entries))


def _rule(line: str, family: str, place: str) -> tuple[str, Rule]:
    """A line `-A CHAIN …`. What is not known makes the rule one that applies to some."""
    words = _words(line)
    rule = Rule(Action.NOTHING, families=frozenset({family}), text=line[:200])
    transports, negated, index = frozenset({"tcp", "udp"}), False, 2
    while index < len(words):
        word, value = words[index], words[index + 1] if index + 1 < len(words) else ""
        index += 2
        if word == "!":
            negated, index = True, index - 1
            continue
        if word in {"-p", "--protocol"} and value != "all":
            transports = frozenset({value})
            rule = replace(rule, transports=transports, others=_unless(negated, rule.others))
        elif word in _PORTS:
            rule = replace(rule, ports=(*rule.ports, Ports(transports, port_ranges(value), negated)))
        elif word in {"-j", "--jump", "-g", "--goto"}:
            rule = _with_target(rule, value, place, goes=word in {"-g", "--goto"})
        elif word in _STATES:
            new = "NEW" in value.split(",")
            rule = replace(rule, others=both(rule.others, Applies.YES if new is not negated else Applies.NO))
        elif word in {"-i", "--in-interface"}:
            local = Applies.NO if not negated else Applies.YES
            rule = replace(rule, others=both(rule.others, local if value == "lo" else Applies.SOME))
        elif word in {"-s", "--source"} and value in {"0.0.0.0/0", "::/0"}:
            rule = replace(rule, others=both(rule.others, Applies.NO if negated else Applies.YES))
        elif word not in _HARMLESS:
            rule = replace(rule, others=both(rule.others, Applies.SOME))
            index -= value.startswith("-")
        negated = False
    return place + "".join(words[1:2]), rule


def _unless(negated: bool, others: Applies) -> Applies:
    """`! -p tcp` is rare, and applies to some."""
    return both(others, Applies.SOME) if negated else others


def _with_target(rule: Rule, value: str, place: str, *, goes: bool) -> Rule:
    if value in _ACTIONS:
        return replace(rule, action=_ACTIONS[value])
    if value in _QUIET:
        return rule
    return replace(rule, action=Action.GOTO if goes else Action.JUMP, target=place + value)


def port_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """`80,443,8000:8100`; what is no number stands for no port."""
    found = []
    for part in text.split(","):
        first, colon, last = part.partition(":")
        if is_decimal(first) and (not colon or is_decimal(last)):
            found.append((int(first), int(last if colon else first)))
    return tuple(found)


def _words(line: str) -> list[str]:
    """Words, of which those in double quotes hold blanks."""
    words: list[str] = []
    for index, part in enumerate(line.replace('\\"', "'").split('"')):
        words += part.split() if index % 2 == 0 else [part]
    return words
