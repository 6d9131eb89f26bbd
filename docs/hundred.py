"""The table of the starter set's vulnerabilities: what is recognised of each, what would prove success, what tested it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vedette.detect.rules.rule import Rule, read_rules
from vedette.vulns.starter.entries import entries

ROOT: Final = Path(__file__).resolve().parents[1]
_CVE: Final = re.compile(r"CVE-\d{4}-\d{4,}")
_NAMED: Final = re.compile(r"^\| (CVE-\d{4}-\d{4,}) \| ([^|]+) \|$", re.MULTILINE)
_SHOWN: Final = 48
"""Characters of a pattern that are shown."""

UNSEEN: Final = {
    "CVE-2023-21839": "a binary protocol (T3, IIOP), no HTTP request",
    "CVE-2022-0543": "a command of Redis, which no log of requests holds",
    "CVE-2025-49844": "memory corruption by a Lua script sent to Redis",
    "CVE-2016-8704": "a binary command of memcached",
    "CVE-2022-24706": "a login by Erlang's own protocol",
    "CVE-2025-14847": "a compressed message of MongoDB's protocol",
    "CVE-2023-33246": "a binary command of RocketMQ",
    "CVE-2024-45519": "a recipient's address in SMTP: a log of the mail server has it, no request",
    "CVE-2024-47575": "a protocol of its own between FortiManager and its devices",
    "CVE-2025-0282": "memory corruption within a TLS connection of its own protocol (IF-T)",
    "CVE-2025-22457": "memory corruption by a long header of digits and dots: no text that a search could start from",
    "CVE-2021-23017": "memory corruption by the answer of a name server, not by a client",
    "CVE-2023-44487": "the rate of streams in HTTP/2, which no log of requests shows",
    "CVE-2020-1938": "a binary protocol (AJP)",
    "CVE-2024-6387": "timing of logins in SSH: many connections that end before a login",
    "CVE-2018-15473": "malformed messages within an encrypted SSH connection",
    "CVE-2018-10933": "a message within an encrypted SSH connection",
    "CVE-2025-32433": "messages of SSH before the login",
    "CVE-2019-10149": "a recipient's address in SMTP",
    "CVE-2018-6789": "memory corruption by a login in SMTP",
    "CVE-2023-42115": "memory corruption by a login in SMTP",
    "CVE-2015-3306": "commands of FTP (`SITE CPFR`)",
    "CVE-2011-2523": "a user name of FTP that ends in a smile",
    "CVE-2017-7494": "the name of a pipe in SMB",
    "CVE-2021-44142": "memory corruption by extended attributes in SMB",
    "CVE-2014-0160": "memory disclosure by a message of TLS",
}
"""Those that no request exploits, or that no request tells, with the reason."""


def hundred() -> str:
    """The table in Markdown."""
    heading = ("vulnerability", "what it is", "recognised", "what would prove success", "tested by")
    lines = [heading, tuple("---" for _ in heading), *_rows()]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _rows() -> Iterator[tuple[str, ...]]:
    rules = {cve: rule for rule in read_rules() for cve in rule.cves}
    tested = tests()
    for entry in sorted(entries(), key=lambda entry: tuple(map(int, entry.id.split("-")[1:]))):
        rule = rules.get(entry.id)
        if rule is None:
            yield entry.id, entry.title, "no", UNSEEN[entry.id], "–"
        else:
            yield (
                entry.id,
                entry.title,
                f"`{rule.id}`: {rule.action}",
                _proof(rule),
                "; ".join(tested[entry.id]) or "examples of the rule",
            )


def _proof(rule: Rule) -> str:
    """What would show success, in words."""
    success = rule.success
    said = []
    if success.response is not None:
        pattern = success.response
        short = pattern if len(pattern) <= _SHOWN else f"{pattern[:_SHOWN]}…"
        said.append(f"in the answer `{short}`")
    if success.callback:
        said.append("the server calls the host that the request names")
    if success.statuses:
        said.append(f"likely: answered {', '.join(map(str, success.statuses))}")
    if success.min_bytes is not None:
        said.append(f"with {success.min_bytes} bytes or more")
    return "; ".join(said) or "likely: answered below 400 with a body that is unlike the usual one"


def tests() -> dict[str, list[str]]:
    """By vulnerability: our recordings that attack it, and others' requests of it that are recognised by name."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for truth in sorted((ROOT / "examples").glob("*/truth.json")):
        for cve in sorted(set(_CVE.findall(truth.read_text("utf-8")))):
            found[cve].append(f"recording `examples/{truth.parent.name}`")
    for cve, sets in _NAMED.findall((ROOT / "docs/third-party-rules.md").read_text("utf-8")):
        found[cve].append(f"requests of {sets}")
    return found
