"""How many requests a second the rules judge, on one core: all rules, ordinary requests with a few attacks among them.

Beside it a loop over the same patterns by `re`, and, where they are installed, ModSecurity with the Core Rule Set and
CrowdSec with its scenarios. All requests differ, so that nothing is remembered; they are drawn from a seed, the hostile
ones from the rules' examples.
Each contestant is a process of its own. Prints a table, and writes it between its markers in README.md with `--write`.
"""

from __future__ import annotations

import json
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path
from typing import Final
from urllib.parse import unquote_plus

import polars as pl

from crowdsec import CrowdSec
from modsecurity import ModSecurity
from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.request import request_of
from vedette.detect.rules.rule import Example, read_rules

SEED: Final = 20991231
REQUESTS: Final = 50_000
HOSTILE: Final = 0.02
"""Share of requests that are an example of a rule."""
BATCH: Final = 4096
FEW: Final = 1_000
"""Requests that the slow are asked about."""
MEGABYTE: Final = 1_000_000
PIECES: Final = (
    "%41", "${", "../", "%27%27a", "${jndi:", "<a onx=", "' or 1=1 union select ", "base64,AAAA", ";cat ", "&#x41;",
    "/*", "a", "=for %a in (", "@{[", "$x$y;", "'}'::jsonb->'", "[![]+",
)  # fmt: skip
"""What hostile lines repeat."""
MARKS: Final = ("<!-- measured: rules -->", "<!-- end: rules -->")
WORDS: Final = [
    "red",
    "blue",
    "shoe",
    "coat",
    "winter",
    "select",
    "order",
    "table",
    "group",
    "from",
    "paris",
    "cheap",
    "new",
    "sale",
]
AGENTS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
)
_README: Final = Path(__file__).with_name("README.md")


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, and whether it is hostile."""

    method: str
    uri: str
    headers: dict[str, str]
    body: str
    hostile: bool


def requests(count: int) -> list[Asked]:
    """Requests that all differ."""
    chance = random.Random(SEED)
    examples = [example for rule in read_rules() for example in rule.examples if example.match]
    return [
        attack(chance.choice(examples), number) if chance.random() < HOSTILE else ordinary(chance, number)
        for number in range(count)
    ]


def attack(example: Example, number: int) -> Asked:
    """An example of a rule, made to differ from others."""
    headers = {"Host": "shop.example", "User-Agent": AGENTS[0], "X-Request-Id": f"{number:08d}"}
    return Asked(example.method, example.uri, headers | dict(example.headers), example.body, hostile=True)


def ordinary(chance: random.Random, number: int) -> Asked:
    """What a shop is asked for: pages, searches, a form now and then."""
    words = "+".join(chance.choices(WORDS, k=3))
    headers = {
        "Host": "shop.example", "User-Agent": chance.choice(AGENTS), "Accept": "text/html,*/*;q=0.8",
        "Referer": f"https://search.example/?q={words}", "Cookie": f"session={number:032x}; theme=dark",
    }  # fmt: skip
    kind = chance.random()
    if kind < 0.6:
        return Asked("GET", f"/products/{number}/{words}.html?page=2&sort=price", headers, "", hostile=False)
    if kind < 0.9:
        return Asked("GET", f"/search?q={words}&id={number}&utm_source=mail", headers, "", hostile=False)
    body = f"name=O%27Neil&text={words}.+What%27s+up%3F&order={number}"
    headers |= {"Content-Type": "application/x-www-form-urlencoded", "Content-Length": str(len(body))}
    return Asked("POST", "/comment", headers, body, hostile=False)


def batched(asked: list[Asked], size: int) -> Iterator[list[Asked]]:
    """The requests in lists of that size."""
    for start in range(0, len(asked), size):
        yield asked[start : start + size]


Judge = Callable[[list[Asked]], list[bool]]
"""Says of each request whether it is called an attack."""


def by_table() -> Judge:
    """Vedette, a table at a time, as `vedette rules match` and a scan do."""
    rules = RuleSet.load()

    def judge(asked: list[Asked]) -> list[bool]:
        told: list[bool] = []
        for part in batched(asked, BATCH):
            rows = [request_of(a.method, a.uri, a.headers, a.body) for a in part]
            told += rules.match(pl.DataFrame(rows, infer_schema_length=None)).list.len().gt(0).to_list()
        return told

    return judge


def one_by_one() -> Judge:
    """Vedette without its search for literals: every request is decoded and judged."""
    rules = RuleSet.load()

    def judge(asked: list[Asked]) -> list[bool]:
        return [bool(rules.match_request(request_of(a.method, a.uri, a.headers, a.body))) for a in asked]

    return judge


def by_re() -> Judge:
    """Every shape of an attack by `re`, on the request decoded once; where in a request does not matter."""
    shapes = list(python_shapes())

    def judge(asked: list[Asked]) -> list[bool]:
        texts = (unquote_plus(" ".join((a.uri, *a.headers.values(), a.body))) for a in asked)
        return [sum(all(part.search(text) for part in shape) for shape in shapes) > 0 for text in texts]

    return judge


def python_shapes() -> Iterator[list[re.Pattern[str]]]:
    """The shapes of attacks that `re` understands."""
    for shape in (shape for rule in read_rules() for shape in rule.request):
        patterns = [re.sub(r"\\x\{([0-9a-f]{2})\}", r"\\x\1", c.matches) for c in shape.conditions]
        try:
            yield [re.compile(pattern, re.IGNORECASE) for pattern in patterns]
        except re.error:
            continue


def by_modsecurity() -> Judge:
    """ModSecurity with the Core Rule Set."""
    engine = ModSecurity()
    return lambda asked: [engine.blocks(a.method, a.uri, a.headers, a.body) for a in asked]


Figures = dict[str, float]
"""What is said of a contestant."""


def judged(build: Callable[[], Judge], count: int) -> Figures:
    """A contestant in this process."""
    start = time.process_time()
    judge = build()
    built = time.process_time()
    asked = requests(count)
    made = time.process_time()
    judge(asked[:100])  # what is built when first used
    ready = time.process_time()
    told = judge(asked)
    taken = time.process_time() - ready
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "rate": count / taken, "set_up": built - start + ready - made, "mebibytes": peak, **shares(asked, told),
    }  # fmt: skip


def by_crowdsec(count: int) -> Figures:
    """CrowdSec, a program of its own: what it takes beyond a run over one line. Each request has its own client."""
    asked = requests(count)
    clients = [str(_CLIENTS + number) for number in range(count)]
    lines = [logged(a, client, number) for number, (a, client) in enumerate(zip(asked, clients, strict=True))]
    with tempfile.TemporaryDirectory(prefix="vedette-crowdsec-") as folder:
        program = CrowdSec(Path(folder))
        empty, whole = program.over(lines[:1]), program.over(lines)
    taken = whole.cpu_seconds - empty.cpu_seconds
    return {
        "rate": count / taken, "set_up": empty.cpu_seconds, "mebibytes": whole.mebibytes,
        **shares(asked, [client in whole.clients for client in clients]),
    }  # fmt: skip


_CLIENTS: Final = IPv4Address("198.18.0.0")
"""The first of the addresses that are for benchmarks (RFC 2544)."""
_BEGIN: Final = datetime(2026, 1, 5, 9, tzinfo=UTC)


def logged(asked: Asked, client: str, number: int) -> str:
    """A request as nginx logs it, ten a second."""
    stamp = (_BEGIN + timedelta(seconds=number / 10)).strftime("%d/%b/%Y:%H:%M:%S %z")
    uri, referer, agent = map(
        escaped, (asked.uri, asked.headers.get("Referer", "-"), asked.headers.get("User-Agent", "-"))
    )
    return f'{client} - - [{stamp}] "{asked.method} {uri} HTTP/1.1" 200 5120 "{referer}" "{agent}"'


def escaped(text: str) -> str:
    """As nginx writes what would end a field or a line."""
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b'"\\' else f"\\x{byte:02X}" for byte in text.encode()
    )


def shares(asked: list[Asked], told: list[bool]) -> Figures:
    """Of the hostile and of the harmless requests, how many are told."""
    hostile = [said for a, said in zip(asked, told, strict=True) if a.hostile]
    harmless = [said for a, said in zip(asked, told, strict=True) if not a.hostile]
    return {"found": sum(hostile) / len(hostile), "wrong": sum(harmless) / len(harmless)}


_RE: Final = "a loop over `re`"
_CROWDSEC: Final = "CrowdSec 1.4.6 with its scenarios for web servers, from a log"
CONTESTANTS: Final[dict[str, Callable[[], Figures]]] = {
    "Vedette, by the table": partial(judged, by_table, REQUESTS),
    "Vedette, one at a time, without its search for literals": partial(judged, one_by_one, FEW * 5),
    _RE: partial(judged, by_re, FEW),
    "ModSecurity 3 with the Core Rule Set 3.3, level 1": partial(judged, by_modsecurity, FEW * 2),
    _CROWDSEC: partial(by_crowdsec, FEW * 5),
}
"""What is measured."""
NO_ANSWER: Final = {_RE, _CROWDSEC}
"""The one minds not where in a request a pattern stands, the other counts requests of a client before it tells."""


def measure(name: str) -> Figures:
    """One contestant, on one core."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    return CONTESTANTS[name]()


def worst_megabyte() -> tuple[str, float]:
    """The piece whose repetition to a megabyte costs the most, and the milliseconds, the least of five."""
    rules = RuleSet.load()

    def cost(piece: str) -> float:
        times = []
        for salt in range(6):  # the first builds automata
            request = request_of("GET", piece * (MEGABYTE // len(piece)) + str(salt), {}, "")
            start = time.process_time()
            rules.match_request(request)
            times.append(time.process_time() - start)
        return min(times) * 1000

    return max(((piece, cost(piece)) for piece in PIECES), key=lambda found: found[1])


def table() -> str:
    """The figures, as Markdown."""
    lines = [
        (
            f"{platform.machine()}, one core, Python {platform.python_version()}; {len(read_rules())} rules;"
            f" of the requests {HOSTILE:.0%} are hostile"
        ),
        "",
        "| | requests / CPU s | set-up, CPU s | peak MiB | hostile told | harmless told |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for name in CONTESTANTS:
        command = [sys.executable, __file__, "--measure", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines.append(f"| {name} | not here: {done.stderr.strip().splitlines()[-1]} | | | | |")
            continue
        f = json.loads(done.stdout)
        told = "– | –" if name in NO_ANSWER else f"{f['found']:.3f} | {f['wrong']:.4f}"
        lines.append(f"| {name} | {f['rate']:,.0f} | {f['set_up']:.2f} | {f['mebibytes']:,.0f} | {told} |")
    piece, milliseconds = worst_megabyte()
    lines += [
        "",
        f"A line of a megabyte, the worst of {len(PIECES)} kinds (`{piece}`): {milliseconds:.0f} ms.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write where that is asked for."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(sys.argv[2])))
        return
    text = table()
    print(text)
    if "--write" in sys.argv:
        before, _, rest = _README.read_text("utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        _README.write_text(f"{before}{MARKS[0]}\n\n{text}\n\n{MARKS[1]}{after}", "utf-8")


if __name__ == "__main__":
    main()
