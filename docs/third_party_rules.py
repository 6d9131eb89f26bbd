"""Holds the rules, and the rules converted from others, against requests and logs that others collected.

`python docs/third_party_rules.py` writes the tables of `docs/third-party-rules.md`;
`tests/detect/rules/test_third_party.py` fails where they differ. The data stands beside the repository; nothing of
it is kept here.
"""

from __future__ import annotations

import ipaddress
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import yaml

from vedette.detect.rules.convert.formats import convert
from vedette.detect.rules.convert.interface import Refused
from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.request import request_of
from vedette.detect.rules.rule import AttackClass, read_rule, read_rules
from vedette.run.knowledge import Inputs
from vedette.run.scan import Request, scan

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = ROOT.parent / "shared" / "data" / "labelled"
DOCUMENT: Final = ROOT / "docs" / "third-party-rules.md"
_BEGIN: Final = "<!-- measured: "
_END: Final = "<!-- end -->"
_CVE: Final = re.compile(r"CVE-\d{4}-\d{4,}", re.IGNORECASE)
_FIRST: Final = re.compile(r"([A-Z]+) (.*?)(?: HTTP/[\d.]+)?$")
_OUTSIDE: Final = "203.0.113.0"

REFUSED: Final = (
    ("sc-status", "waits for an answer that refuses or fails"),
    ("logsource", "about the error log of a server, not about requests"),
    ("libinjectionSQL", "calls a detector (libinjection) instead of naming a pattern"),
    ("b64decode", "looks into base64 that nothing marks as such"),
    ("transform", "counts, or measures lengths"),
    ("seclang", "written in ModSecurity's language"),
    ("cs-username", "looks at the name of a logged-in user"),
    ("variable", "names of cookies by pattern"),
    ("class", "does not tell the class of the attack; `--class` says it"),
    ("", "no rule about requests"),
)
"""Reasons of refusal by what the construct holds; the first that fits."""

NO_ATTACK: Final = (
    ("generic-no-user-agent", "asks for a page without a User-Agent"),
    ("generic-wordpress-uploads-listing", "opens a folder of uploads"),
    ("appsec-generic-test", "the test page of a product"),
    ("vpatch-env-access", "a file name that the rule excepts, or variants of `.env`"),
    *((name, "a step before or after the attack: a login, set-up, what an interface offers") for name in (
        "activemq/CVE-2024-32114", "apisix/CVE-2020-13945", "elasticsearch/CVE-2015-1427", "geoserver/CVE-2023-25157",
        "gradio/CVE-2023-51449", "linkis/CVE-2022-44645", "metabase/CVE-2023-38646", "pgadmin/CVE-2022-4223",
        "php/CVE-2019-11043", "teamcity/CVE-2023-42793", "comfyui/CVE-2026-22777",
    )),
    *((name, "a place holder stands where the payload would") for name in (
        "apereo-cas/4.1-rce", "shiro/CVE-2016-4437", "cacti/CVE-2023-39361", "django/CVE-2022-34265",
        "dataease/CVE-2025-32966", "vpatch-CVE-2025-24893", "CVE-2024-29849", "openclaw/CVE-2026-25253",
    )),
    *((name, "a token that is forged, which only its key tells") for name in (
        "influxdb/CVE-2019-20933", "hugegraph/CVE-2024-43441", "dataease/CVE-2025-49001",
    )),
)  # fmt: skip
"""Cases whose requests, where no rule matches them, harm nothing as far as the request shows, and why."""


@dataclass(frozen=True, slots=True)
class Case:
    """One request of others."""

    name: str
    cves: frozenset[str]
    request: dict[str, str | None]
    expected: frozenset[AttackClass] = frozenset()
    """Classes that it may be called; empty for any."""


def parsed(text: str) -> tuple[str, str, dict[str, str], str] | None:
    """Method, target, headers and body of a request written as it is sent; null for what is none."""
    head, _, body = text.lstrip("\r\n@").replace("\r\n", "\n").partition("\n\n")
    first, *lines = head.split("\n")
    found = _FIRST.match(first.strip())
    if found is None:
        return None
    named = (line.partition(":") for line in lines if ":" in line)
    return found[1], found[2], {name.strip(): value.strip() for name, _, value in named}, body


def _filled(text: object) -> str:
    """A template of Nuclei with its place holders filled."""
    filled = str(text)
    for name, value in (
        ("{{Hostname}}", "example.org"),
        ("{{BaseURL}}", ""),
        ("{{RootURL}}", ""),
        ("{{randstr}}", "abcdef"),
    ):
        filled = filled.replace(name, value)
    return filled


def appsec() -> Iterator[Case]:
    """The requests that CrowdSec tries its virtual patches on."""
    for path in sorted((DATA / "crowdsec_appsec").glob("*/*.yaml")):
        name = path.parent.name
        if name == "rules" or path.name == "config.yaml":
            continue
        cves = frozenset(cve.upper() for cve in _CVE.findall(name))
        for step in yaml.safe_load(path.read_text("utf-8")).get("http") or []:
            for request in _requests(step):
                yield Case(name, cves, request_of(*request))


def _requests(step: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, str], str]]:
    for text in step.get("raw") or []:
        request = parsed(_filled(text))
        if request is not None:
            yield request
    headers = {name: _filled(value) for name, value in (step.get("headers") or {}).items()}
    for target in step.get("path") or []:
        yield step.get("method", "GET"), _filled(target) or "/", headers, _filled(step.get("body") or "")


def vulhub() -> Iterator[Case]:
    """The requests of Vulhub's guides."""
    for line in (DATA / "vulhub/requests.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line)
        text = entry.get("request") or entry.get("url") or ""
        request = parsed(text)
        if request is None:
            target = re.sub(r"^https?://[^/]+", "", text.strip()).split("\n")[0]
            request = ("GET", target or "/", {}, "")
        yield Case(entry["path"], frozenset(entry["cve"]), request_of(*request))


GOTESTWAF: Final = {
    "crlf": {AttackClass.PROTOCOL}, "ldap-injection": {AttackClass.SQLI}, "mail-injection": {AttackClass.PROTOCOL},
    "nosql-injection": {AttackClass.SQLI}, "path-traversal": {AttackClass.LFI}, "rce": {AttackClass.RCE},
    "rce-urlparam": {AttackClass.RCE}, "rce-urlpath": {AttackClass.RCE}, "shell-injection": {AttackClass.RCE},
    "sql-injection": {AttackClass.SQLI}, "ss-include": {AttackClass.RCE}, "sst-injection": {AttackClass.SSTI},
    "xml-injection": {AttackClass.XXE}, "xss-scripting": {AttackClass.XSS},
}  # fmt: skip
"""The class that each file of payloads is of."""


def gotestwaf() -> Iterator[Case]:
    """GoTestWAF's payloads, each as the value of an argument."""
    for path in sorted((DATA / "gotestwaf").glob("owasp/*.yml")):
        text = path.read_text("utf-8").replace(r"\'", "'")  # an escape that YAML has not
        for payload in yaml.safe_load(text)["payload"]:
            request = request_of("GET", f"/view?item={quote(str(payload), safe='')}", {}, "")
            yield Case(path.stem, frozenset(), request, frozenset(GOTESTWAF.get(path.stem, ())))


def table(headings: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """A table in Markdown."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def conversions(folder: Path) -> str:
    """How many of others' rules are converted, and why others are not; the converted are written into the folder."""
    rows = []
    for title, paths in (
        ("Sigma web rules", sorted((DATA / "sigma_web").glob("*.yml"))),
        ("CrowdSec AppSec rules", sorted((DATA / "crowdsec_appsec/rules").glob("*.yaml"))),
    ):
        reasons: Counter[str] = Counter()
        for path in paths:
            try:
                made = convert(path)
                (folder / f"{made.ident}.toml").write_text(made.text, "utf-8")
            except Refused as refused:
                reasons[next(why for part, why in REFUSED if part in refused.construct)] += 1
        why = "; ".join(
            f"{n}: {reason}" for reason, n in sorted(reasons.items(), key=lambda r: (-r[1], r[0]))
        )
        rows.append((title, len(paths), len(paths) - reasons.total(), why))
    return table(("set", "rules", "converted", "refused, and why"), rows)


@dataclass(slots=True)
class Recognised:
    """What became of the requests of a set."""

    named: set[int]
    known: set[int]
    """Recognised as an attack, though not as the vulnerability."""
    cves: set[str]


def recognised(cases: list[Case], rules: RuleSet) -> Recognised:
    """Which requests are recognised, by their place."""
    found = Recognised(set(), set(), set())
    for number, case in enumerate(cases):
        matched = rules.match_request(case.request)
        named = case.cves & {cve for match in matched for cve in match.rule.cves}
        found.cves |= named
        if named:
            found.named.add(number)
        elif matched:
            found.known.add(number)
    return found


def requests(own: RuleSet, both: RuleSet) -> tuple[str, str, str]:
    """Tables: how many are recognised; the vulnerabilities that are; what is missed."""
    rows, missed = [], list[tuple[str, int, str]]()
    sets = defaultdict[str, set[str]](set)
    for title, cases in (("CrowdSec AppSec", [*appsec()]), ("Vulhub", [*vulhub()])):
        mine, all_of = recognised(cases, own), recognised(cases, both)
        for cve in mine.cves:
            sets[cve].add(title)
        harmless = {n for n, c in enumerate(cases) if any(c.name.startswith(part) for part, _ in NO_ATTACK)}
        left = [n for n in range(len(cases)) if n not in mine.named | mine.known]
        together = len(all_of.named | all_of.known)
        rows.append(
            (
                title,
                len(cases),
                len(mine.named),
                len(mine.known),
                len(left),
                len(harmless & {*left}),
                together,
            )
        )
        missed += _missed(title, [cases[n] for n in left])
    named = table(
        ("vulnerability", "recognised in the requests of"),
        ((c, ", ".join(sorted(s))) for c, s in sorted(sets.items())),
    )
    headings = (
        "set",
        "requests",
        "named",
        "as an attack of a class",
        "missed",
        "of these no attack",
        "with converted rules too",
    )
    return table(headings, rows), named, table(("set", "missed", "what they are"), missed)


def _missed(title: str, cases: list[Case]) -> Iterator[tuple[str, int, str]]:
    """Missed requests by group."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for case in cases:
        why = next((why for part, why in NO_ATTACK if case.name.startswith(part)), "")
        groups[why].append(case.name.removeprefix("vpatch-").rpartition("/")[2])
    for why, names in sorted(groups.items()):
        known = sorted(set(names))
        yield (
            title,
            len(names),
            why or f"a request of one application alone, for which there is no rule: {', '.join(known)}",
        )


def payloads(own: RuleSet) -> str:
    """GoTestWAF's payloads by file."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for case in gotestwaf():
        matched = own.match_request(case.request)
        right = any(match.rule.attack_class in case.expected for match in matched)
        counts[case.name].update({"all": 1, "any": int(bool(matched)), "right": int(right)})
    rows = [(name, c["all"], c["any"], c["right"]) for name, c in sorted(counts.items())]
    return table(("payloads", "number", "recognised", "of the class that the file says"), rows)


SCENARIOS: Final = (
    (
        r"bf|brute|user-enum|_enum|enum|slow|login|auth",
        "guessing of passwords or names",
        "tells of fewer than five failed logins, of connections without a login, of numbered authors of WordPress, or is not read (exchange-smtp-bf, smb-bf, zoneminder-bf)",
    ),
    (
        r"scan|multi.port|iptables",
        "scan of ports",
        "tells of four paths alone, or is not read (mikrotik-scan-multi_ports)",
    ),
    (
        r"dos|flood|limit",
        "flood",
        "tells of fewer than 600 requests a minute though nothing suffers, or is not read (tcpudp-flood-traefik)",
    ),
    (
        r"prob|sensitive|technology|backdoor|w00t|sap|wordpress|bad-user-agent|proxy|admin|travers",
        "probing",
        "tells of a single request, of four connections without a login, or is not read (sshesame)",
    ),
    (
        r"cve|CVE|rce|log4j|spring|vmsa|modsecurity",
        "exploitation",
        "one counts logins to Ghost, one mixes two formats in a file, one holds an alert of ModSecurity about no attack",
    ),
)
"""Kinds of scenarios by their names, and how a client is found there."""
_NOT_OURS: Final = re.compile(
    r"auditd|k8s|aws|CVE-2021-4034|CVE-2023-4911|23397|impossible|spam|helo|relay|non-smtp|sympa|whitelist"
)
"""About programs that run on a machine, accounts in a cloud, or mail that nobody wants: no business of Vedette's."""


def logs(*wanted: str) -> str:
    """CrowdSec's logs: whether the client that its scenario names is found. wanted: kinds of scenario; none for all."""
    kinds: dict[str, Counter[str]] = {}
    missed: defaultdict[str, list[str]] = defaultdict(list)
    for folder in sorted(p for p in (DATA / "crowdsec_tests").iterdir() if (p / "scenario.assert").is_file()):
        told = (folder / "scenario.assert").read_text("utf-8")
        clients = set(re.findall(r'Sources\["([^"]+)"\]', told))
        if not clients or _NOT_OURS.search(folder.name):
            continue
        kind = _kind(folder.name)
        if wanted and kind not in wanted:
            continue
        found = _found(folder, clients)
        kinds.setdefault(kind, Counter()).update({"all": 1, "found": int(found)})
        if not found:
            missed[kind].append(folder.name)
    whys = {kind: why for _, kind, why in SCENARIOS}
    rows = [
        (kind, c["all"], c["found"], f"{whys[kind]}: {', '.join(missed[kind])}" if missed[kind] else "")
        for kind, c in sorted(kinds.items())
    ]
    return table(("kind of scenario", "logs", "every client found", "the difference"), rows)


def _kind(name: str) -> str:
    order = (SCENARIOS[-1], *SCENARIOS[:-1])
    return next((kind for part, kind, _ in order if re.search(part, name)), "probing")


def _found(folder: Path, clients: set[str]) -> bool:
    """Whether a scan tells of every client. Addresses that are nobody's become some of the outside, as in real logs."""
    inside = sorted(c for c in clients if not ipaddress.ip_address(c).is_global)
    outside = {c: str(ipaddress.ip_address(_OUTSIDE) + n) for n, c in enumerate(inside, 1)}
    with tempfile.TemporaryDirectory() as copy:
        for log in folder.glob("*.log"):
            text = log.read_bytes()
            for address, stand_in in outside.items():
                text = re.sub(
                    rb"(?<![\d.])" + re.escape(address).encode() + rb"(?![\d.])", stand_in.encode(), text
                )
            (Path(copy) / log.name).write_bytes(text)
        alerts = scan(Request(paths=(copy,), inputs=Inputs())).alerts
    told = {alert.client.ip for alert in alerts if alert.client}
    return {outside.get(client, client) for client in clients} <= told


def measured(*, with_logs: bool = True) -> dict[str, str]:
    """Every table by its name."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        converted = conversions(folder)
        own = read_rules()
        mine = RuleSet(own)
        both = RuleSet([*own, *(read_rule(path) for path in sorted(folder.glob("*.toml")))])
        figures, named, missed = requests(mine, both)
    tables = {
        "conversions": converted, "requests": figures, "named": named, "missed": missed, "payloads": payloads(mine),
    }  # fmt: skip
    return {**tables, "logs": logs()} if with_logs else tables


def rewritten(text: str, tables: dict[str, str]) -> str:
    """The document with its tables as measured; those that were not measured stay."""
    before, *parts = text.split(_BEGIN)
    for part in parts:
        name, _, rest = part.partition(" -->")
        old, _, after = rest.partition(_END)
        before += (
            f"{_BEGIN}{name} -->{f'{chr(10)}{tables[name]}{chr(10)}' if name in tables else old}{_END}{after}"
        )
    return before


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text("utf-8"), measured()), "utf-8")
    sys.stdout.write(f"{DOCUMENT.relative_to(ROOT)} rewritten\n")
