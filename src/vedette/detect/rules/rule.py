"""What a rule is, and how it is read: one TOML file each, decoded strictly.

The file's name is the rule's id. Patterns are RE2 syntax, without regard to case; `.` does not match a line end. A
group named `target` in a pattern is what the request asks for, so that a report can say what was read. Parts that
patterns of a file share stand in it once (`parts`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
from msgspec.structs import replace

from vedette.detect.rules.parts import all_parts, spelled_out
from vedette.detect.rules.patterns import PatternRefused, compile_pattern
from vedette.detect.rules.required import required
from vedette.model.errors import RuleError

RULES_FOLDER: Final = Path(__file__).with_name("data")
"""The rules that come with Vedette."""

HINT: Final = 0.5
"""Confidence below which a match is a hint: it supports what else a client did, and is no attack by itself."""


class AttackClass(StrEnum):
    """What kind of attack a rule recognises."""

    SQLI = "sqli"
    """SQL injection."""
    XSS = "xss"
    """Cross-site scripting."""
    LFI = "lfi"
    """Path traversal and disclosure of local files."""
    RFI = "rfi"
    """Inclusion of a remote file."""
    RCE = "rce"
    """Execution of code or commands."""
    SSTI = "ssti"
    """Server-side template or expression injection."""
    DESERIALIZATION = "deserialization"
    """Unsafe deserialisation."""
    SSRF = "ssrf"
    """Requests forged in the server's name."""
    XXE = "xxe"
    """External entities of XML."""
    UPLOAD = "upload"
    """Upload of, or access to, a web shell."""
    AUTH_BYPASS = "auth-bypass"
    """Reaching what needs a login, without one."""
    BRUTE_FORCE = "brute-force"
    """Guessing of credentials."""
    SCANNER = "scanner"
    """A tool that looks for weaknesses."""
    PROTOCOL = "protocol"
    """What is no proper request of the protocol."""


class Field(StrEnum):
    """Where in a request a condition looks."""

    URI = "uri"
    """The whole request target: path and query as one text."""
    PATH = "path"
    """The request target up to the first question mark."""
    QUERY = "query"
    """What follows the first question mark."""
    CLIMB = "climb"
    """Where the path leads once its dot segments are followed, if they climb out of the first folder that it names;
    otherwise nothing. Percent escapes are undone once, as servers do."""
    HEADERS = "headers"
    """Every header that was recorded, each value on its own; `Name: value` lines where the source has names."""
    USER_AGENT = "user_agent"
    """The User-Agent header alone."""
    REFERER = "referer"
    """The Referer header alone."""
    HOST = "host"
    """The Host header alone."""
    BODY = "body"
    """What the client sent after the headers."""
    ANY = "any"
    """All of them."""


class _Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a rule; a field that the schema does not name is an error."""


class Condition(_Strict, frozen=True, kw_only=True):
    """One thing that is looked for in a request."""

    fields: Annotated[tuple[Field, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="in")
    """Where to look; found in any of them is enough."""
    matches: str
    """RE2 pattern, searched anywhere in the text."""
    decoded: bool = True
    """Whether the forms that a server would see are searched too; false: only the text as it was sent."""


class Alternative(_Strict, frozen=True, kw_only=True):
    """One shape of the attack: all its conditions hold, and none of those that excuse it."""

    conditions: Annotated[tuple[Condition, ...], msgspec.Meta(min_length=1)] = msgspec.field(name="all")
    none: tuple[Condition, ...] = ()
    """Conditions, none of which holds."""
    methods: tuple[str, ...] = ()
    """HTTP methods in capitals, one of which was used; empty for any, and where the source does not say."""


class Success(_Strict, frozen=True, kw_only=True):
    """What would show that the attack worked."""

    response: str | None = None
    """RE2 pattern that the response's content matches if it worked."""
    response_not: str | None = None
    """RE2 pattern that marks a response as harmless although `response` matches: an echo, an error page."""
    statuses: tuple[int, ...] = ()
    """Statuses that do not refute success; empty: any below 400."""
    min_bytes: int | None = None
    """Body of the response below which success is implausible where its content was not seen."""
    callback: bool = False
    """Whether the payload names a host that the server contacts if it worked."""
    reads: str | None = None
    """What is read if it worked, where no `target` group of a pattern says so."""


class Example(_Strict, frozen=True, kw_only=True):
    """A request that the rule must match, or must not."""

    match: bool
    uri: str = "/"
    method: str = "GET"
    headers: dict[str, str] = {}
    body: str = ""


class Rule(_Strict, frozen=True, kw_only=True):
    """How one attack, or one class of attacks, is recognised in a request."""

    id: str
    """The file's name without its ending."""
    title: str
    """What people call it."""
    attack_class: AttackClass
    cves: tuple[Annotated[str, msgspec.Meta(pattern=r"^CVE-\d{4}-\d{4,}$")], ...] = ()
    """Vulnerabilities that the request exploits; empty for a generic class."""
    cwes: tuple[Annotated[str, msgspec.Meta(pattern=r"^CWE-\d+$")], ...] = ()
    products: tuple[str, ...] = ()
    """Applications that it concerns: CPE `vendor:product` or purl `type/name`; empty for any."""
    runtime: str = ""
    """Language that the application must run on: java, php, …; empty for any."""
    confidence: Annotated[float, msgspec.Meta(ge=0, le=1)]
    """How sure a match is an attack of this kind, 0–1. Below 0.5 it is a hint, told only beside other attacks."""
    references: tuple[str, ...] = ()
    parts: dict[str, str] = {}
    """Parts of patterns, by name: `(?&name)` in a pattern, or in a later part, stands for one, as a group; so do the
    parts in `parts.toml`, which all rules share."""
    request: Annotated[tuple[Alternative, ...], msgspec.Meta(min_length=1)]
    """Shapes of the attack; one of them is enough."""
    literals: tuple[str, ...] = ()
    """ASCII text, one of which stands in every decoded request that matches; a space stands for any white space."""
    expressions: tuple[str, ...] = ()
    """Where literals cannot say it, or would be found in harmless lines: an RE2 pattern, found in every decoded line
    with a request that matches. It is tried where a literal that it requires stands (`required`)."""
    sign_expressions: tuple[str, ...] = ()
    """As `expressions`, for those that require only what many lines hold: tried in lines with a sign of injection
    alone (`raw.SIGNS`)."""
    success: Success = Success()
    action: str
    """One sentence without its subject: `tried to read {target} by path traversal`."""
    examples: Annotated[tuple[Example, ...], msgspec.Meta(min_length=2)]
    """At least one that matches and one that does not."""

    @property
    def told_beside_others(self) -> bool:
        """Whether no alert is told of a match alone: it shows a tool, a broken request, or is a hint."""
        looks = self.attack_class in {AttackClass.SCANNER, AttackClass.PROTOCOL} and not self.cves
        return self.confidence < HINT or looks


def read_rule(path: Path) -> Rule:
    """The rule in a file. Raises RuleError naming file and field, also for patterns that RE2 refuses."""
    rule = _decoded(path)
    faults = _faults(rule, path.stem)
    if faults:
        raise RuleError(f"{path}: {'; '.join(faults)}")
    return rule


def read_rules(folder: Path | None = None) -> list[Rule]:
    """The rules of a folder, in the order of their ids; by default those that come with Vedette. Raises RuleError.

    Those that come with Vedette are not checked beyond their schema: that they hold is known before they are shipped,
    and each run would pay for it.
    """
    read, folder = (_decoded, RULES_FOLDER) if folder is None else (read_rule, folder)
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise RuleError(f"{folder}: no rule files (*.toml)")
    return [read(path) for path in paths]


def _decoded(path: Path) -> Rule:
    """The rule in a file, as its schema has it. Raises RuleError."""
    try:
        return _spelled_out(msgspec.toml.decode(path.read_bytes(), type=Rule))
    except (OSError, UnicodeDecodeError, msgspec.DecodeError) as error:
        raise RuleError(f"{path}: {error}") from error


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a rule."""
    return msgspec.json.schema(Rule)


def _spelled_out(rule: Rule) -> Rule:
    """The rule with its patterns in full."""
    parts = all_parts(rule.parts)

    def full(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
        return tuple(replace(c, matches=spelled_out(c.matches, parts)) for c in conditions)

    def alternative(shape: Alternative) -> Alternative:
        return replace(shape, conditions=full(shape.conditions), none=full(shape.none))

    return replace(
        rule,
        request=tuple(map(alternative, rule.request)),
        expressions=tuple(spelled_out(pattern, parts) for pattern in rule.expressions),
        sign_expressions=tuple(spelled_out(pattern, parts) for pattern in rule.sign_expressions),
    )


_EXPRESSIONS: Final = ("expressions", "sign_expressions")


def _faults(rule: Rule, stem: str) -> list[str]:
    """What the schema cannot say: each fault names its field."""
    faults = [] if rule.id == stem else [f"id: {rule.id!r} is not the file's name {stem!r}"]
    for place, pattern in _patterns(rule):
        try:
            compile_pattern(pattern)
        except PatternRefused as error:
            faults.append(f"{place}: {_message(error)}")
    faults += [
        f"{name}[{number}]: requires no literal"
        for name in _EXPRESSIONS
        for number, pattern in enumerate(getattr(rule, name))
        if not required(pattern)
    ]
    if not (rule.literals or rule.expressions or rule.sign_expressions):
        faults.append("literals: none, and no expressions either")
    faults += [
        f"literals[{number}]: {literal!r} is not two or more ASCII characters"
        for number, literal in enumerate(rule.literals)
        if len(literal) < 2 or not literal.isascii() or "\0" in literal
    ]
    faults += [
        f"examples: none with match = {str(wanted).lower()}"
        for wanted in (True, False)
        if all(example.match is not wanted for example in rule.examples)
    ]
    return faults


def _patterns(rule: Rule) -> list[tuple[str, str]]:
    """Every pattern of the rule, with its place in the file."""
    found = [
        (f"{name}[{i}]", pattern) for name in _EXPRESSIONS for i, pattern in enumerate(getattr(rule, name))
    ]
    found += [
        (f"request[{i}].{name}[{j}].matches", condition.matches)
        for i, alternative in enumerate(rule.request)
        for name, conditions in (("all", alternative.conditions), ("none", alternative.none))
        for j, condition in enumerate(conditions)
    ]
    success = rule.success
    optional = (("success.response", success.response), ("success.response_not", success.response_not))
    return found + [(place, pattern) for place, pattern in optional if pattern is not None]


def _message(error: Exception) -> str:
    """What RE2 says, as text."""
    message = error.args[0] if error.args else "refused by RE2"
    return message.decode("utf-8", "replace") if isinstance(message, bytes) else str(message)
