"""Addresses, prefixes and ranges as feeds write them, to numbers: IPv4 column-wise, IPv6 value by value."""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.model.addresses import pack

_OCTETS: Final = r"^(?:0|[1-9][0-9]{0,2})(?:\.(?:0|[1-9][0-9]{0,2})){3}$"
_MAPPED: Final = bytes(10) + b"\xff\xff"

V4_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "row": pl.UInt32,
    "first": pl.UInt32,
    "last": pl.UInt32,
}
V6_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "row": pl.UInt32,
    "first": pl.Binary,
    "last": pl.Binary,
}


def parse_ranges(values: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """First and last address of each value that is an address, prefix or range; host bits of a prefix are ignored.

    Returns two tables, for IPv4 (`first`, `last` as UInt32) and IPv6 (as 16 bytes); `row` is the position in values.
    Values that are none are in neither. An IPv4-mapped IPv6 value is the IPv4 one.
    """
    table = values.to_frame("value").with_row_index("row")
    colon = pl.col("value").str.contains(":", literal=True)
    v4 = _parse_v4(table.filter(~colon))
    mapped, v6 = _parse_v6(table.filter(colon))
    return pl.concat([v4, mapped]).sort("row") if len(mapped) else v4, v6


def _octets(text: pl.Expr) -> pl.Expr:
    """Dotted text as a number in 64 bits, null where it is no address; zero-padded octets are none."""
    parts = text.str.splitn(".", 4).struct
    octets = [parts.field(f"field_{i}").cast(pl.UInt8, strict=False).cast(pl.Int64) for i in range(4)]
    number = octets[0] * 2**24 + octets[1] * 2**16 + octets[2] * 2**8 + octets[3]
    return pl.when(text.str.contains(_OCTETS)).then(number)


def _parse_v4(table: pl.DataFrame) -> pl.DataFrame:
    single = ~pl.col("value").str.contains("[/-]")
    plain = table.filter(single).select("row", first=_octets(pl.col("value")))
    slash = pl.col("value").str.splitn("/", 2).struct
    dash = pl.col("value").str.splitn("-", 2).struct
    bits = slash.field("field_1").str.strip_chars().cast(pl.UInt8, strict=False)
    size = pl.lit(2, pl.Int64).pow(32 - pl.when(bits <= 32).then(bits).cast(pl.Int64))
    wide = table.filter(~single).with_columns(
        prefix=_octets(slash.field("field_0").str.strip_chars()),
        size=size,
        low=_octets(dash.field("field_0").str.strip_chars()),
        high=_octets(dash.field("field_1").str.strip_chars()),
    )
    base = pl.col("prefix") // pl.col("size") * pl.col("size")
    cut = wide.select(
        "row",
        first=pl.coalesce(base, "low"),
        last=pl.coalesce(base + pl.col("size") - 1, "high"),
    )
    both = pl.concat([plain.with_columns(last="first"), cut])
    valid = both.filter(pl.col("first").is_not_null() & (pl.col("last") >= pl.col("first")))
    return valid.sort("row").select(pl.col(name).cast(kind) for name, kind in V4_SCHEMA.items())


def _parse_v6(table: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """IPv4-mapped values, as IPv4, and the others. A loop: IPv6 is rare in lists, and Python's parser is strict."""
    mapped: list[tuple[int, int, int]] = []
    others: list[tuple[int, bytes, bytes]] = []
    for row, value in table.iter_rows():
        if (found := v6_range(value)) is None:
            continue
        first, last = found
        if first.startswith(_MAPPED) and last.startswith(_MAPPED):
            mapped.append((row, int.from_bytes(first[12:], "big"), int.from_bytes(last[12:], "big")))
        else:
            others.append((row, first, last))
    return (
        pl.DataFrame(mapped, schema=V4_SCHEMA, orient="row"),
        pl.DataFrame(others, schema=V6_SCHEMA, orient="row"),
    )


def v6_range(text: str) -> tuple[bytes, bytes] | None:
    """First and last address of an IPv6 address, prefix or range, 16 bytes each, or null."""
    low, dash, high = text.partition("-")
    if dash:
        first, last = _v6(low.strip()), _v6(high.strip())
        return (first, last) if first is not None and last is not None and first <= last else None
    base, slash, bits = text.partition("/")
    address = _v6(base)
    if address is None or not slash:
        return None if address is None else (address, address)
    if not (bits.isascii() and bits.isdecimal() and len(bits) <= 3 and int(bits) <= 128):
        return None
    rest = (1 << (128 - int(bits))) - 1
    number = int.from_bytes(address, "big") & ~rest
    return number.to_bytes(16, "big"), (number | rest).to_bytes(16, "big")


def _v6(text: str) -> bytes | None:
    packed = pack(text) if ":" in text else None
    return packed if packed is None or len(packed) == 16 else _MAPPED + packed
