"""How long a fleet takes: 100 hosts of 700 packages against 300,000 advisories, beside a naive join.

All is generated from a seed. Each run is a process of its own, so that nothing is warm. Prints a table, and writes it
between its markers in README.md with `--write`.
"""

from __future__ import annotations

import json
import os
import platform
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import vedette
from vedette.model.claim import Rank
from vedette.model.inventory import Inventory, Package
from vedette.model.purl import PackageKey
from vedette.model.vulnerability import State
from vedette.run.check import CheckSummary, as_service, check
from vedette.run.judging import Judging
from vedette.vulns.advisories.interface import (
    Advisory,
    Authority,
    Document,
    PackageStatement,
    ProductStatement,
    Severity,
    VersionRange,
    Versions,
)
from vedette.vulns.cpe import Cpe
from vedette.vulns.database import Change, Database, database_path, write
from vedette.vulns.judgement import Judgement
from vedette.vulns.matching import subjects_of
from vedette.vulns.versions import SCHEMES, scheme_for_ecosystem

SEED: Final = 20991231
HOSTS: Final = 100
PACKAGES: Final = 700
ADVISORIES: Final = 300_000
VERSIONS: Final = 3
"""Versions of a package that hosts of the fleet may have."""
KINDS: Final = {
    "Debian": ("deb/debian", 120_000, 8_000, "12"), "Red Hat": ("rpm/redhat", 50_000, 4_000, "9"),
    "Alpine": ("apk/alpine", 30_000, 3_000, "3.22"), "npm": ("npm", 40_000, 20_000, None),
    "PyPI": ("pypi", 20_000, 8_000, None), "Maven": ("maven", 20_000, 6_000, None),
}  # fmt: skip
"""Package type, advisories, packages and release of each ecosystem; what is left are CVE records by CPE."""
INSTALLED: Final = (8, 9)
"""Major versions of what is installed; advisories are about 1 to 8, so that most are history, as with real ones."""
SHARES: Final = {"Debian": 560, "npm": 80, "PyPI": 40, "Maven": 20}
"""Packages of a host by ecosystem."""
MARKS: Final = ("<!-- measured: vulnerabilities -->", "<!-- end: vulnerabilities -->")
_README: Final = Path(__file__).with_name("README.md")


def version(ecosystem: str, chance: random.Random, *, majors: tuple[int, int] = (1, 9)) -> str:
    """A version as the ecosystem writes it."""
    upstream = f"{chance.randrange(*majors)}.{chance.randrange(20)}.{chance.randrange(30)}"
    match ecosystem:
        case "Debian":
            return f"{upstream}-{chance.randrange(1, 9)}+deb12u{chance.randrange(1, 9)}"
        case "Red Hat":
            return f"{upstream}-{chance.randrange(1, 30)}.el9"
        case "Alpine":
            return f"{upstream}-r{chance.randrange(9)}"
    return upstream


def package_name(ecosystem: str, number: int) -> str:
    """The name of a package by its rank."""
    return (
        f"org.example/{ecosystem}-{number}".lower()
        if ecosystem == "Maven"
        else f"{ecosystem}-{number}".lower().replace(" ", "")
    )


def rank(most: int, chance: random.Random) -> int:
    """A rank below `most`: popular packages have many advisories, most packages few."""
    return int(most * chance.random() ** 2)


def advisories() -> Iterator[Document]:
    """All advisories, a thousand at a time."""
    chance = random.Random(SEED)
    number = 0
    batch: list[Advisory] = []
    for ecosystem, (type_, count, packages, release) in KINDS.items():
        authority = Authority.DISTRIBUTION if "/" in type_ else Authority.ECOSYSTEM
        for _ in range(count):
            fixed = version(ecosystem, chance)
            introduced = version(ecosystem, chance) if release is None and chance.random() < 0.5 else None
            statement = PackageStatement(
                PackageKey(type_, package_name(ecosystem, rank(packages, chance))),
                release,
                ecosystem if release is None else f"{ecosystem}:{release}",
                Versions((VersionRange(introduced, fixed),)),
                authority,
            )
            batch.append(advisory(number, statement, chance))
            number += 1
            if len(batch) == 1000:
                yield Document(advisories=batch)
                batch = []
    for _ in range(number, ADVISORIES):
        product = f"product-{rank(5_000, chance)}"
        statement_ = ProductStatement(
            "example", product, "", None, (Cpe("a", "example", product),), (),
            Versions((VersionRange(fixed=version("generic", chance)),)),
        )  # fmt: skip
        batch.append(advisory(number, statement_, chance))
        number += 1
    yield Document(advisories=batch)


def advisory(number: int, statement: PackageStatement | ProductStatement, chance: random.Random) -> Advisory:
    """One advisory with one statement."""
    score = Severity("3.1", None, round(chance.uniform(2, 10), 1))
    identifier = f"CVE-{2000 + number // 20_000}-{10_000 + number % 20_000}"
    return Advisory(
        identifier, "benchmark", (statement,), severities=(score,), title=f"A flaw, number {number}"
    )


def fleet() -> list[Package]:
    """The packages of all hosts, host by host."""
    chance = random.Random(SEED + 1)
    known: dict[tuple[str, int], list[str]] = {}
    return [package for number in range(HOSTS) for package in host(f"host-{number}", known, chance)]


def host(name: str, known: dict[tuple[str, int], list[str]], chance: random.Random) -> Iterator[Package]:
    """The packages of one host. known: the versions that hosts have of a package, by ecosystem and rank."""
    for ecosystem, share in SHARES.items():
        type_, _, packages, release = KINDS[ecosystem]
        installed = {rank(packages // 8, chance) for _ in range(share * 4)}
        for place in sorted(installed, key=lambda _: chance.random())[:share]:
            versions = known.setdefault(
                (ecosystem, place), [version(ecosystem, chance, majors=INSTALLED) for _ in range(VERSIONS)]
            )
            chosen, package = chance.choice(versions), package_name(ecosystem, place)
            purl = f"pkg:{type_}/{package}@{chosen}{f'?distro=debian-{release}' if release else ''}"
            yield Package(name, package, chosen, purl, "benchmark", Rank.PACKAGE_MANAGER, "Debian 12")


def naive(packages: list[Package], database: Database) -> int:
    """Every package against every advisory of its name, each version parsed anew; affected pairs."""
    found = 0
    for package in packages:
        for subject in subjects_of(as_service(package))[0]:
            for key in subject.packages:
                for identifier in database.about_package(key):
                    for _, statement in database.records[identifier].statements():
                        if not isinstance(statement, PackageStatement) or subject.version is None:
                            continue
                        scheme = scheme_for_ecosystem(statement.ecosystem) or SCHEMES["generic"]
                        own = scheme.key(subject.version)
                        found += any(
                            (item.introduced is None or own >= scheme.key(item.introduced))
                            and (item.fixed is None or own < scheme.key(item.fixed))
                            for item in statement.versions.ranges
                        )
    return found


def measure_fleet(state: Path) -> dict[str, float]:
    """The report of `vedette vulns check` on the whole fleet, in this process: reading the database, then without."""
    packages = fleet()
    inventory = Inventory(packages=tuple(packages))
    with Database(database_path(state)) as database:
        whole, whole_cpu, _ = measure_check(inventory, database)
        matching, matching_cpu, summary = measure_check(inventory, database)
    return {
        "whole": whole,
        "whole_cpu": whole_cpu,
        "matching": matching,
        "matching_cpu": matching_cpu,
        "peak": peak_memory(),
        "packages": summary.packages,
        "distinct": len({(package.purl, package.platform) for package in packages}),
        "affected": summary.vulnerabilities[State.AFFECTED],
        "found": sum(summary.vulnerabilities.values()),
    }


def measure_check(inventory: Inventory, database: Database) -> tuple[float, float, CheckSummary]:
    """Seconds, CPU seconds and figures of one check: what the database reads is kept for the next, what is judged not."""
    judging = Judging(inventory, database, "benchmark", Judgement(database), ())
    start, cpu_start = time.perf_counter(), time.process_time()
    report = check(judging)
    return time.perf_counter() - start, time.process_time() - cpu_start, report.summary


def peak_memory() -> float:
    """The most memory that this process had so far, in MiB (proc_pid_status(5))."""
    return int(Path("/proc/self/status").read_text("utf-8").partition("VmHWM:")[2].split()[0]) / 1024


def measure_naive(state: Path) -> dict[str, float]:
    """One host by the naive join, in this process."""
    packages = fleet()[:PACKAGES]
    with Database(database_path(state)) as database:
        naive(packages, database)  # what the database reads is kept from here on
        start, cpu_start = time.perf_counter(), time.process_time()
        affected = naive(packages, database)
        taken, cpu = time.perf_counter() - start, time.process_time() - cpu_start
        return {"matching": taken, "matching_cpu": cpu, "affected": affected}


def in_process(name: str, state: Path) -> dict[str, float]:
    """A measurement in a process of its own."""
    command = [sys.executable, __file__, "--measure", name, str(state)]
    answer: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return answer


def check_one_service(state: Path) -> tuple[float, float]:
    """Seconds and CPU seconds of `vedette vulns check` of one service, a whole process; the medians of five."""
    inventory = state / "inventory.json"
    name, place = package_name("Debian", 0), "pkg:deb/debian"
    app = {
        "name": "app",
        "version": "1",
        "purl": f"{place}/{name}@2.0.0-1%2Bdeb12u1?distro=debian-12",
        "listen": {"port": 80},
    }
    inventory.write_text(json.dumps({"host": "web-1", "apps": [app]}))
    binary = str(Path(sys.executable).with_name("vedette"))
    command = [binary, "vulns", "check", "--state", str(state), "--assets", str(inventory), "-o", "json"]  # fmt: skip
    times, cpu = [], []
    for _ in range(5):
        start, before = time.perf_counter(), os.times()
        done = subprocess.run(command, capture_output=True, check=False)
        after = os.times()
        times.append(time.perf_counter() - start)
        cpu.append(
            after.children_user + after.children_system - before.children_user - before.children_system
        )
        if done.returncode not in {0, 3, 4}:
            raise SystemExit(done.stderr.decode())
    return statistics.median(times), statistics.median(cpu)


def line(what: str, seconds: float, cpu: float) -> str:
    """A line of the table."""
    return f"| {what} | {seconds:.2f} | {cpu:.2f} |"


def table(state: Path) -> str:
    """The figures, as Markdown."""
    runs = [in_process("fleet", state) for _ in range(3)]
    best = min(runs, key=lambda run: run["matching"])
    one = in_process("naive", state)
    size = database_path(state).stat().st_size >> 20
    return "\n".join(
        (
            f"{platform.machine()}, 2 cores, Python {platform.python_version()}, Vedette {vedette.__version__}",
            "",
            (
                f"{HOSTS} hosts × {PACKAGES} packages ({best['distinct']:,.0f} that differ) × {ADVISORIES:,} advisories "
                f"({size:,} MiB); {best['found']:,.0f} vulnerabilities told, {best['affected']:,.0f} of them affected; at most {best['peak']:,.0f} MiB of memory."
            ),
            "",
            "| | s | CPU s |",
            "|---|---:|---:|",
            line(
                "the report on the whole fleet, as `vedette vulns check` makes it",
                best["whole"],
                best["whole_cpu"],
            ),
            line("the same with the advisories at hand", best["matching"], best["matching_cpu"]),
            line(
                f"naive join with the advisories at hand, one host × {HOSTS}",
                one["matching"] * HOSTS,
                one["matching_cpu"] * HOSTS,
            ),
            line("`vedette vulns check` of one service, the whole process", *check_one_service(state)),
        )
    )


def main() -> None:
    """Measure, print, and write where that is asked for."""
    if sys.argv[1:2] == ["--measure"]:
        measures = {"fleet": measure_fleet, "naive": measure_naive}
        print(json.dumps(measures[sys.argv[2]](Path(sys.argv[3]))))
        return
    with TemporaryDirectory() as folder:
        state = Path(folder)
        start = time.perf_counter()
        write(database_path(state), [Change("benchmark", "Benchmark", advisories(), datetime.now(UTC))])
        print(
            f"database of {ADVISORIES:,} advisories written in {time.perf_counter() - start:.1f} s",
            file=sys.stderr,
        )
        text = table(state)
    print(text)
    if "--write" in sys.argv:
        before, _, rest = _README.read_text("utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        _README.write_text(f"{before}{MARKS[0]}\n\n{text}\n\n{MARKS[1]}{after}", "utf-8")


if __name__ == "__main__":
    main()
