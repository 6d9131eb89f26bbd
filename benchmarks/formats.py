"""Measures how fast every format of text is read where nothing is found: `python benchmarks/formats.py [NAME…]`.

Half a million lines of each format are made from the format's sample among the tests, from a seed: clients, ports, times and
what was asked for vary, and lines that tell of no client stay as they are. Nobody of the clients is listed, and no line
carries an exploit; lines that are a finding by themselves (logins, alerts of sensors) are left out, since they are kept
whoever the client is, but in formats that have none else. Time is that of reading alone, by two threads, with the list
of a hundred thousand prefixes and the exploit literals in memory: the best of two runs. CPU time is steadier where
others use the machine: the goal is held against it. The table goes into `README.md`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from generate import DATA, population
from vedette.run.knowledge import Inputs, learn, screen_for
from vedette.telemetry import FORMATS
from vedette.telemetry.events import Event
from vedette.telemetry.interface import Account, Format, Screen
from vedette.telemetry.source import Source

LINES: Final = 500_000
RUNS: Final = 2
HERE: Final = Path(__file__).parent
SAMPLES: Final = HERE.parent / "tests" / "telemetry" / "samples"
FOLDER: Final = DATA / "formats"
README: Final = HERE / "README.md"
BEGIN: Final = "<!-- measured: formats -->"
END: Final = "<!-- end: formats -->"
GOAL: Final = 1.0
"""M lines/s of two busy cores."""
TWICE: Final = 'the search for exploits looks twice at ordinary values: `="`, `*/*`, `%22`, a quoted method'
PARSED: Final = "the client stands with its port, or in one of several fields: parsed"
EVERY: Final = "every line that names a client is parsed"
LOGINS: Final = "every line is a login or a refusal, and parsed"
LONG: Final = "its lines are long, and what only looks like an attack in them is blanked before the search"
WHY: Final = {
    "caddy": PARSED,
    "docker_json": TWICE,
    "drupal": LOGINS,
    "ecs": LONG,
    "envoy_json": PARSED,
    "exim": EVERY,
    "fail2ban": EVERY,
    "fortigate": "a value is sought by its key, one key after the other; events are parsed",
    "gitea": EVERY,
    "grafana": EVERY,
    "guacamole": LOGINS,
    "journald_json": "an entry is put together as a line of syslog, and then parsed",
    "mixed_syslog": "several programs speak, each parsed by its own format",
    "modsecurity": "a transaction is thirty lines, and its headers are searched for exploits",
    "modsecurity_json": TWICE,
    "mongodb": PARSED,
    "mosquitto": EVERY,
    "nextcloud": EVERY,
    "ocsf": LONG,
    "openvpn": EVERY,
    "pf": EVERY,
    "pfsense_gui": LOGINS,
    "postfix": "of many kinds of message two are told unparsed",
    "postgresql": "of many kinds of message one is told unparsed",
    "sftpgo": PARSED,
    "suricata_eve": "alerts are parsed",
    "suricata_fast": "every line is an alert, and parsed",
    "teleport": PARSED,
    "wordpress": EVERY,
    "zeek_json": TWICE,
    "zeek_notice": "every line is a finding, and parsed",
    "znc": EVERY,
}
"""What makes a format slow, where it is slower than the goal."""

_VARIED: Final = (
    (re.compile(r"(?<=:)[0-5][0-9]:[0-5][0-9](?=[^0-9:])"), "clock"),
    (re.compile(r"\b5[0-9]{4}\b"), "port"),
    (re.compile(r"(?<=GET )/[^ ?\"\\]*"), "path"),
)
"""What varies besides clients."""


Template = tuple[str, ...]
"""A line in parts: texts, and at odd places the names of columns."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a log is made of."""

    head: str
    templates: tuple[Template, ...]
    parting: str = "\n"
    tail: str = "\n"


def main() -> None:
    """Measure the formats named, or all of text; print the table, and put it into the README."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    listed = DATA / "prefixes.txt"
    people = population(np.random.default_rng(20231114))
    if not listed.exists():
        listed.write_text("\n".join(people.prefixes) + "\n")
    screen = screen_for(learn(Inputs(intel=[str(listed)])))
    texts = [name for name in FORMATS if (SAMPLES / sample_name(name)).exists()]
    rows = [measure(FORMATS[name], people.clients, screen) for name in sys.argv[1:] or texts]
    if sys.argv[1:]:
        return
    head = "| format | CPU µs a line | M lines/s of two busy cores | M lines/s measured | `wc -l` measured | |\n|---|---:|---:|---:|---:|---|"
    report = "\n".join([head, *sorted(rows)])
    before, _, rest = README.read_text().partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n\n{report}\n\n{END}{rest.partition(END)[2]}")


def sample_name(name: str) -> str:
    """The file of a format's sample."""
    return f"{name}.json" if (SAMPLES / f"{name}.json").exists() else f"{name}.log"


def measure(form: Format, clients: pl.Series, screen: Screen) -> str:
    """A row of the table."""
    file = FOLDER / sample_name(form.name)
    write(file, recipe(form, screen), clients)
    source = Source(str(file), file)
    counted = time.perf_counter()
    subprocess.run(["wc", "-l", str(file)], check=True, capture_output=True)
    counted = time.perf_counter() - counted
    seconds, cpu, lines = min(read(form, source, screen) for _ in range(RUNS))
    file.unlink()
    by_two_cores = 2 / (cpu / lines * 1e6)
    why = WHY.get(form.name, "") if by_two_cores < GOAL else ""
    row = (
        f"| `{form.name}` | {cpu / lines * 1e6:.2f} | {by_two_cores:.2f} | {lines / seconds / 1e6:.2f} "
        f"| {lines / counted / 1e6:.0f} | {why} |"
    )
    print(row, flush=True)
    return row


def read(form: Format, source: Source, screen: Screen) -> tuple[float, float, int]:
    """Seconds, CPU seconds, and lines."""
    account = Account()
    began, began_cpu = time.perf_counter(), time.process_time()
    for batch in form.read(source, screen):
        account.add(batch.account)
    if account.rejected:
        sys.exit(f"{form.name}: {account.reasons}, {account.samples[0]}")
    return time.perf_counter() - began, time.process_time() - began_cpu, account.lines


def recipe(form: Format, screen: Screen) -> Recipe:
    """How a log of the format is made, from its sample."""
    path = SAMPLES / sample_name(form.name)
    batches = list(form.read(Source("sample", path), None))
    found = pl.concat([batch.frame for batch in batches])
    clients = set(found["client_ip"].drop_nulls())
    text = path.read_text()
    if form.name == "azure_flow":
        first, _, rest = text.partition('"flowTuples":["')
        line, _, tail = rest.partition('"')
        return Recipe(f'{first}"flowTuples":["', (template(line, clients),), '","', f'"{tail}')
    if form.name == "modsecurity":
        return Recipe("", tuple(template(record, clients) for record in found["raw"]), "\n\n")
    if path.suffix == ".json":
        lines = [json.dumps(record, separators=(",", ":")) for record in json.loads(text)]
        return Recipe("", tuple(template(line, clients) for line in lines))
    lines = [line for line in text.splitlines() if not line.startswith(("#", "Summary", "flows,", "2,4284"))]
    head = [line for line in text.splitlines() if line.startswith("#")]
    head = head[: next((n + 1 for n, line in enumerate(head) if line.startswith("#types")), 4)]
    if form.name == "nfdump_csv":
        head, lines = lines[:1], lines[1:]
    finding = findings(found, screen)
    if form.name == "iis":
        lines = lines[:-1]
    lines = [line for line in lines if line not in finding] or lines
    return Recipe("".join(f"{line}\n" for line in head), tuple(template(line, clients) for line in lines))


def findings(rows: pl.DataFrame, screen: Screen) -> set[str]:
    """Lines that are kept whoever the client is."""
    events = [*sorted(screen.events), Event.PROBE]
    kept = rows["event"].is_in(events).fill_null(value=False) | rows["notice"].is_not_null()
    search = screen.literals
    suspicious = [search is not None and len(search.offsets(line.encode())) > 0 for line in rows["raw"]]
    return set(rows["raw"].filter(kept | pl.Series(suspicious, dtype=pl.Boolean)))


def template(line: str, clients: set[str]) -> Template:
    """A line whose clients, times, ports and paths vary."""
    marked = line
    for client in sorted(clients, key=len, reverse=True):
        kind = "v6" if ":" in client else "v4"
        marked = re.sub(
            rf"(?:(?<=::ffff:)|(?<![0-9A-Fa-f.:])){re.escape(client)}(?![0-9A-Fa-f.])", f"\0{kind}\0", marked
        )
    for pattern, name in _VARIED:
        marked = pattern.sub("\\g<0>?id=\0item\0" if name == "path" else f"\0{name}\0", marked)
    parts = marked.split("\0")
    return tuple(parts)


def write(file: Path, recipe: Recipe, clients: pl.Series) -> None:
    """A log of LINES lines."""
    rng = np.random.default_rng(20231114)
    with file.open("wb") as log:
        log.write(recipe.head.encode())
        for number, lines in enumerate(chunks(recipe, clients, rng)):
            log.write((recipe.parting if number else "").encode() + recipe.parting.join(lines).encode())
        log.write(recipe.tail.encode())


def chunks(recipe: Recipe, clients: pl.Series, rng: np.random.Generator) -> Iterator[list[str]]:
    """Lines, the templates in turn."""
    is_v4 = clients.str.contains(".", literal=True)
    by_kind = {"v4": clients.filter(is_v4), "v6": clients.filter(~is_v4)}
    count = 100_000
    for _ in range(LINES // count):
        values = {kind: those.gather(rng.integers(0, len(those), count)) for kind, those in by_kind.items()}
        values["port"] = pl.Series(rng.integers(50_000, 60_000, count))
        values["item"] = pl.Series(rng.integers(0, 1_000_000, count))
        seconds = np.sort(rng.integers(0, 3600, count))
        values["clock"] = pl.Series([f"{at // 60:02}:{at % 60:02}" for at in seconds.tolist()])
        made = [filled(template, values, count) for template in recipe.templates]
        yield [made[which][number] for number, which in enumerate(turns(recipe, count))]


def turns(recipe: Recipe, count: int) -> list[int]:
    """Which template is whose turn: one in ten is of IPv6, where there are both, as of the clients."""
    of_v6 = [number for number, parts in enumerate(recipe.templates) if "v6" in parts]
    others = [number for number in range(len(recipe.templates)) if number not in of_v6]
    if not of_v6 or not others:
        return [number % len(recipe.templates) for number in range(count)]
    return [
        (of_v6 if at % 10 == 9 else others)[at // 10 % len(of_v6) if at % 10 == 9 else at % len(others)]
        for at in range(count)
    ]


def filled(template: Template, values: dict[str, pl.Series], count: int) -> list[str]:
    """Lines of a template."""
    parts = [values[part] if number % 2 else pl.lit(part) for number, part in enumerate(template)]
    lines = pl.select(pl.concat_str(parts).alias("line")).to_series().to_list()
    return lines if len(lines) == count else lines * count


if __name__ == "__main__":
    main()
