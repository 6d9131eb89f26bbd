"""Makes the input of the benchmarks: logs of ten million lines, a list of prefixes, and what must be found in them.

The clients are 200,000 addresses, nine tenths of them IPv4. The list names 100,000 prefixes: 80,000 IPv4 addresses,
10,000 IPv4 networks of /22 to /24, 5,000 IPv6 addresses and 5,000 IPv6 networks of /48 to /64. Of the lines 0.5 % come
from listed clients; one line in 10,000 is an exploit request of a client that nobody lists. All from one seed.

The truth needs no look-up: the second octet (IPv6: the second group) of all that is listed is even, and that of
everybody else is odd. All addresses are global and none looks like a version number, since a careful reader of a list
believes no others.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import polars as pl

DATA: Final = Path(__file__).parent / "data"
CHUNK: Final = 500_000
"""Lines made at once."""
CLIENTS: Final = 198_000
LISTED_CLIENTS: Final = 2_000
LISTED_SHARE: Final = 0.005
EXPLOIT_SHARE: Final = 0.0001
START: Final = 1_700_000_000
"""Seconds since 1970 of the first line; a hundred lines a second follow."""

EXPLOIT: Final = "/cgi-bin/.%2e/.%2e/.%2e/.%2e/etc/passwd"
PAGES: Final = (
    "/",
    "/index.html",
    "/shop/item",
    "/api/v1/orders",
    "/static/app.js",
    "/img/logo.svg",
    "/search",
)
REFERERS: Final = ("-", "https://www.example.org/", "https://search.example.net/?q=shop")
AGENTS: Final = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
    "curl/8.5.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)",
)
ZEEK_HEADER: Final = (
    "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n"
    "#open\t2023-11-14-22-13-20\n"
    "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\t"
    "conn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\t"
    "tunnel_parents\n"
    "#types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\tbool\tbool\tcount\t"
    "string\tcount\tcount\tcount\tcount\tset[string]\n"
)


@dataclass(frozen=True, slots=True)
class Population:
    """Who connects, and who is listed."""

    clients: pl.Series
    """CLIENTS addresses that no prefix holds."""
    listed: pl.Series
    """LISTED_CLIENTS addresses, each within a prefix."""
    prefixes: list[str]


def main() -> None:
    """Write everything into `data`. The number of lines may be given."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    DATA.mkdir(exist_ok=True)
    rng = np.random.default_rng(20231114)
    people = population(rng)
    (DATA / "prefixes.txt").write_text("\n".join(people.prefixes) + "\n")
    truth = {"lines": lines, "listed": 0, "exploits": 0}
    with (DATA / "nginx.log").open("wb") as nginx, (DATA / "conn.log").open("wb") as zeek:
        zeek.write(ZEEK_HEADER.encode())
        for first in range(0, lines, CHUNK):
            rows = connections(people, rng, first, min(CHUNK, lines - first))
            truth["listed"] += int(rows["listed"].sum())
            truth["exploits"] += int((rows["path"] == EXPLOIT).sum())
            write(rows.select(nginx_line()), nginx)
            write(rows.select(zeek_line()), zeek)
    (DATA / "truth.json").write_text(json.dumps(truth) + "\n")


def population(rng: np.random.Generator) -> Population:
    """Prefixes, clients within them, and clients outside."""
    nets = zip(v4(rng, 10_000, 0), rng.integers(22, 25, 10_000), strict=True)
    nets6 = zip(v6(rng, 5_000, 0), rng.choice([48, 56, 64], 5_000), strict=True)
    prefixes = [
        *(ip_network(address) for address in v4(rng, 80_000, 0)),
        *(ip_network((address, int(length)), strict=False) for address, length in nets),
        *(ip_network(address) for address in v6(rng, 5_000, 0)),
        *(ip_network((address, int(length)), strict=False) for address, length in nets6),
    ]
    listed = [
        str(net[int(rng.integers(min(net.num_addresses, 1 << 62)))])
        for net in (prefixes[i] for i in rng.choice(len(prefixes), LISTED_CLIENTS, replace=False))
    ]
    unlisted = [*v4(rng, CLIENTS * 9 // 10, 1), *v6(rng, CLIENTS // 10, 1)]
    return Population(pl.Series(map(str, unlisted)), pl.Series(listed), list(map(str, prefixes)))


def v4(rng: np.random.Generator, count: int, parity: int) -> list[IPv4Address]:
    """Distinct global addresses whose second octet is odd (parity 1) or even (0)."""
    values = np.unique(rng.integers(1 << 24, 224 << 24, count * 12 // 10) & ~np.int64(1 << 16) | parity << 16)
    addresses = [IPv4Address(value) for value in rng.permutation(values).tolist()]
    return [address for address in addresses if address.is_global and max(address.packed) > 99][:count]


def v6(rng: np.random.Generator, count: int, parity: int) -> list[IPv6Address]:
    """Distinct addresses in 2a00::/16 whose second group is odd (parity 1) or even (0)."""
    groups = rng.integers(0, 1 << 16, (count, 7))
    groups[:, 0] = groups[:, 0] & ~1 | parity
    tails = groups.astype(">u2").tobytes()
    return [IPv6Address(b"\x2a\x00" + tails[at : at + 14]) for at in range(0, len(tails), 14)]


def connections(people: Population, rng: np.random.Generator, first: int, count: int) -> pl.DataFrame:
    """The connections from number `first` on."""
    is_listed = rng.random(count) < LISTED_SHARE
    is_exploit = ~is_listed & (rng.random(count) < EXPLOIT_SHARE)
    listed = people.listed.gather(rng.integers(0, len(people.listed), count))
    others = people.clients.gather(rng.integers(0, len(people.clients), count))
    number = np.arange(first, first + count)
    pages = pl.Series(PAGES).gather(rng.integers(0, len(PAGES), count))
    rows = pl.DataFrame(
        {
            "number": number,
            "listed": is_listed,
            "time": pl.Series(number // 100 + START).cast(pl.Int64) * 1_000_000,
            "client": listed.zip_with(pl.Series(is_listed), others),
            "port": rng.integers(1024, 65536, count),
            "item": rng.integers(0, 1_000_000, count),
            "bytes": rng.integers(100, 100_000, count),
            "status": pl.Series([200, 200, 200, 304, 404]).gather(rng.integers(0, 5, count)),
            "referer": pl.Series(REFERERS).gather(rng.integers(0, len(REFERERS), count)),
            "agent": pl.Series(AGENTS).gather(rng.integers(0, len(AGENTS), count)),
        }
    )
    path = (
        pl.when(pl.Series(is_exploit)).then(pl.lit(EXPLOIT)).otherwise(pl.format("{}?id={}", pages, "item"))
    )
    return rows.with_columns(path.alias("path"))


def nginx_line() -> pl.Expr:
    """Lines in the combined format."""
    time = pl.col("time").cast(pl.Datetime("us", "UTC")).dt.strftime("%d/%b/%Y:%H:%M:%S +0000")
    line = '{} - - [{}] "GET {} HTTP/1.1" {} {} "{}" "{}"'
    return pl.format(line, "client", time, "path", "status", "bytes", "referer", "agent")


def zeek_line() -> pl.Expr:
    """Lines of conn.log."""
    seconds = pl.format("{}.{}", pl.col("time") // 1_000_000, pl.col("number") % 900_000 + 100_000)
    line = (
        "{}\tC{}\t{}\t{}\t10.0.0.80\t443\ttcp\tssl\t0.{}\t517\t{}\tSF\tF\tT\t0\tShADadFf\t12\t1181\t14\t{}\t-"
    )
    uid = pl.format("{}", pl.col("number") + 1_000_000_000_000_000_00)
    return pl.format(line, seconds, uid, "client", "port", "item", "bytes", "bytes")


def write(lines: pl.DataFrame, file: BinaryIO) -> None:
    """One column of text, a line each."""
    lines.write_csv(file, include_header=False, quote_style="never", separator="\x1f")


if __name__ == "__main__":
    main()
