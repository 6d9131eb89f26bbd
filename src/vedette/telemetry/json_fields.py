"""Fields of JSON objects: where they stand, how they are written, and which of our columns they fill."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, assert_never

import polars as pl

from vedette.model.connection import UTC_MICROSECONDS
from vedette.telemetry.fields import addresses
from vedette.telemetry.json_decode import Path, Schema, at, schema_of

_ABSENT: Final = ("", "-")
"""What loggers write of a value that they do not have."""
_BRACKETED: Final = r"^\[([^\]]+)\](?::[0-9]{1,5})?$"
_V4_WITH_PORT: Final = r"^([0-9.]+):[0-9]{1,5}$"
_PORT: Final = r"^(?:[0-9.]+:|\[[^\]]*\]:)?([0-9]{1,5})$"
_YEARS: Final = (1970, 9999)
"""Others are no time at which anything was logged, and not every program can print them."""
_UNITS: Final = ((1e11, 1e6), (1e14, 1e3), (1e17, 1.0), (1e20, 1e-3))
"""Numbers below the first are times since 1970 in units of which the second is microseconds: s, ms, µs, ns."""


SET_SEPARATOR: Final = "\x1f"
"""Unit separator (ASCII); other texts hold it escaped."""


class Kind(StrEnum):
    """How a value is written."""

    TEXT = "text"
    LIST = "list"
    """Of texts: the first that is not empty."""
    SET = "set"
    """Of texts: all of them, joined by SET_SEPARATOR."""
    HEADERS = "headers"
    """Objects of a name and a value: one `Name: value` a line."""
    ADDRESS = "address"
    """Alone or with a port."""
    PORT = "port"
    """Alone or behind an address."""
    COUNT = "count"
    STATUS = "status"
    SECONDS = "seconds"
    """A duration, in the field's unit."""
    TIME = "time"
    """Of RFC 3339, of an access log, or a number since 1970 in seconds or smaller units."""


_DTYPES: Final[dict[Kind, pl.DataType]] = {
    Kind.LIST: pl.List(pl.String),
    Kind.SET: pl.List(pl.String),
    Kind.HEADERS: pl.List(pl.Struct({"name": pl.String, "value": pl.String})),
}
"""What is decoded of a kind, where it is not a text."""
_BOUNDS: Final = {Kind.COUNT: (0, 2**63 - 1), Kind.STATUS: (1, 999)}
"""Of a status three digits (RFC 9110 section 15); servers write 0 where they answered nothing."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value of an object that is read."""

    column: str
    """As we call it; of several fields with one column the first that has a value holds."""
    path: Path
    """Where it stands."""
    kind: Kind = Kind.TEXT
    per_second: float = 1.0
    """Of a duration: how many units are a second."""


def dotted(column: str, name: str, kind: Kind = Kind.TEXT, per_second: float = 1.0) -> tuple[Field, Field]:
    """A field that stands nested, or under its whole name: `{"source": {"ip": …}}` or `{"source.ip": …}`."""
    return Field(column, tuple(name.split(".")), kind, per_second), Field(column, (name,), kind, per_second)


def schema(fields: Sequence[Field]) -> Schema:
    """What must be decoded for the fields."""
    return schema_of((field.path, _DTYPES.get(field.kind, pl.String)) for field in fields)


def written(decoded: pl.DataFrame, fields: Sequence[Field]) -> dict[Field, pl.Series]:
    """The fields' values as they are written, null where there is none."""
    texts = decoded.select(_text(field).alias(str(number)) for number, field in enumerate(fields))
    return {field: texts[str(number)] for number, field in enumerate(fields)}


def _text(field: Field) -> pl.Expr:
    value = at(field.path)
    if field.kind is Kind.LIST:
        value = value.list.eval(pl.element().filter(pl.element() != "")).list.first()
    elif field.kind is Kind.SET:
        value = value.list.join(SET_SEPARATOR)
    elif field.kind is Kind.HEADERS:
        parts = [
            pl.element().struct.field(name).str.replace_all(r"[\r\n]", " ") for name in ("name", "value")
        ]
        value = value.list.eval(pl.concat_str(parts, separator=": ")).list.join("\n")
    return pl.when(~value.is_in(_ABSENT)).then(value)


def columns(values: dict[Field, pl.Series]) -> pl.DataFrame:
    """Our columns of their types, null where a value is not written as its kind is."""
    found: dict[str, pl.Series] = {}
    for field, texts in values.items():
        value = _value(texts, field)
        known = found.get(field.column)
        found[field.column] = value if known is None else known.fill_null(value)
    return pl.DataFrame(found)


def _value(texts: pl.Series, field: Field) -> pl.Series:
    match field.kind:
        case Kind.TEXT | Kind.LIST | Kind.SET | Kind.HEADERS:
            return texts
        case Kind.ADDRESS:
            return endpoint_addresses(texts)
        case Kind.PORT:
            return texts.str.extract(_PORT).cast(pl.UInt16, strict=False)
        case Kind.COUNT | Kind.STATUS:
            number = texts.cast(pl.Int64, strict=False)
            bounded = number.set(~number.is_between(*_BOUNDS[field.kind]), None)
            return bounded.cast(pl.UInt16 if field.kind is Kind.STATUS else pl.Int64)
        case Kind.SECONDS:
            seconds = texts.cast(pl.Float64, strict=False) / field.per_second
            return seconds.set(~(seconds.is_finite() & (seconds >= 0)), None)
        case Kind.TIME:
            return times(texts)
        case _:
            assert_never(field.kind)


def endpoint_addresses(texts: pl.Series) -> pl.Series:
    """Canonical addresses of texts that are one, or one with a port; IPv6 with a port stands in brackets."""
    found = addresses(texts)
    if found.null_count() == texts.null_count():
        return found
    bare = pl.select(pl.coalesce(texts.str.extract(_V4_WITH_PORT), texts.str.extract(_BRACKETED))).to_series()
    return found.fill_null(addresses(bare))


def times(texts: pl.Series) -> pl.Series:
    """Times in UTC; texts without a zone are read as UTC, numbers by their size."""
    found = pl.Series([None], dtype=UTC_MICROSECONDS).new_from_index(0, len(texts))
    for read in _READERS:
        if found.null_count() == texts.null_count():
            break
        found = found.fill_null(read(texts))
    return found.set(~found.dt.year().is_between(*_YEARS), None)


def _since_1970(texts: pl.Series) -> pl.Series:
    number = pl.lit(texts).cast(pl.Float64, strict=False)
    microseconds = pl.coalesce(
        pl.when(number.is_between(0, below)).then(number * unit) for below, unit in _UNITS
    )
    return pl.select(microseconds.round().cast(pl.Int64, strict=False).cast(UTC_MICROSECONDS)).to_series()


def _zoned(texts: pl.Series) -> pl.Series:
    """RFC 3339, and what is close to it: a blank for the T, a comma before the fraction, `+0000`."""
    return _plain(texts).str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%#z", strict=False, time_unit="us")


def _plain(texts: pl.Series) -> pl.Series:
    return texts.str.replace(r"^([0-9]{4}-[0-9]{2}-[0-9]{2}) ", "${1}T").str.replace(",", ".", literal=True)


def _unzoned(texts: pl.Series) -> pl.Series:
    instants = _plain(texts).str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", strict=False, time_unit="us")
    return instants.dt.replace_time_zone("UTC")


def _of_access_logs(texts: pl.Series) -> pl.Series:
    return texts.str.to_datetime("%d/%b/%Y:%H:%M:%S%.f %z", strict=False, time_unit="us", time_zone="UTC")


def _of_asctime(texts: pl.Series) -> pl.Series:
    return texts.str.to_datetime("%a %b %e %H:%M:%S %Y", strict=False, time_unit="us", time_zone="UTC")


_READERS: Final[tuple[Callable[[pl.Series], pl.Series], ...]] = (
    _zoned,
    _since_1970,
    _of_access_logs,
    _unzoned,
    _of_asctime,
)
"""The most usual first."""
