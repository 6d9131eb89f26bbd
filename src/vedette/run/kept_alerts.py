"""The alerts of scans, kept with what the scan was given, so that it can be gone on from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from vedette.model.lifecycle import State
from vedette.run.scan import Request, Result
from vedette.store import alerts as kept
from vedette.store.alerts import Kept, Saved
from vedette.store.database import opened
from vedette.store.places import Store

_STANDARD_INPUT: Final = "-"


@dataclass(frozen=True, slots=True)
class Found:
    """A kept alert, with the scan that found it."""

    kept: Kept
    request: Request
    """What the scan was given; its paths are absolute."""
    read: tuple[str, ...] = ()
    """The files that it read, absolute; empty where an earlier version kept none."""


class _Read(msgspec.Struct):
    """The part of what is kept of a scan that the request does not say."""

    read: tuple[str, ...] = ()


def keep(result: Result, request: Request, store: Store, at: datetime) -> Saved:
    """Keep the alerts of a scan. Raises StoreError."""
    with opened(store) as connection:
        return kept.save(connection, result.alerts, _encoded(request, result), at)


def alert_named(store: Store, given: str) -> Found:
    """The alert that the start of an id means. Raises StoreError, and NoSuchAlert."""
    with opened(store) as connection:
        found = kept.find(connection, given)
        return _found(found, kept.inputs_of(connection, found.run))


def alerts_in(store: Store, states: Collection[State]) -> list[Found]:
    """The alerts in these states, gravest first. Raises StoreError."""
    with opened(store) as connection:
        return [_found(one, kept.inputs_of(connection, one.run)) for one in kept.every(connection, states)]


def _found(found: Kept, inputs: bytes) -> Found:
    return Found(found, _decoded(inputs), msgspec.json.decode(inputs, type=_Read).read)


def _encoded(request: Request, result: Result) -> bytes:
    """The request and the files that were read as JSON, paths absolute, since a later command may run elsewhere."""
    inputs = request.inputs
    whole = replace(
        request,
        paths=_absolute(request.paths),
        inputs=replace(
            inputs,
            intel=_absolute(inputs.intel),
            assets=_absolute(inputs.assets),
            advisories=_absolute(inputs.advisories),
            geo=_absolute(inputs.geo),
            vex=_absolute(inputs.vex),
        ),
        record=None,
    )
    fields = msgspec.to_builtins(whole, enc_hook=str)
    names = [outcome.source.name for outcome in result.sources if outcome.account.lines]
    fields["read"] = [name for name in _absolute(names) if name.isprintable()]  # JSON holds no others exactly
    return msgspec.json.encode(fields)


def _absolute(paths: Sequence[str]) -> tuple[str, ...]:
    """Paths and patterns as seen from the root; standard input stays what it is."""
    return tuple(path if path == _STANDARD_INPUT else str(Path(path).absolute()) for path in paths)


def _decoded(data: bytes) -> Request:
    return msgspec.json.decode(data, type=Request, dec_hook=_from_text)


def _from_text(wanted: type, value: Any) -> Any:
    if wanted is Path:
        return Path(value)
    raise NotImplementedError(wanted)
