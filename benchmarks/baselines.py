"""What a user would run instead: each prints how many lines come from clients that the list names.

Called as `python baselines.py NAME FILE LIST`; each is a process of its own, so that start-up and memory are counted.
Every one reads the client from where the format has it: the first word of an access log, the third field of Zeek's
conn.log, the column client_ip of Parquet.
"""

# ruff: noqa: PLC0415 - each process imports only what it measures

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Final

ZEEK_COLUMNS: Final = 21
NGINX_COLUMNS: Final = 10


def count_lines_with_polars(file: str, _list: str) -> int:
    """Polars, counting lines and nothing else: the rate that readers of text are held against."""
    import polars as pl

    if file.endswith(".parquet"):
        counted = pl.scan_parquet(file).select(pl.col("client_ip").len())
    else:
        counted = pl.scan_lines(file).select(pl.len())
    return int(counted.collect().item())


def python_loop(file: str, prefixes: str) -> int:
    """Plain Python: `ipaddress`, bisection, and the verdict kept for each client."""
    listed = Listed(prefixes)
    verdicts: dict[bytes, bool] = {}
    hits = 0
    for client in _clients(file):
        verdict = verdicts.get(client)
        if verdict is None:
            verdict = verdicts[client] = listed.holds(client.decode())
        hits += verdict
    return hits


def polars_full_parse(file: str, prefixes: str) -> int:
    """Polars, every field of every line, then the distinct clients looked up."""
    import polars as pl

    if file.endswith(".parquet"):
        rows = pl.scan_parquet(file).rename({"client_ip": "client"})
    elif file.endswith("conn.log"):
        names = ["ts", "uid", "client", *(f"field_{i}" for i in range(3, ZEEK_COLUMNS))]
        rows = pl.scan_csv(
            file, separator="\t", comment_prefix="#", has_header=False, new_columns=names, quote_char=None
        )
    else:
        parts = pl.col("line").str.split_exact('"', 6).struct.rename_fields([f"part_{i}" for i in range(7)])
        words = pl.col("part_0").str.split_exact(" ", 4)
        rows = (
            pl.scan_lines(file, name="line")
            .select(parts)
            .unnest("line")
            .with_columns(words.struct.field("field_0").alias("client"), words.alias("words"))
        )
    others = [name for name in rows.collect_schema() if name != "client"]
    counted = (
        rows.group_by("client")
        .agg(pl.len().alias("rows"), pl.col(others).count())
        .collect(engine="streaming")
    )
    listed = Listed(prefixes)
    known = [client is not None and listed.holds(client) for client in counted["client"]]
    return int(counted.filter(pl.Series(known))["rows"].sum())


def duckdb_sql(file: str, prefixes: str) -> int:
    """DuckDB: merged IPv4 intervals, distinct clients first, an ASOF join. IPv6 is left out: it has no such integer."""
    import duckdb

    if file.endswith(".parquet"):
        rows = f"SELECT client_ip AS client FROM read_parquet('{file}')"
    else:
        zeek = file.endswith("conn.log")
        names = [f"c{i}" for i in range(ZEEK_COLUMNS if zeek else NGINX_COLUMNS)]
        columns = "{" + ", ".join(f"'{name}': 'VARCHAR'" for name in names) + "}"
        shape = "delim='\\t', quote='', comment='#'" if zeek else "delim=' ', quote='\"'"
        client = "c2" if zeek else "c0"
        rows = (
            f"SELECT {client} AS client FROM read_csv('{file}', columns={columns}, {shape}, header=false, "
            "auto_detect=false)"
        )
    session = duckdb.connect()
    session.execute("SET asof_loop_join_threshold=0")
    session.execute(DUCKDB_RANGES.format(list=prefixes))
    ((found,),) = session.execute(DUCKDB_JOIN.format(rows=rows)).fetchall()
    return int(found)


DUCKDB_NUMBER: Final = (
    "(split_part({0}, '.', 1)::BIGINT << 24) + (split_part({0}, '.', 2)::BIGINT << 16)"
    " + (split_part({0}, '.', 3)::BIGINT << 8) + split_part({0}, '.', 4)::BIGINT"
)
DUCKDB_RANGES: Final = f"""
CREATE TABLE ranges AS
WITH lines AS (
    SELECT split_part(line, '/', 1) AS base, split_part(line, '/', 2)::INTEGER AS bits
    FROM read_csv('{{list}}', columns={{{{'line': 'VARCHAR'}}}}, delim='\\t', header=false, auto_detect=false)
    WHERE line NOT LIKE '%:%'
), v4 AS (
    SELECT {DUCKDB_NUMBER.format("base")} AS first, first + (1::BIGINT << (32 - bits)) - 1 AS last FROM lines
), reach AS (
    SELECT *, max(last) OVER (ORDER BY first, last ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM v4
), islands AS (
    SELECT *, sum((before IS NULL OR first > before)::INTEGER) OVER (ORDER BY first, last) AS island FROM reach
)
SELECT min(first) AS first, max(last) AS last FROM islands GROUP BY island ORDER BY first
"""
DUCKDB_JOIN: Final = f"""
WITH clients AS (SELECT client, count(*) AS n FROM ({{rows}}) WHERE client NOT LIKE '%:%' GROUP BY client),
v4 AS (SELECT {DUCKDB_NUMBER.format("client")} AS address, n FROM clients)
SELECT coalesce(sum(n), 0) FROM v4 ASOF JOIN ranges ON address >= first WHERE address <= last
"""


def chdb_sql(file: str, prefixes: str) -> int:
    """chDB: a dictionary with the layout ip_trie."""
    if file.endswith(".parquet"):
        rows = f"SELECT client_ip AS client FROM file('{file}', 'Parquet')"
    else:
        client = (
            "splitByChar('\\t', line)[3]"
            if file.endswith("conn.log")
            else "substring(line, 1, position(line, ' ') - 1)"
        )
        rows = f"SELECT {client} AS client FROM file('{file}', 'LineAsString', 'line String')"
    session = import_module("chdb.session").Session()
    for statement in CHDB_DICTIONARY.format(list=prefixes).split(";"):
        session.query(statement)
    found = session.query(
        f"SELECT count() FROM ({rows}) WHERE dictHas('b.known', tuple(toIPv6OrDefault(client)))", "CSV"
    )
    return int(str(found))


CHDB_DICTIONARY: Final = """
CREATE DATABASE b ENGINE = Atomic;
CREATE TABLE b.listed (prefix String) ENGINE = MergeTree ORDER BY prefix;
INSERT INTO b.listed SELECT line FROM file('{list}', 'LineAsString', 'line String');
CREATE DICTIONARY b.known (prefix String, listed UInt8) PRIMARY KEY prefix
    SOURCE(CLICKHOUSE(QUERY 'SELECT prefix, 1 AS listed FROM b.listed')) LAYOUT(IP_TRIE()) LIFETIME(0)
"""


def vedette_engine(file: str, prefixes: str) -> int:
    """Vedette's reader alone, with the exploit literals: of the rows that `scan` would judge those of listed clients."""
    from vedette.model.addresses import from_texts
    from vedette.run.knowledge import Inputs, learn, screen_for
    from vedette.telemetry import expand, format_of

    screen = screen_for(learn(Inputs(intel=[prefixes])))
    (source,) = expand([file])
    batches = format_of(source).read(source, screen)
    clients = (batch.frame["client_ip"].drop_nulls() for batch in batches)
    return sum(int(screen.known.contains(from_texts(found)).sum()) for found in clients)


class Listed:
    """Prefixes as merged intervals of each family."""

    def __init__(self, prefixes: str) -> None:
        nets = sorted(
            map(ip_network, Path(prefixes).read_text(encoding="ascii").split()),
            key=lambda n: (n.version, n[0]),
        )
        self._starts: dict[int, list[int]] = {4: [], 6: []}
        self._ends: dict[int, list[int]] = {4: [], 6: []}
        for net in nets:
            starts, ends = self._starts[net.version], self._ends[net.version]
            if ends and int(net[0]) <= ends[-1]:
                ends[-1] = max(ends[-1], int(net[-1]))
            else:
                starts.append(int(net[0]))
                ends.append(int(net[-1]))

    def holds(self, client: str) -> bool:
        """Whether a prefix holds the client; false of what is no address."""
        with suppress(ValueError):
            address = ip_address(client)
            at = bisect_right(self._starts[address.version], int(address)) - 1
            return at >= 0 and int(address) <= self._ends[address.version][at]
        return False


def _clients(file: str) -> Iterator[bytes]:
    with Path(file).open("rb") as lines:
        if file.endswith("conn.log"):
            yield from (line.split(b"\t", 3)[2] for line in lines if not line.startswith(b"#"))
        else:
            yield from (line[: line.find(b" ")] for line in lines)


BASELINES: Final[dict[str, Callable[[str, str], int]]] = {
    function.__name__: function
    for function in (
        count_lines_with_polars,
        python_loop,
        polars_full_parse,
        duckdb_sql,
        chdb_sql,
        vedette_engine,
    )
}

if __name__ == "__main__":
    print(BASELINES[sys.argv[1]](sys.argv[2], sys.argv[3]))
