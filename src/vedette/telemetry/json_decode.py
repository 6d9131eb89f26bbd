r"""JSON objects, one a line, as columns of text: what is read of them is said beforehand, the rest is skipped.

RFC 8259, one object a line (JSON Lines). A value of another type than expected never fails its line: numbers and
truth values become their text, an object in place of text becomes its JSON, anything in place of an object is null.
Of a key that is given twice the first holds.

Loggers that know little of JSON write `\x22` for bytes (nginx without `escape=json`), raw control characters, or half
of a surrogate pair. A line that is no JSON is read once more with these mended, so that no client can hide its
request by a byte that spoils the line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

import msgspec
import numpy as np
import numpy.typing as npt
import polars as pl

from vedette.telemetry.apart import spread

NOT_AN_OBJECT: Final = "not a JSON object"
NOT_JSON: Final = "not valid JSON"
TOO_DEEP: Final = "nested too deeply"
OUT_OF_RANGE: Final = "JSON with a number out of range"

Path = tuple[str, ...]
"""Keys from the outermost object inwards."""
DType = pl.DataType | type[pl.DataType]
Schema = Mapping[str, DType]

_ANY: Final = msgspec.json.Decoder(msgspec.Raw)
_SOME: Final[Schema] = {"": pl.String}
"""Asked for where nothing else is, so that there is a row a line."""
_LONG: Final = 8
_SHORT: Final = 4
"""Bytes of a key's end, of a short one its opening quote included, by which it is told that it is nowhere."""
_HUGE: Final = r"[:,\[]\s*-?(?:[0-9]{30,}|[0-9]+(?:\.[0-9]+)?[eE][+]?[0-9]{3,})"
"""Numbers that double precision may not hold; JSON allows them, Polars refuses the line."""
_MENDED: Final = (
    (r"\\\\", r"\u005c"),
    (r"\\x([0-7][0-9A-Fa-f])", r"\u00${1}"),
    (r"\\x([89A-Fa-f][0-9A-Fa-f])", r"\\x${1}"),
    (r"\\u[dD][89a-fA-F][0-9A-Fa-f]{2}", r"\ufffd"),
    (r"[\x00-\x1f]", " "),
)
"""Pattern and replacement, in order; applied to invalid lines alone."""


def schema_of(paths: Iterable[tuple[Path, DType]]) -> Schema:
    """The nested types of objects in which the paths lead to values of these types; a path may not pass a leaf."""
    branches: dict[str, list[tuple[Path, DType]]] = {}
    schema: dict[str, DType] = {}
    for (key, *rest), dtype in paths:
        if rest:
            branches.setdefault(key, []).append((tuple(rest), dtype))
        else:
            schema[key] = dtype
    for key, inner in branches.items():
        schema[key] = pl.Struct(dict(schema_of(inner)))
    return schema


def at(path: Path) -> pl.Expr:
    """The values at a path in what `decode` gives."""
    first, *rest = path
    value = pl.col(first)
    for key in rest:
        value = value.struct.field(key)
    return value


def decode(lines: pl.Series, schema: Schema) -> tuple[pl.DataFrame, pl.Series]:
    """Columns of the schema from lines without line feeds, and why a line was not understood, else null.

    Both of the lines' height and order; all is null in lines that are not understood or blank.
    """
    opens = lines.str.contains(r"^\s*\{")
    texts = lines.filter(opens)
    found = _read(texts, schema)
    reasons = pl.Series([None], dtype=pl.String).new_from_index(0, len(texts))
    if found is None:
        found, reasons = _read_mended(texts, schema)
    blank = lines.str.contains(r"^\s*$")
    if opens.all():
        return found, reasons
    return (
        spread(found, opens),
        pl.select(
            pl.when(opens)
            .then(spread(reasons.to_frame("reason"), opens)["reason"])
            .when(~blank)
            .then(pl.lit(NOT_AN_OBJECT))
        ).to_series(),
    )


def _read(texts: pl.Series, schema: Schema) -> pl.DataFrame | None:
    """The columns of objects, null where any of the texts is refused."""
    if texts.is_empty():
        return pl.DataFrame(schema=dict(schema))
    joined = b" " * _LONG + "\n".join(texts.to_list()).encode()
    asked = pruned(schema, joined)
    try:
        found = pl.read_ndjson(joined, schema=dict(asked or _SOME), ignore_errors=True)
    except pl.exceptions.ComputeError:
        return None
    read = found.with_columns(  # which keeps the height where none of the keys is there
        _widened(pl.col(key), asked.get(key), dtype).alias(key) for key, dtype in schema.items()
    )
    return read.select(*schema)


def pruned(schema: Schema, data: bytes) -> Schema:
    """The schema without keys that are not in the data: reading costs by the key that is asked for.

    Keys are told by the bytes before each quote that may close one, so that some are kept in vain. A key that is
    written with escapes is not told; no logger writes any so. data: opens with as many blanks as an ending is long.
    """
    buffer = np.frombuffer(data, np.uint8)
    behind = buffer[_LONG + 1 :]
    closes = (buffer[_LONG:-1] == ord('"')) & ((behind == ord(":")) | (behind <= ord(" ")))
    overlapping = np.ndarray((len(closes),), "<u8", data, strides=(1,))
    words = overlapping[np.flatnonzero(closes)]
    wanted = set(map(_ending, _keys(schema)))
    found = {
        word.to_bytes(width, "little")
        for width, ends in ((_LONG, words), (_SHORT, words >> np.uint64(8 * (_LONG - _SHORT))))
        for word in _among(ends, [int.from_bytes(end, "little") for end in wanted if len(end) == width])
    }
    return _kept(schema, found)


def _among(words: npt.NDArray[np.uint64], wanted: list[int]) -> list[int]:
    """Which of the wanted numbers there are."""
    series = pl.Series(words, dtype=pl.UInt64)
    among: list[int] = series.filter(series.is_in(wanted)).unique().to_list()
    return among


def _keys(schema: Schema) -> Iterator[str]:
    for key, dtype in schema.items():
        yield key
        if isinstance(dtype, pl.Struct):
            yield from _keys(_members(dtype))


def _ending(key: str) -> bytes:
    """What stands before the quote that closes a key; empty where that is too short to tell it."""
    opened = f'"{key}'.encode()
    return opened[-_LONG:] if len(opened) >= _LONG else opened[-_SHORT:] if len(opened) >= _SHORT else b""


def _kept(schema: Schema, found: set[bytes]) -> Schema:
    kept: dict[str, DType] = {}
    for key, dtype in schema.items():
        inner = _kept(_members(dtype), found) if isinstance(dtype, pl.Struct) else {"": dtype}
        if inner and _ending(key) in found | {b""}:
            kept[key] = pl.Struct(dict(inner)) if isinstance(dtype, pl.Struct) else dtype
    return kept


def _members(dtype: pl.Struct) -> Schema:
    return {field.name: cast(DType, field.dtype) for field in dtype.fields}


def _widened(value: pl.Expr, read: DType | None, asked: DType) -> pl.Expr:
    """Values as they were asked for, of those that were read; what was not read is null."""
    if read is None:
        return pl.lit(None, asked)
    if read == asked or not isinstance(asked, pl.Struct) or not isinstance(read, pl.Struct):
        return value
    have = _members(read)
    return pl.struct(
        _widened(value.struct.field(key), have.get(key), dtype).alias(key)
        for key, dtype in _members(asked).items()
    )


def _read_mended(texts: pl.Series, schema: Schema) -> tuple[pl.DataFrame, pl.Series]:
    """As `_read` for texts some of which are refused: mended where that helps, else with the reason."""
    flawed = pl.Series([_flaw(text) is not None for text in texts], dtype=pl.Boolean)
    mended = texts.filter(flawed)
    for pattern, replacement in _MENDED:
        mended = mended.str.replace_all(pattern, replacement)
    texts = texts.scatter(flawed.arg_true(), mended)
    flaws = pl.DataFrame({"reason": [_flaw(text) for text in mended]}, schema={"reason": pl.String})
    reasons = spread(flaws, flawed)["reason"]
    found = _read(texts.filter(reasons.is_null()), schema)
    if found is None:
        huge = reasons.is_null() & texts.str.contains(_HUGE)
        reasons = reasons.set(huge, OUT_OF_RANGE)
        found = _read(texts.filter(reasons.is_null()), schema)
    if found is None:
        found, reasons = pl.DataFrame(schema=dict(schema)), reasons.fill_null(NOT_JSON)
    return spread(found, reasons.is_null()), reasons


def _flaw(text: str) -> str | None:
    """Why a text is no JSON."""
    try:
        _ANY.decode(text)
    except RecursionError:
        return TOO_DEEP
    except msgspec.DecodeError:
        return NOT_JSON
    return None
