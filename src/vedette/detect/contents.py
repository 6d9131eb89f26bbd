"""What the content of an answer shows, where the source has it.

A rule says what its own success looks like. Beside that, some content is never given out on purpose, whatever the
attack was: accounts, keys, the output of a command. What already stands in the request is an echo and shows nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import re2

from vedette.detect.attempts import Attempt
from vedette.detect.proof import Proof, answer_proof
from vedette.detect.rules.rule import AttackClass
from vedette.model.alert import Strength


@dataclass(frozen=True, slots=True)
class Telltale:
    """Content that is given out only where something went wrong."""

    name: str
    pattern: str
    """RE2."""
    strength: Strength


_READERS: Final = frozenset(
    {
        None,
        AttackClass.LFI,
        AttackClass.RFI,
        AttackClass.RCE,
        AttackClass.SSTI,
        AttackClass.DESERIALIZATION,
        AttackClass.SSRF,
        AttackClass.XXE,
        AttackClass.UPLOAD,
        AttackClass.AUTH_BYPASS,
        AttackClass.SQLI,
    }
)
"""Classes of attacks that can bring such content; null: only a sensor recognised it."""

TELLTALES: Final = (
    Telltale("lines of /etc/passwd", r"\broot:[^:\n]*:0:0:[^:\n]*:[^:\n]*:", Strength.CONCLUSIVE),
    Telltale("password hashes", r"(?m)^root:\$[0-9a-z]+\$[^:\n]{8,}:\d*:", Strength.CONCLUSIVE),
    Telltale("the output of a command", r"\buid=\d+\([^)\n]*\) gid=\d+\([^)\n]*\)", Strength.CONCLUSIVE),
    Telltale("a private key", r"-----BEGIN (?:[A-Z]+ ){0,2}PRIVATE KEY-----", Strength.CONCLUSIVE),
    Telltale(
        "settings with secrets",
        r"(?im)^(?:APP_KEY|(?:DB|DATABASE)_PASSWORD|AWS_SECRET_ACCESS_KEY|SECRET_KEY)[ \t]*=[ \t]*\S",
        Strength.STRONG,
    ),
    Telltale("the environment of a process", r"(?:^|[\x00\n])PATH=/[^\n]*/bin", Strength.STRONG),
    Telltale(
        "a listing of a directory",
        r"<title>(?:Index of|Directory listing for) /|(?m)^total \d+\n[d-][rwxsStT-]{9}",
        Strength.WEAK,
    ),
    Telltale(
        "an error of the database",
        r"You have an error in your SQL syntax|ORA-\d{5}:|SQLSTATE\[|Unclosed quotation mark after|"
        r"PG::SyntaxError|ERROR:\s+syntax error at or near|sqlite3?\.OperationalError|SQLITE_ERROR",
        Strength.WEAK,
    ),
)
"""The table; the first that is found is told."""


def contents(exploits: Sequence[Attempt]) -> Iterator[Proof]:
    """Answers that hold what was asked for, or what is never given out, and more than an echo of the question."""
    for attempt in exploits:
        if not attempt.response or _harmless(attempt):
            continue
        if _wanted(attempt):
            what = attempt.target or "what was asked for"
            yield answer_proof(Strength.CONCLUSIVE, f"the answer holds {what}{sized(attempt)}", attempt)
        elif (telltale := _telltale(attempt)) is not None:
            says = f"the answer holds {telltale.name}{sized(attempt)}"
            yield answer_proof(telltale.strength, says, attempt)


def sized(attempt: Attempt) -> str:
    """` (1,842 bytes)`, or nothing where unknown."""
    return "" if attempt.bytes_out is None else f" ({attempt.bytes_out:,} bytes)"


def _harmless(attempt: Attempt) -> bool:
    """Whether the answer is one that the rule knows for harmless."""
    mark = attempt.success.response_not if attempt.success else None
    return mark is not None and bool(re2.search(mark, attempt.response or ""))


def _wanted(attempt: Attempt) -> bool:
    wanted = attempt.success.response if attempt.success else None
    return wanted is not None and _new(wanted, attempt)


def _telltale(attempt: Attempt) -> Telltale | None:
    if attempt.attack_class not in _READERS:
        return None
    return next((telltale for telltale in TELLTALES if _new(telltale.pattern, attempt)), None)


def _new(pattern: str, attempt: Attempt) -> bool:
    """Whether the answer matches with a text that the client did not send itself."""
    found = re2.search(pattern, attempt.response or "")
    return bool(found) and found.group(0) not in attempt.request
