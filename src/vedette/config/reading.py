"""One file of configuration: read within bounds, and held against what may stand in it."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, get_args

import msgspec

from vedette.config.durations import Duration
from vedette.config.settings import Settings
from vedette.model.errors import ConfigError

_MOST_BYTES: Final = 1 << 20
Raw = dict[str, Any]
"""A table of TOML."""


def read_file(path: Path) -> Raw:
    """The tables of a file, once all keys and values are known to be allowed. Raises ConfigError."""
    tables = parse(path, read_text(path))
    for place, key, known in _unknown(tables, Settings, ""):
        near = difflib.get_close_matches(key, known, 1)
        hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
        raise ConfigError(str(path), f"unknown key {key[:60]!r}", key=place, hint=hint)
    names = [feed.name for feed in decode(tables, path).feed]
    for number, name in enumerate(names):
        if name in names[:number]:
            raise ConfigError(str(path), f"a second feed is called {name[:60]!r}", key=f"feed[{number}].name")
    return tables


def read_text(path: Path) -> str:
    """The text of a file. Raises ConfigError."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        text = data.decode("utf-8")
    except OSError as error:
        raise ConfigError(str(path), error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), f"not UTF-8 at byte {error.start}") from error
    if len(data) > _MOST_BYTES:
        raise ConfigError(str(path), "larger than 1 MiB")
    return text


def parse(path: Path, text: str) -> Raw:
    """The tables of a text in TOML. Raises ConfigError, which says where it is none."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(str(path), f"no TOML: {error}") from error


def decode(tables: Raw, path: Path) -> Settings:
    """The settings that tables hold. Raises ConfigError."""
    try:
        return msgspec.convert(tables, Settings, dec_hook=_decode_own)
    except msgspec.ValidationError as error:
        reason, _, place = str(error).partition(" - at `$.")
        raise ConfigError(str(path), reason[:1].lower() + reason[1:], key=place.rstrip("`")) from error


def _decode_own(kind: type, value: object) -> object:
    if kind is not Duration:
        raise NotImplementedError(kind)
    if not isinstance(value, str):
        raise ValueError('expected a span of time, as in "12h"')  # noqa: TRY004 (msgspec gives its place to a ValueError)
    return Duration(value)


def _unknown(table: Mapping[str, Any], kind: Any, place: str) -> Iterator[tuple[str, str, list[str]]]:
    """Keys that are none: the table in which they stand, the key, and what keys there are."""
    fields = {field.name: field.type for field in msgspec.structs.fields(kind)}
    for key, value in table.items():
        if key not in fields:
            yield place, key, list(fields)
            continue
        here = f"{place}.{key}" if place else key
        part = next((t for t in (fields[key], *get_args(fields[key])) if _is_struct(t)), None)
        if part is None:
            continue
        if isinstance(value, dict):
            yield from _unknown(value, part, here)
        elif isinstance(value, list):
            for number, entry in enumerate(value):
                if isinstance(entry, dict):
                    yield from _unknown(entry, part, f"{here}[{number}]")


def _is_struct(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
