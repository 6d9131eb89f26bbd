"""Rewrites what is published of the program: tables of its registries, its output on the example, the JSON Schema.

In documents each part stands between `<!-- generated: name -->` and `<!-- end -->`. Run it from anywhere: `.venv/bin/python
docs/generate.py`; tests fail where they and the program differ.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import chdir
from enum import Enum
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, Final

from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))  # what this folder's scripts share is no package

from hundred import hundred

from vedette.assets.inventory import inventory_schema
from vedette.assets.registry import FORMATS as INVENTORIES
from vedette.cli.exit_codes import ExitCode
from vedette.cli.main import vedette
from vedette.config.durations import shown
from vedette.config.settings import FeedKind, FeedSettings, NetworkSettings, StoreSettings
from vedette.detect import settings
from vedette.detect.rules.rule import Alternative, AttackClass, Condition, Example, Field, Rule, Success
from vedette.intel.catalog import catalog
from vedette.intel.decay import DECAYS
from vedette.intel.formats import FORMATS as LISTS
from vedette.intel.gate.checks import CHECKS
from vedette.intel.gate.decision import Verdict as GateVerdict
from vedette.intel.gate.settings import GateSettings
from vedette.investigate.features import FEATURES
from vedette.investigate.posture import GROUPS
from vedette.investigate.posture.benchmarks import BENCHMARKS
from vedette.investigate.posture.facts.places import COMMANDS
from vedette.model.alert import Kind, Outcome, Severity, Verdict
from vedette.model.connection import CONNECTION
from vedette.model.reputation import Category, ContextKind, Standing
from vedette.run.address_check import Word
from vedette.run.contracts import CONTRACTS
from vedette.telemetry import FORMATS as TELEMETRY
from vedette.vulns.advisories.registry import FORMATS as ADVISORIES
from vedette.vulns.sources.catalogue import CATALOGUE as SOURCES
from vedette.vulns.versions import SCHEMES

ROOT: Final = Path(__file__).resolve().parents[1]
DOCUMENTS: Final = (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")))
PUBLISHED: Final = ROOT / "src/vedette/run"
"""Where the schemas of what commands print stand."""
EXAMPLE: Final = "examples/web-1"
SCAN: Final = (
    "scan", f"{EXAMPLE}/nginx", f"{EXAMPLE}/aiohttp", f"{EXAMPLE}/auth.log", f"{EXAMPLE}/capture.pcap.gz",
    "--intel", f"{EXAMPLE}/intel", "--assets", f"{EXAMPLE}/inventory.json",
    "--advisories", f"{EXAMPLE}/advisories",
)  # fmt: skip
"""The arguments of `make run`."""
_PLAIN: Final = {
    "attack_class": "One of the classes below.",
    "cwes": "Weaknesses that it needs, as CWE ids; where it names no CVE they decide what it is held against.",
    "references": "Where the attack is described.",
    "success": "What would show that the attack worked.",
    "conditions": "Conditions, all of which hold.",
    "match": "Whether the rule must match the request.",
    "uri": "Its target; `/` unless given.",
    "method": "Its method; GET unless given.",
    "headers": "Its headers, by name.",
    "body": "Its body.",
}
"""Fields whose names say all to who knows the code."""
_OPENING: Final = "<!-- generated: "
_END: Final = "<!-- end -->"

Rows = Iterable[tuple[str, ...]]


def table(headings: tuple[str, ...], rows: Rows) -> str:
    """A table in Markdown."""
    lines = [headings, tuple("---" for _ in headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def field_docs(owner: type | ModuleType) -> dict[str, str]:
    """The text under each field, member or constant, as the source has it; empty where there is none."""
    tree = ast.parse(inspect.getsource(owner)).body
    body = tree if isinstance(owner, ModuleType) else tree[0].body  # type: ignore[attr-defined]
    docs: dict[str, str] = {}
    for statement, following in zip(body, [*body[1:], None], strict=True):
        targets = (
            statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
        )
        value = following.value if isinstance(following, ast.Expr) else None
        said = value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""
        docs.update({target.id: " ".join(said.split()) for target in targets if isinstance(target, ast.Name)})
    return docs


def words(members: type[Enum]) -> str:
    """The words of a closed vocabulary."""
    docs = field_docs(members)
    return table(("word", "meaning"), ((f"`{m.value}`", docs[m.name]) for m in members))


def summary(thing: object) -> str:
    """What a format's module says of itself, or its package: the first paragraph of the docstring."""
    module = type(thing).__module__
    package = module.rpartition(".")[0]
    home = package if package.endswith(f".{getattr(thing, 'name', '')}") else module
    return " ".join((inspect.getdoc(sys.modules[home]) or "").partition("\n\n")[0].split())


def formats(registry: Mapping[str, Any]) -> str:
    """The formats of a registry."""
    rows = ((f"`{name}`", form.title, summary(form)) for name, form in registry.items())
    return table(("name", "format", "what it is"), rows)


def connections() -> str:
    """The columns of a connection."""
    rows = (
        (f"`{c.name}`", "µs since 1970" if c.name == "time" else str(c.dtype), c.unit, c.meaning)
        for c in CONNECTION
    )
    return table(("column", "type", "unit or words", "meaning"), rows)


def decays() -> str:
    """How opinions of each category fade."""
    rows = (
        (f"`{c}`", f"{d.lifetime:g} days", f"{d.speed:g}", f"{d.half_life:.0f} days", d.why)
        for c, d in DECAYS.items()
    )
    return table(("category", "lifetime", "speed", "half is left after", "why"), rows)


def exit_codes() -> str:
    """The exit codes of every command."""
    docs = field_docs(ExitCode)
    plain = {ExitCode.DONE: "Done", ExitCode.ERROR: "An error; one line on standard error says which",
             ExitCode.USAGE: "Wrong usage"}  # fmt: skip
    return table(("code", "meaning"), ((str(int(code)), docs[code.name] or plain[code]) for code in ExitCode))


def thresholds() -> str:
    """The thresholds of detection."""
    docs = field_docs(settings)
    return table(
        ("threshold", "value", "why"), ((f"`{n}`", str(getattr(settings, n)), d) for n, d in docs.items())
    )


def rule_fields() -> str:
    """The fields of a rule file, by the table of TOML that they stand in."""
    parts: tuple[tuple[str, type], ...] = (
        ("", Rule), ("[[request]]", Alternative), ("all = [{…}]", Condition),
        ("[success]", Success), ("[[examples]]", Example),
    )  # fmt: skip
    names = {"fields": "in", "conditions": "all"}
    rows = (
        (f"`{place}`" if place else "the file", f"`{names.get(field, field)}`", doc or _PLAIN[field])
        for place, part in parts
        for field, doc in field_docs(part).items()
    )
    return table(("within", "field", "meaning"), rows)


def inventory_fields() -> str:
    """The fields of Vedette's own inventory."""

    def rows() -> Iterator[tuple[str, ...]]:
        for owner, place in (("Host", "host"), ("App", "`apps`"), ("Listen", "`listen`")):
            part = inventory_schema()["$defs"][owner]
            for name, field in part["properties"].items():
                needed = "yes" if name in part.get("required", ()) else ""
                yield place, f"`{name}`", needed, field.get("description", "")

    return table(("within", "field", "required", "meaning"), rows())


def keys_of(kind: type) -> str:
    """The keys of a table of the configuration."""
    return table(("key", "meaning"), ((f"`{key}`", doc) for key, doc in field_docs(kind).items()))


def well_known_feeds() -> str:
    """The catalogue."""
    rows = (
        (f"`{e.name}`", e.lists, str(e.category or "context"), "–" if e.confidence is None else str(e.confidence),
         shown(e.interval.delta), e.licence + ("; wants a key" if e.token else ""))
        for e in catalog().values()
    )  # fmt: skip
    return table(("name", "what it lists", "category", "trust", "fetched every", "terms"), rows)


def gate_limits() -> str:
    """The limits of the gate."""
    docs, limits = field_docs(GateSettings), GateSettings()
    values = {name: getattr(limits, name) for name in docs}
    rows = (
        (f"`{n}`", ", ".join(v) if isinstance(v, tuple) else f"{v:,}", docs[n]) for n, v in values.items()
    )
    return table(("limit", "value", "what it is, and why"), rows)


def gate_checks() -> str:
    """The checks of the gate."""
    return table(("check", "asks", "why"), ((f"`{n}`", c.title, summary(c)) for n, c in CHECKS.items()))


def schemes() -> str:
    """The version schemes."""
    rows = (
        (f"`{name}`", ", ".join(sorted(s.ecosystems)), ", ".join(sorted(s.purl_types)))
        for name, s in SCHEMES.items()
    )
    return table(("scheme", "ecosystems", "package URL types"), rows)


def output() -> str:
    """What a scan of the example shows, from HIGH up."""
    with chdir(ROOT):
        printed = (
            CliRunner().invoke(vedette, [*SCAN, "--min-severity", "high"], catch_exceptions=False).stdout
        )
    paths, options = SCAN[1:5], SCAN[5:]
    command = f"$ vedette scan {' '.join(paths)} \\\n    {' '.join(options)} --min-severity high"
    return f"```console\n{command}\n{printed.rstrip()}\n```"


def survey() -> str:
    """What is told of a log of which some lines are not understood, and of one that no format recognises."""
    log = "".join(
        f'203.0.113.{i % 30} - - [24/Nov/2026:10:{i // 60:02}:{i % 60:02} +0000] "GET /{i} HTTP/1.1" 200 {i} "-" "curl"\n'
        for i in range(1, 1500)
    )
    broken = "".join(
        f'crawler-{i}.example.org - - [24/Nov/2026:11:00:0{i} +0000] "GET / HTTP/1.1" 200 18 "-" "x"\n'
        for i in range(2)
    )
    with TemporaryDirectory() as folder, chdir(folder):
        Path("access.log").write_text(log + broken, "utf-8")
        Path("app.log").write_text("24/Nov/2026 10:00:01|198.51.100.3|GET /login HTTP/1.1|200\n", "utf-8")
        printed = CliRunner().invoke(vedette, ["sources", "access.log", "app.log"], catch_exceptions=False)
    return f"```text\n{printed.stdout.rstrip()}\n```"


def weaknesses() -> str:
    """All that the checks of posture may find."""
    rows = (
        (f"`{w.id}`", w.title, str(w.severity), w.control)
        for group in GROUPS.values()
        for w in group.weaknesses
    )
    return table(("finding", "what is wrong", "severity", "controls"), rows)


def features() -> str:
    """The vulnerabilities of which it is known what they need."""
    rows = ((", ".join(f"`{cve}`" for cve in f.judges), summary(f)) for f in FEATURES.values())
    return table(("vulnerabilities", "what they need"), rows)


GENERATED: Final[Mapping[str, Callable[[], str]]] = {
    "output": output,
    "survey": survey,
    "exit codes": exit_codes,
    "connections": connections,
    "telemetry formats": lambda: formats(TELEMETRY),
    "list formats": lambda: formats(LISTS),
    "inventory formats": lambda: formats(INVENTORIES),
    "advisory formats": lambda: formats(ADVISORIES),
    "advisory sources": lambda: table(
        ("source", "what", "where from"), ((f"`{s.name}`", s.title, f"`{s.home}`") for s in SOURCES.values())
    ),
    "kinds": lambda: words(Kind),
    "verdicts": lambda: words(Verdict),
    "outcomes": lambda: words(Outcome),
    "severities": lambda: words(Severity),
    "categories": lambda: words(Category),
    "context": lambda: words(ContextKind),
    "feed kinds": lambda: words(FeedKind),
    "feed settings": lambda: keys_of(FeedSettings),
    "network settings": lambda: keys_of(NetworkSettings),
    "store settings": lambda: keys_of(StoreSettings),
    "catalogue": well_known_feeds,
    "gate checks": gate_checks,
    "gate limits": gate_limits,
    "gate verdicts": lambda: words(GateVerdict),
    "standings": lambda: words(Standing),
    "decays": decays,
    "answers": lambda: words(Word),
    "attack classes": lambda: words(AttackClass),
    "fields of requests": lambda: words(Field),
    "rule fields": rule_fields,
    "hundred": hundred,
    "inventory fields": inventory_fields,
    "thresholds": thresholds,
    "weaknesses": weaknesses,
    "benchmarks": lambda: table(
        ("benchmark", "numbers confirmed by"), ((b.name, b.confirmed) for b in BENCHMARKS)
    ),
    "features": features,
    "posture facts": lambda: table(
        ("file", "printed by"),
        ((f"`{path.lstrip('/')}`", f"`{command}`") for path, command in COMMANDS.items()),
    ),
    "version schemes": schemes,
}
"""Everything that is generated, by the name in its comment."""


def rewritten(text: str) -> str:
    """The document with each generated part as the program has it now. Raises KeyError for a name that is none."""
    before, *parts = text.split(_OPENING)
    for part in parts:
        name, _, rest = part.partition(" -->")
        before += f"{_OPENING}{name} -->\n{GENERATED[name]()}\n{_END}{rest.partition(_END)[2]}"
    return before


def main() -> None:
    """Rewrite all documents, and the schemas of what commands print."""
    new = {path: rewritten(path.read_text("utf-8")) for path in DOCUMENTS}
    for contract in CONTRACTS.values():
        new[PUBLISHED / contract.file] = json.dumps(contract.schema(), indent=2) + "\n"
    for path, text in new.items():
        if not path.exists() or path.read_text("utf-8") != text:
            path.write_text(text, "utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)} rewritten\n")


if __name__ == "__main__":
    main()
