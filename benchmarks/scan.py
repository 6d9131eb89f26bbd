"""Measures how fast Vedette finds listed clients, beside what else could: `python benchmarks/scan.py`.

Every figure is of a whole process: start-up, reading the list, reading the log, the answer. The time is the median of
three runs after one that warms the page cache (of one run where a run takes longer than ten seconds); the memory is
the peak resident set (of less than a dozen MiB no more can be told). The hits are held against the truth that `generate.py` wrote. The table goes into `README.md`.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Final

HERE: Final = Path(__file__).parent
DATA: Final = HERE / "data"
LIST: Final = DATA / "prefixes.txt"
INVENTORY: Final = HERE.parent / "examples" / "web-1" / "inventory.json"
VEDETTE: Final = Path(sys.executable).parent / "vedette"
RUNS: Final = 3
LONG: Final = 10.0
"""Seconds from which on one run is enough."""
README: Final = HERE / "README.md"
BEGIN: Final = "<!-- measured -->"
END: Final = "<!-- end -->"


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to find listed clients in a file."""

    title: str
    command: Callable[[Path], Sequence[str]]
    hits: Callable[[str], int | None] = int
    """From what the command prints, the lines of listed clients; null where it counts something else."""
    text_only: bool = False
    """Whether it cannot read Parquet."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a contestant took for one file."""

    seconds: float
    cpu_seconds: float
    """Of all threads: steadier than the time where others use the machine."""
    mebibytes: float
    hits: int | None


def baseline(name: str) -> Callable[[Path], Sequence[str]]:
    """The command of one of `baselines.py`."""
    return lambda file: [sys.executable, str(HERE / "baselines.py"), name, str(file), str(LIST)]


def scan(file: Path) -> Sequence[str]:
    """The whole of what a user would run."""
    return [str(VEDETTE), "scan", str(file), "--intel", str(LIST), "--assets", str(INVENTORY), "-o", "json"]


def listed(printed: str) -> int:
    """The connections of listed clients in a report."""
    return int(json.loads(printed)["summary"]["listed_connections"])


CONTESTANTS: Final = (
    Contestant("`vedette scan`", scan, listed),
    Contestant("Vedette's reader alone, exploit literals on", baseline("vedette_engine")),
    Contestant("`wc -l` (counts only)", lambda file: ["wc", "-l", str(file)], lambda _: None, text_only=True),
    Contestant("Polars, counting lines (counts only)", baseline("count_lines_with_polars"), lambda _: None),
    Contestant("DuckDB SQL (IPv4 only)", baseline("duckdb_sql")),
    Contestant("chDB SQL, ip_trie", baseline("chdb_sql")),
    Contestant(
        "`grepcidr -c -f`", lambda file: ["grepcidr", "-c", "-f", str(LIST), str(file)], text_only=True
    ),
    Contestant("Polars, all fields, then look-up", baseline("polars_full_parse")),
    Contestant("Python loop, verdicts kept", baseline("python_loop"), text_only=True),
)
FILES: Final = {"nginx.log": "nginx combined", "conn.log": "Zeek conn.log", "connections.parquet": "Parquet"}


def main() -> None:
    """Measure all, print the tables, and put them into the README."""
    if not (DATA / "truth.json").exists():
        subprocess.run([sys.executable, str(HERE / "generate.py")], check=True)
    if not (DATA / "connections.parquet").exists():
        write_parquet()
    truth = json.loads((DATA / "truth.json").read_text())
    wanted = sys.argv[1:] or list(FILES)
    tables = [table(DATA / name, FILES[name], truth) for name in wanted]
    report = "\n\n".join([machine(), *tables])
    before, _, rest = README.read_text().partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n\n{report}\n\n{END}{rest.partition(END)[2]}")


def write_parquet() -> None:
    """The access log as Vedette's own Parquet."""
    with (DATA / "connections.parquet").open("wb") as file:
        command = [str(VEDETTE), "read", str(DATA / "nginx.log"), "-o", "parquet"]
        subprocess.run(command, stdout=file, check=True)


def table(file: Path, title: str, truth: dict[str, int]) -> str:
    """The table of one file."""
    mebibytes = file.stat().st_size / 2**20
    rows = [
        f"### {title}: {truth['lines'] / 1e6:g} M lines, {mebibytes:,.0f} MiB",
        "",
        "| | s | CPU s | M lines/s | of Polars' count | peak MiB | lines of listed clients found |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    measured = {
        contestant.title: measure(contestant, file)
        for contestant in CONTESTANTS
        if not (contestant.text_only and file.suffix == ".parquet")
    }
    reference = next(figures for name, figures in measured.items() if name.startswith("Polars, counting"))
    for name, figures in measured.items():
        hits = "–" if figures.hits is None else f"{figures.hits:,} of {truth['listed']:,}"
        rows.append(
            f"| {name} | {figures.seconds:.2f} | {figures.cpu_seconds:.2f} "
            f"| {truth['lines'] / figures.seconds / 1e6:.2f} "
            f"| {reference.seconds / figures.seconds:.2f} | {figures.mebibytes:,.0f} | {hits} |"
        )
        print(rows[-1], flush=True)
    return "\n".join(rows)


def measure(contestant: Contestant, file: Path) -> Figures:
    """Run a contestant until its time is known."""
    runs = [run(contestant, file)]
    if runs[0].seconds < LONG:
        runs = [run(contestant, file) for _ in range(RUNS)]
    return Figures(
        median(r.seconds for r in runs),
        median(r.cpu_seconds for r in runs),
        max(r.mebibytes for r in runs),
        runs[0].hits,
    )


def run(contestant: Contestant, file: Path) -> Figures:
    """One run, as a process of its own. Its exit code is not looked at: a scan that finds attacks has one of its own."""
    command = [sys.executable, "-IS", str(HERE / "timed.py"), *contestant.command(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return Figures(**json.loads(done.stderr), hits=contestant.hits(done.stdout))


def machine() -> str:
    """Where and with what the figures were taken."""
    cores = len(os.sched_getaffinity(0))
    packages = ("polars", "numpy", "hyperscan", "duckdb", "chdb")
    return f"{platform.machine()}, {cores} cores, Python {platform.python_version()}, " + ", ".join(
        f"{name} {version(name)}" for name in packages
    )


if __name__ == "__main__":
    main()
