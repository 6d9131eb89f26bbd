"""Measures how fast addresses are looked up in a million prefixes: `python benchmarks/reputation.py`.

A million prefixes as text, of which 800,000 are IPv4 addresses, 100,000 IPv4 networks of /20 to /30, 50,000 IPv6
addresses and 50,000 IPv6 networks of /40 to /64; ten million addresses, nine tenths of them IPv4, all distinct and in
no order, which is the worst case for every cache; one in twenty is within a prefix. Each contestant is a process of its
own, and is given a million addresses at a time. Timed are the building, from the file of prefixes to what can be asked,
and the looking up, from the addresses in the form that the contestant likes best (a column of Arrow, a list of Python)
to an answer for each. The answers of all are held against one another. The table goes into `README.md`.
"""

# ruff: noqa: PLC0415 - each process imports only what it measures

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

HERE: Final = Path(__file__).parent
DATA: Final = HERE / "data"
PREFIXES: Final = DATA / "million.txt"
ADDRESSES: Final = DATA / "ten-million.parquet"
README: Final = HERE / "README.md"
BEGIN: Final = "<!-- measured: reputation -->"
END: Final = "<!-- end: reputation -->"
HEAD: Final = (
    "| | builds, s | CPU s | looks up, s | CPU s | M a CPU second | peak MiB | answers |\n"
    "|---|---:|---:|---:|---:|---:|---:|---|"
)
BATCH: Final = 1_000_000
COUNT: Final = 10_000_000
PREFIX_COUNT: Final = 1_000_000

Answers = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some of the addresses."""

    texts: pl.Series
    v4: npt.NDArray[np.uint32]
    """The IPv4 ones as integers, host order."""
    v6: npt.NDArray[np.bytes_]
    """The IPv6 ones as sixteen bytes."""
    is_v4: Answers
    """Shape (texts,)."""


Ask = Callable[[Any], Answers]
"""From the addresses of a batch, as `prepare` made them, to an answer for each."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """One way to look addresses up."""

    title: str
    build: Callable[[Any], Ask]
    """From the lines of prefixes, or their file."""
    prepare: Callable[[Batch], Any]
    """From a batch to what is asked; not timed."""
    only_v4: bool = False
    reads_file: bool = False
    """Whether `build` is given the file."""


def main() -> None:
    """Measure all, and put the table into the README; with a name, be that contestant."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(CONTESTANTS[sys.argv[1]])))
        return
    DATA.mkdir(exist_ok=True)
    if not ADDRESSES.exists():
        generate()
    rows = []
    for name, contestant in CONTESTANTS.items():
        rows.append(row(contestant, run(name)))
        print(rows[-1], flush=True)
        report = "\n".join([machine(), "", HEAD, *rows])
        before, _, rest = README.read_text().partition(BEGIN)
        README.write_text(f"{before}{BEGIN}\n\n{report}\n\n{END}{rest.partition(END)[2]}")


def generate() -> None:
    """Prefixes and addresses, from a seed."""
    rng = np.random.default_rng(20260501)
    share = PREFIX_COUNT // 20
    hosts = rng.integers(1 << 24, 224 << 24, 16 * share, dtype=np.int64)
    nets = rng.integers(1 << 24, 224 << 24, 2 * share, dtype=np.int64)
    six, six_nets = v6(rng, share), v6(rng, share)
    lengths, six_lengths = rng.integers(20, 31, len(nets)), rng.integers(40, 65, share)
    networks = [ip_network((int(n), int(k)), strict=False) for n, k in zip(nets, lengths, strict=True)]
    networks_v6 = [ip_network((n, int(k)), strict=False) for n, k in zip(six_nets, six_lengths, strict=True)]
    texts = [
        *map(str, map(IPv4Address, hosts.tolist())),
        *map(str, networks),
        *map(str, map(IPv6Address, six)),
    ]
    PREFIXES.write_text("\n".join([*texts, *map(str, networks_v6)]) + "\n")
    listed = COUNT // 20
    inside = rng.choice(hosts, listed * 9 // 10)
    asked_v4 = rng.permutation(
        np.concatenate([inside, rng.integers(1 << 24, 224 << 24, COUNT * 9 // 10 - len(inside))])
    )
    within = [
        int(n[0]) + int(k)
        for n, k in zip(
            rng.choice(np.array(networks_v6, object), listed // 10),
            rng.integers(0, 1 << 62, listed // 10),
            strict=True,
        )
    ]
    asked_v6 = [*(value.to_bytes(16, "big") for value in within), *v6(rng, COUNT // 10 - len(within))]
    write_addresses(rng, asked_v4, asked_v6)


def v6(rng: np.random.Generator, count: int) -> list[bytes]:
    """Addresses in 2a00::/12, as sixteen bytes."""
    tails = rng.integers(0, 256, (count, 16), dtype=np.uint8)
    tails[:, 0] = 0x2A
    tails[:, 1] &= 0x0F
    return [tail.tobytes() for tail in tails]


def write_addresses(rng: np.random.Generator, four: npt.NDArray[np.int64], six: list[bytes]) -> None:
    """All addresses as texts, in no order."""
    octets = [pl.Series(f"o{shift}", four >> shift & 255) for shift in (24, 16, 8, 0)]
    texts = pl.DataFrame(octets).select(pl.format("{}.{}.{}.{}", *(o.name for o in octets)).alias("ip"))
    others = pl.DataFrame({"ip": [str(IPv6Address(value)) for value in six]})
    every = pl.concat([texts, others])
    every[rng.permutation(len(every))].write_parquet(ADDRESSES, row_group_size=BATCH)


def batches() -> Iterator[Batch]:
    """The addresses, a million at a time."""
    from vedette.model.addresses import from_texts

    for start in range(0, COUNT, BATCH):
        texts = pl.scan_parquet(ADDRESSES).slice(start, BATCH).collect()["ip"].rechunk()
        known = from_texts(texts)
        yield Batch(texts, known.v4[known.family == 4], known.v6, known.family == 4)


def measure(contestant: Contestant) -> dict[str, Any]:
    """Build, and ask everything."""
    given: Any = PREFIXES if contestant.reads_file else PREFIXES.read_text().split()
    started = now()
    ask = contestant.build(given)
    built = now() - started
    del given
    asking, hits, digest, digest_v4 = np.zeros(2), 0, hashlib.sha256(), hashlib.sha256()
    for batch in batches():
        prepared = contestant.prepare(batch)
        started = now()
        answers = ask(prepared)
        asking += now() - started
        hits += int(answers.sum())
        digest_v4.update(np.packbits(answers if contestant.only_v4 else answers[batch.is_v4]).tobytes())
        if not contestant.only_v4:
            digest.update(np.packbits(answers).tobytes())
    found = {"hits": hits, "v4": digest_v4.hexdigest(), "all": digest.hexdigest()}
    return {"built": built.tolist(), "asked": asking.tolist(), **found}


def now() -> npt.NDArray[np.float64]:
    """The time, and the CPU seconds of all threads, which are steadier where others use the machine."""
    return np.array([time.perf_counter(), time.process_time()])


def run(name: str) -> dict[str, Any]:
    """A contestant as a process of its own."""
    command = [sys.executable, str(HERE / "timed.py"), sys.executable, __file__, name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    if not done.stdout.strip():
        raise SystemExit(f"{name} failed")
    return {**json.loads(done.stdout), **json.loads(done.stderr)}


_FIRST: dict[str, str] = {}
"""The answers of the first contestant, which all others must give."""


def row(contestant: Contestant, found: dict[str, Any]) -> str:
    """A line of the table."""
    kinds = ("v4",) if contestant.only_v4 else ("v4", "all")
    for kind in kinds:
        _FIRST.setdefault(kind, found[kind])
    same = all(_FIRST[kind] == found[kind] for kind in kinds)
    count = COUNT * 9 // 10 if contestant.only_v4 else COUNT
    said = ("the same" if same else "DIFFERENT") + (", IPv4 only" if contestant.only_v4 else "")
    (built, built_cpu), (asked, asked_cpu) = found["built"], found["asked"]
    return (
        f"| {contestant.title} | {built:.2f} | {built_cpu:.2f} | {asked:.2f} | {asked_cpu:.2f} "
        f"| {count / asked_cpu / 1e6:.1f} | {found['mebibytes']:,.0f} | {said} |"
    )


def machine() -> str:
    """Where and with what the figures were taken."""
    packages = ("polars", "numpy", "pytricia", "py-radix", "polars-iptools", "duckdb")
    return f"Python {sys.version.split()[0]}, " + ", ".join(f"{name} {version(name)}" for name in packages)


def vedette(path: Path) -> Ask:
    """From the file through the gate to a compiled set, which is then mapped and asked by two threads."""
    from vedette.intel.compiled import Terms, kept, load
    from vedette.intel.loading import read_feed
    from vedette.intel.vetting import vet_all
    from vedette.model.addresses import from_texts

    folder = DATA / "compiled"
    for old in folder.glob("*"):
        old.unlink()
    kept(folder, "benchmark", Terms(), lambda: (vet_all([read_feed(path)]), ()))
    known = load(folder / "benchmark.set").reputations.known
    pool = ThreadPoolExecutor(2)

    def ask(asked: Any) -> Answers:
        half = BATCH // 8
        if isinstance(asked, pl.Series):
            parts = [asked[at : at + half] for at in range(0, len(asked), half)]
            return np.concatenate(list(pool.map(lambda part: known.contains(from_texts(part)), parts)))
        return known.contains(asked)

    return ask


def as_addresses(batch: Batch) -> Any:
    """Integers, as Vedette's columns have them."""
    from vedette.model.addresses import Addresses

    family = np.where(batch.is_v4, np.uint8(4), np.uint8(6))
    values = np.zeros(len(family), np.uint32)
    values[batch.is_v4] = batch.v4
    return Addresses(family, values, batch.v6)


def pytricia(prefixes: Sequence[str]) -> Ask:
    """pytricia: one tree a family."""
    from pytricia import PyTricia

    four, six = PyTricia(32), PyTricia(128)
    for prefix in prefixes:
        (six if ":" in prefix else four)[prefix] = True
    four.freeze()
    six.freeze()
    return lambda texts: np.array([text in (six if ":" in text else four) for text in texts])


def py_radix(prefixes: Sequence[str]) -> Ask:
    """py-radix: one tree for both families."""
    from radix import Radix

    tree = Radix()
    for prefix in prefixes:
        tree.add(prefix)
    return lambda texts: np.array([tree.search_best(text) is not None for text in texts])


def iptools(prefixes: Sequence[str]) -> Ask:
    """polars-iptools: `is_in`, which builds its tree anew in each call, so all addresses are asked at once."""
    polars_iptools = import_module("polars_iptools")

    networks = pl.Series([p if "/" in p else f"{p}/{128 if ':' in p else 32}" for p in prefixes])

    def ask(texts: pl.Series) -> Answers:
        found = texts.to_frame("ip").select(polars_iptools.is_in("ip", networks)).to_series()
        return found.to_numpy().astype(np.bool_)

    return ask


def merged(prefixes: Sequence[str], version_: int) -> list[tuple[int, int]]:
    """Disjoint intervals of one family, as a user would make them."""
    nets = (ip_network(p) for p in prefixes if (":" in p) == (version_ == 6))
    bounds = sorted((int(n.network_address), int(n.broadcast_address)) for n in nets)
    found: list[tuple[int, int]] = []
    for first, last in bounds:
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def iptools_asof(prefixes: Sequence[str]) -> Ask:
    """Integers by polars-iptools, merged intervals, and the as-of join of Polars."""
    polars_iptools = import_module("polars_iptools")

    bounds = merged(prefixes, 4)
    ranges = pl.DataFrame(bounds, {"first": pl.UInt32, "last": pl.UInt32}, orient="row").set_sorted("first")

    def ask(texts: pl.Series) -> Answers:
        asked = texts.to_frame("ip").select(first=polars_iptools.ipv4_to_numeric("ip")).with_row_index()
        found = asked.sort("first").join_asof(ranges, on="first")
        return (found.sort("index")["first"] <= found.sort("index")["last"]).fill_null(value=False).to_numpy()

    return ask


def duckdb(prefixes: Sequence[str]) -> Ask:
    """DuckDB: merged intervals and an ASOF join, texts taken apart in SQL."""
    return duckdb_by(prefixes, "SELECT row_number() OVER () AS n, " + DUCKDB_NUMBER + " AS first FROM asked")


def duckdb_integers(prefixes: Sequence[str]) -> Ask:
    """DuckDB, asked by integers."""
    return duckdb_by(prefixes, "SELECT row_number() OVER () AS n, ip::BIGINT AS first FROM asked")


DUCKDB_NUMBER: Final = (
    "(split_part(ip, '.', 1)::BIGINT << 24) + (split_part(ip, '.', 2)::BIGINT << 16)"
    " + (split_part(ip, '.', 3)::BIGINT << 8) + split_part(ip, '.', 4)::BIGINT"
)


def duckdb_by(prefixes: Sequence[str], numbered: str) -> Ask:
    """An ASOF join of numbered integers."""
    from duckdb import connect

    session = connect()
    session.execute("SET asof_loop_join_threshold=0")
    bounds = np.array(merged(prefixes, 4), np.int64)
    session.register("given", {"first": bounds[:, 0], "last": bounds[:, 1]})
    session.execute("CREATE TABLE ranges AS SELECT * FROM given ORDER BY first")
    query = (
        f"SELECT coalesce(a.first <= r.last, false) AS hit FROM ({numbered}) a"
        " ASOF LEFT JOIN ranges r ON a.first >= r.first ORDER BY a.n"
    )

    def ask(table: Any) -> Answers:
        session.register("asked", table)
        return np.asarray(session.execute(query).fetchnumpy()["hit"], np.bool_)

    return ask


def texts_of_v4(batch: Batch) -> pl.Series:
    """The IPv4 ones as a column."""
    return batch.texts.filter(pl.Series(batch.is_v4))


CONTESTANTS: Final[dict[str, Contestant]] = {
    "vedette": Contestant("**Vedette**, texts", vedette, lambda b: b.texts, reads_file=True),
    "vedette-integers": Contestant("**Vedette**, integers", vedette, as_addresses, reads_file=True),
    "pytricia": Contestant("pytricia, texts", pytricia, lambda b: b.texts.to_list()),
    "iptools": Contestant("polars-iptools `is_in`, texts", iptools, lambda b: b.texts),
    "iptools-asof": Contestant(
        "polars-iptools and `join_asof`, texts", iptools_asof, texts_of_v4, only_v4=True
    ),
    "duckdb": Contestant(
        "DuckDB ASOF join, texts", duckdb, lambda b: {"ip": texts_of_v4(b).to_numpy()}, only_v4=True
    ),
    "duckdb-integers": Contestant(
        "DuckDB ASOF join, integers", duckdb_integers, lambda b: {"ip": b.v4.astype(np.int64)}, only_v4=True
    ),
    "py-radix": Contestant("py-radix, texts", py_radix, lambda b: b.texts.to_list()),
}

if __name__ == "__main__":
    main()
