"""ufw: what `ufw status` prints, and the files in which it keeps its rules (ufw(8))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from vedette.assets.live.reachability.interface import Action, Applies, Entry, Ports, Rule, Ruleset
from vedette.assets.live.reachability.iptables import port_ranges
from vedette.assets.live.tree import Tree
from vedette.investigate.posture.facts.places import MOST, UFW
from vedette.model.alert import Evidence

CONF: Final = "/etc/ufw/ufw.conf"
_DEFAULTS: Final = "/etc/default/ufw"
_RULES: Final = ("/etc/ufw/user.rules", "/etc/ufw/user6.rules")
_MARK: Final = "### tuple ### "
_MOST_RULES: Final = 50_000
_ACTIONS: Final = {
    "allow": Action.ACCEPT,
    "limit": Action.ACCEPT,
    "deny": Action.REFUSE,
    "reject": Action.REFUSE,
}
_EVERYONE: Final = {"0.0.0.0/0", "::/0", "any", "anywhere"}


@dataclass(frozen=True, slots=True)
class UfwRule:
    """A rule of ufw about what comes in."""

    action: Action
    to: str
    """Port, application or address."""
    source: str
    """From where."""
    evidence: Evidence
    rule: Rule


@dataclass(frozen=True, slots=True)
class Ufw:
    """What ufw is told."""

    enabled: bool
    refuses: bool
    """What it does with what no rule decides."""
    rules: tuple[UfwRule, ...]
    evidence: Evidence
    """Where it says whether it is enabled."""
    policy: Evidence | None
    """Where it says what its default is."""

    def ruleset(self) -> Ruleset:
        """As rules that the kernel would ask."""
        entries = (Entry("ufw", frozenset({"ip", "ip6"}), self.refuses),) if self.enabled else ()
        return Ruleset({"ufw": tuple(rule.rule for rule in self.rules)}, entries)


def ufw_of(tree: Tree) -> Ufw | None:
    """By what it printed, else by its files; null where it is not installed."""
    printed = tree.text(UFW, MOST)
    return from_status(printed, UFW) if printed is not None else _from_files(tree)


def from_status(text: str, source: str) -> Ufw | None:
    """What `ufw status`, `ufw status verbose` or `ufw status numbered` printed."""
    status = policy = None
    refuses, rules = True, list[UfwRule]()
    for number, line in enumerate(islice(text.splitlines(), _MOST_RULES), 1):
        name, _, value = line.partition(":")
        if name == "Status":
            status = Evidence(source, number, None, None, line, f"ufw is {value.strip()}")
        elif name == "Default":
            incoming = value.partition(",")[0].strip()
            refuses = not incoming.startswith("allow")
            policy = Evidence(source, number, None, None, line, f"its default is {incoming}")
        elif (rule := _printed(line, number, source)) is not None:
            rules.append(rule)
    if status is None:
        return None
    return Ufw(status.shows == "ufw is active", refuses, tuple(rules), status, policy)


def _printed(line: str, number: int, source: str) -> UfwRule | None:
    """A row of the table; null for what is none, and for what goes out."""
    words = line.partition("#")[0].split()
    at = next((n for n, word in enumerate(words) if word.lower() in _ACTIONS), None)
    if at is None or at == 0 or words[at + 1 : at + 2] in (["OUT"], ["FWD"]):
        return None
    to = words[:at]
    if to[0].startswith("["):
        to = [] if to[0].endswith("]") and len(to) == 1 else to[1:] if to[0].endswith("]") else to[2:]
    rest = words[at + 2 :] if words[at + 1 : at + 2] == ["IN"] else words[at + 1 :]
    family = frozenset({"ip6"}) if "(v6)" in line else frozenset({"ip"})
    everyone = [word for word in rest if word != "(v6)"] == ["Anywhere"]
    target = " ".join(word for word in to if word != "(v6)")
    plain, _, protocol = target.partition("/")
    numeric = bool(plain) and all(sign.isdigit() or sign in ",:" for sign in plain)
    applies = Applies.YES if everyone and (numeric or target == "Anywhere") else Applies.SOME
    ports = _ports(plain, protocol or "any") if numeric else ()
    action = _ACTIONS[words[at].lower()]
    shows = f"ufw: {words[at].lower()} {target} from {' '.join(rest)}"
    rule = Rule(action, ports=ports, others=applies, families=family, text=line.strip()[:200])
    return UfwRule(
        action, target, " ".join(rest), Evidence(source, number, None, None, line.strip()[:200], shows), rule
    )


def _ports(text: str, protocol: str) -> tuple[Ports, ...]:
    transports = frozenset({protocol}) if protocol in {"tcp", "udp"} else frozenset({"tcp", "udp"})
    return (Ports(transports, port_ranges(text)),)


def _from_files(tree: Tree) -> Ufw | None:
    enabled = _setting(tree, CONF, "ENABLED")
    if enabled is None:
        return None
    default = _setting(tree, _DEFAULTS, "DEFAULT_INPUT_POLICY")
    on = enabled[0].lower() == "yes"
    return Ufw(
        on,
        default is None or default[0].upper() in {"DROP", "REJECT"},
        tuple(rule for path in _RULES for rule in _tuples(tree, path)),
        _pointed(CONF, enabled, f"ufw is {'enabled' if on else 'not enabled'}"),
        None if default is None else _pointed(_DEFAULTS, default, f"its default is {default[0]}"),
    )


def _pointed(path: str, setting: tuple[str, int, str], shows: str) -> Evidence:
    return Evidence(path, setting[1], None, None, setting[2], shows)


def _setting(tree: Tree, path: str, name: str) -> tuple[str, int, str] | None:
    """The value, the line's number and the line of `NAME=value`; the last one counts."""
    found = None
    for number, line in enumerate((tree.text(path, 1 << 20) or "").splitlines(), 1):
        key, equals, value = line.strip().partition("=")
        if equals and key == name:
            found = (value.strip("\"' "), number, line.strip()[:200])
    return found


def _tuples(tree: Tree, path: str) -> Iterator[UfwRule]:
    """`### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in`: action, protocol, port, to, port, from, direction."""
    family = frozenset({"ip6" if "6" in path.rpartition("/")[2] else "ip"})
    for number, line in enumerate(islice((tree.text(path, MOST) or "").splitlines(), _MOST_RULES), 1):
        words = line.removeprefix(_MARK).split()
        action = _ACTIONS.get(words[0].partition("_")[0]) if line.startswith(_MARK) and words else None
        if action is None or len(words) < 7 or not words[-1].startswith("in"):
            continue
        _, protocol, port, to, _, source = words[:6]
        everyone = source in _EVERYONE and to in _EVERYONE and words[-1] == "in"
        ports = () if port == "any" else _ports(port, protocol)
        rule = Rule(
            action,
            ports=ports,
            others=Applies.YES if everyone else Applies.SOME,
            families=family,
            text=line[:200],
        )
        shows = f"ufw: {words[0]} {port}/{protocol} from {source}"
        yield UfwRule(action, port, source, Evidence(path, number, None, None, line[:200], shows), rule)
