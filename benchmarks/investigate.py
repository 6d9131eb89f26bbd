"""Measures how fast every trace of one client is found in rotated logs: `python benchmarks/investigate.py [--write]`.

About 10 GiB of nginx's combined log are generated from a seed: the log of today and yesterday as they are, the older ones
by gzip. Ten thousand lines of one client are spread over it. `vedette investigate` is a whole process, with start-up, the
list and the inventory; `zgrep -c -F` finds the lines, and tells nothing of them. With `--write` the table goes into
`README.md`.
"""

from __future__ import annotations

import gzip
import json
import platform
import random
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import vedette

HERE: Final = Path(__file__).parent
VEDETTE: Final = Path(sys.executable).parent / "vedette"
README: Final = HERE / "README.md"
MARKS: Final = ("<!-- measured: investigation -->", "<!-- end: investigation -->")
CLIENT: Final = "203.0.113.66"
FILES: Final = {"access.log": 2560, "access.log.1": 2560, "access.log.2.gz": 2560, "access.log.3.gz": 2560}
"""MiB of text in each."""
BLOCK: Final = 8
"""MiB that are made up; a file repeats them, with lines of the client between."""
TRACES: Final = 8
"""Lines of the client in each block."""


def line(random_: random.Random, client: str, second: int) -> str:
    """A line of nginx's combined log."""
    path = f"/{random_.choice(('shop', 'blog', 'static', 'api'))}/{random_.randrange(10**6):x}?q={random_.random():.9f}"
    time = f"{10 + second // 3600 % 12:02}:{second // 60 % 60:02}:{second % 60:02}"
    size = int(random_.paretovariate(1.2) * 400)
    agent = f"Mozilla/5.0 (X11; Linux x86_64; rv:{random_.randrange(90, 140)}.0) Gecko/20100101 Firefox/130.0"
    return f'{client} - - [23/Nov/2026:{time} +0000] "GET {path} HTTP/1.1" 200 {size} "-" "{agent}"\n'


def block(seed: int) -> bytes:
    """Made-up lines, some of the client."""
    random_ = random.Random(seed)
    lines: list[str] = []
    size = 0
    while size < BLOCK << 20:
        other = f"{random_.randrange(1, 200)}.{random_.randrange(256)}.{random_.randrange(256)}.{random_.randrange(256)}"
        lines.append(line(random_, other, len(lines) // 50))
        size += len(lines[-1])
    for place in sorted(random_.sample(range(len(lines)), TRACES)):
        lines[place] = line(random_, CLIENT, place // 50)
    return "".join(lines).encode()


ATTACK: Final = (
    f'{CLIENT} - - [23/Nov/2026:10:00:00 +0000] "GET /static/../../etc/passwd HTTP/1.1" 200 1842 "-" "curl/8"\n'
).encode()
"""The first line of today's log, for which the alert is."""


def generate(folder: Path) -> int:
    """Fill the logs up; how many lines are the client's."""
    data = block(1)
    packed = gzip.compress(data, 6)
    for name, size in FILES.items():
        with (folder / name).open("ab") as file:
            for _ in range(size // BLOCK):
                file.write(packed if name.endswith(".gz") else data)
    return sum(size // BLOCK for size in FILES.values()) * TRACES + 1


def timed(*command: str | Path) -> tuple[dict[str, float], bytes]:
    """What a command took, and what it printed."""
    done = subprocess.run(
        [sys.executable, HERE / "timed.py", *map(str, command)], capture_output=True, check=False
    )
    figures: dict[str, float] = json.loads(done.stderr.splitlines()[-1])
    return figures, done.stdout


def row(title: str, figures: dict[str, float], found: int, traces: int) -> str:
    """A line of the table."""
    rate = sum(FILES.values()) / figures["cpu_seconds"]
    return (
        f"| {title} | {figures['seconds']:.2f} | {figures['cpu_seconds']:.2f} | {rate:,.0f} | "
        f"{figures['mebibytes']:,.0f} | {found:,} of {traces:,} |"
    )


def measure(folder: Path) -> str:
    """The figures, as Markdown."""
    logs = [folder / name for name in FILES]
    logs[0].write_bytes(ATTACK)
    (folder / "bad.txt").write_text(f"{CLIENT}\n")
    inventory = {"host": "web-1", "apps": [{"name": "aiohttp", "version": "3.9.1", "listen": {"port": 8080}}]}
    (folder / "inventory.json").write_text(json.dumps(inventory))
    known: list[str | Path] = [
        "--intel",
        folder / "bad.txt",
        "--assets",
        folder / "inventory.json",
        "--state",
        folder / "state",
    ]
    subprocess.run([VEDETTE, "scan", logs[0], *known], capture_output=True, check=True)
    listed = subprocess.run(
        [VEDETTE, "alerts", "list", "-o", "jsonl", "--state", folder / "state"],
        capture_output=True,
        check=True,
    )
    alert = json.loads(listed.stdout.splitlines()[0])["id"]
    traces = generate(folder)
    command = [VEDETTE, "investigate", alert, "--again", "-o", "json", "--state", folder / "state"]
    took, said = timed(*command)
    steps = {step["step"]: step for step in json.loads(said)["investigations"][0]["steps"]}
    mentioned = [f for f in steps["source"]["findings"] if f["id"] == "mentioned"]
    found = sum(int(finding["says"].split(" ")[0].replace(",", "")) for finding in mentioned)
    grepped, counted = timed("zgrep", "-c", "-F", f"{CLIENT} ", *logs)
    grep_found = sum(int(text.rpartition(b":")[2]) for text in counted.splitlines())
    return "\n".join(
        (
            f"{platform.machine()}, 2 cores, Python {platform.python_version()}, Vedette {vedette.__version__}",
            "",
            f"{sum(FILES.values()):,} MiB of text in {len(FILES)} files, {sum(n.endswith('.gz') for n in FILES)} of them by gzip.",
            "",
            "| | s | CPU s | MiB of text per CPU s | peak MiB | lines of the client found |",
            "|---|---:|---:|---:|---:|---:|",
            row(f"`vedette investigate`, all {len(steps)} steps", took, found, traces),
            row("`zgrep -c -F` (counts only)", grepped, grep_found, traces),
        )
    )


def main() -> None:
    """Measure, print, and write where that is asked for."""
    with TemporaryDirectory() as folder:
        text = measure(Path(folder))
    print(text)
    if "--write" in sys.argv:
        before, _, rest = README.read_text("utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        README.write_text(f"{before}{MARKS[0]}\n\n{text}\n\n{MARKS[1]}{after}", "utf-8")


if __name__ == "__main__":
    main()
