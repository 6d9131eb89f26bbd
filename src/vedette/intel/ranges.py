"""Addresses, prefixes and ranges as feeds write them, to numbers, column-wise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.model.addresses import V6_DTYPE, Addresses, from_texts, pack
from vedette.model.intervals import Halves, at_most, halves, packed

_MAPPED: Final = bytes(10) + b"\xff\xff"
_MAY_BE_MAPPED: Final = r"(?i)(?:^|-)\s*[0:]*:ffff:"
_ALL: Final = np.uint64(0xFFFF_FFFF_FFFF_FFFF)

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


@dataclass(frozen=True, slots=True)
class _Rows:
    """Some of the values, and where they stand."""

    row: npt.NDArray[np.uint32]
    value: pl.Series

    def where(self, wanted: pl.Series) -> _Rows:
        """Those of them that are wanted."""
        return _Rows(self.row[wanted.to_numpy()], self.value.filter(wanted))


def parse_ranges(values: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """First and last address of each value that is an address, prefix or range; host bits of a prefix are ignored.

    Returns two tables, for IPv4 (`first`, `last` as UInt32) and IPv6 (as 16 bytes); `row` is the position in values.
    Values that are none are in neither. An IPv4-mapped IPv6 value is the IPv4 one.
    """
    rows = _Rows(np.arange(len(values), dtype=np.uint32), values)
    wide = values.str.contains("[/-]").fill_null(value=False)
    slash = values.str.contains("/", literal=True).fill_null(value=False)
    mapped = wide & values.str.contains(_MAY_BE_MAPPED).fill_null(value=False)
    dash = wide & ~slash
    parts = [
        _addresses(rows.where(~wide)),
        _prefixes(rows.where(slash & ~mapped)),
        _between(rows.where(dash & ~mapped)),
        _one_by_one(rows.where(mapped)),
    ]
    v4, v6 = (pl.concat(tables) for tables in zip(*parts, strict=True))
    return (v4.sort("row"), v6.sort("row")) if wide.any() else (v4, v6)


def _addresses(rows: _Rows) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Single addresses."""
    found = from_texts(rows.value)
    v4, v6 = rows.row[found.family == 4], rows.row[found.family == 6]
    numbers, both = found.v4[found.family == 4], halves(found.v6)
    return _v4_table(v4, numbers, numbers), _v6_table(v6, both, both)


def _prefixes(rows: _Rows) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Networks in CIDR notation."""
    parts = rows.value.str.splitn("/", 2).struct
    found = from_texts(parts.field("field_0").str.strip_chars())
    length = parts.field("field_1").str.strip_chars().str.extract("^([0-9]{1,3})$")
    bits = length.cast(pl.UInt8, strict=False).fill_null(255).to_numpy()
    is_v4, is_v6 = (found.family == 4) & (bits <= 32), (found.family == 6) & (bits <= 128)
    rest = ((1 << (32 - bits[is_v4].astype(np.int64))) - 1).astype(np.uint32)
    mask = _mask(bits[is_v6])
    base = halves(found.v6[(bits <= 128)[found.family == 6]])
    return (
        _v4_table(rows.row[is_v4], found.v4[is_v4] & ~rest, found.v4[is_v4] | rest),
        _v6_table(
            rows.row[is_v6],
            Halves(base.high & mask.high, base.low & mask.low),
            Halves(base.high | ~mask.high, base.low | ~mask.low),
        ),
    )


def _mask(bits: npt.NDArray[np.uint8]) -> Halves:
    """Netmasks of IPv6 prefixes; a shift by 64 leaves zero."""
    return Halves(
        _ALL << (64 - np.minimum(bits, 64)).astype(np.uint64),
        _ALL << (128 - np.maximum(bits, 64)).astype(np.uint64),
    )


def _between(rows: _Rows) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Ranges from one address to another, both within."""
    parts = rows.value.str.splitn("-", 2).struct
    first, last = (from_texts(parts.field(f"field_{i}").str.strip_chars()) for i in range(2))
    is_v4 = (first.family == 4) & (last.family == 4) & (first.v4 <= last.v4)
    both = np.flatnonzero((first.family == 6) & (last.family == 6))
    low, high = _v6_of(first, both), _v6_of(last, both)
    ordered = at_most(low, high)
    return (
        _v4_table(rows.row[is_v4], first.v4[is_v4], last.v4[is_v4]),
        _v6_table(rows.row[both[ordered]], low.at(ordered), high.at(ordered)),
    )


def _v6_of(addresses: Addresses, rows: npt.NDArray[np.intp]) -> Halves:
    """The IPv6 addresses of these rows."""
    place = np.cumsum(addresses.family == 6) - 1
    return halves(addresses.v6[place[rows]])


def _v4_table(
    row: npt.NDArray[np.uint32], first: npt.NDArray[np.uint32], last: npt.NDArray[np.uint32]
) -> pl.DataFrame:
    return pl.DataFrame({"row": row, "first": first, "last": last}, schema=V4_SCHEMA)


def _v6_table(row: npt.NDArray[np.uint32], first: Halves, last: Halves) -> pl.DataFrame:
    return pl.DataFrame({"row": row, "first": _binary(first), "last": _binary(last)}, schema=V6_SCHEMA)


def _binary(addresses: Halves) -> list[bytes]:
    data = packed(addresses).tobytes()
    return [data[at : at + 16] for at in range(0, len(data), 16)]


def packed_ranges(table: pl.DataFrame) -> npt.NDArray[np.bytes_]:
    """The IPv6 ranges of a table as addresses of V6_DTYPE, shape (rows, 2)."""
    joined = [b"".join(table[name].to_list()) for name in ("first", "last")]
    return np.column_stack([np.frombuffer(data, V6_DTYPE) for data in joined])


def _one_by_one(rows: _Rows) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Prefixes and ranges that may be IPv4-mapped ones. A loop: they are rare."""
    mapped: list[tuple[int, int, int]] = []
    others: list[tuple[int, bytes, bytes]] = []
    for row, value in zip(rows.row.tolist(), rows.value.to_list(), strict=True):
        if (found := _v6_range(value)) is None:
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


def _v6_range(text: str) -> tuple[bytes, bytes] | None:
    """First and last address of an IPv6 prefix or range, 16 bytes each, or null."""
    low, dash, high = text.partition("-")
    if dash:
        first, last = _v6(low.strip()), _v6(high.strip())
        return (first, last) if first is not None and last is not None and first <= last else None
    base, _, bits = text.partition("/")
    address = _v6(base)
    if address is None or not (bits.isascii() and bits.isdecimal() and len(bits) <= 3 and int(bits) <= 128):
        return None
    rest = (1 << (128 - int(bits))) - 1
    number = int.from_bytes(address, "big") & ~rest
    return number.to_bytes(16, "big"), (number | rest).to_bytes(16, "big")


def _v6(text: str) -> bytes | None:
    address = pack(text) if ":" in text else None
    return address if address is None or len(address) == 16 else _MAPPED + address
