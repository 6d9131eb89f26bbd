"""The alerts of scans, kept in the state folder with what the scan was given, so that it can be gone on from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from vedette.run.scan import Request, Result
from vedette.store import alerts as kept
from vedette.store.alerts import Kept, Saved
from vedette.store.database import opened

_STANDARD_INPUT: Final = "-"


@dataclass(frozen=True, slots=True)
class Found:
    """A kept alert, with the scan that found it."""

    kept: Kept
    request: Request
    """What the scan was given; its paths are absolute."""


def keep(result: Result, request: Request, state: Path, at: datetime) -> Saved:
    """Keep the alerts of a scan. Raises StoreError."""
    with opened(state) as connection:
        return kept.save(connection, result.alerts, _encoded(request), at)


def alert_named(state: Path, given: str) -> Found:
    """The alert that the start of an id means. Raises StoreError, and NoSuchAlert."""
    with opened(state) as connection:
        found = kept.find(connection, given)
        return Found(found, _decoded(kept.inputs_of(connection, found.run)))


def _encoded(request: Request) -> bytes:
    """The request as JSON, its paths absolute, since a later command may run elsewhere."""
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
    return msgspec.json.encode(whole, enc_hook=str)


def _absolute(paths: Sequence[str]) -> tuple[str, ...]:
    """Paths and patterns as seen from the root; standard input stays what it is."""
    return tuple(path if path == _STANDARD_INPUT else str(Path(path).absolute()) for path in paths)


def _decoded(data: bytes) -> Request:
    return msgspec.json.decode(data, type=Request, dec_hook=_from_text)


def _from_text(wanted: type, value: Any) -> Any:
    if wanted is Path:
        return Path(value)
    raise NotImplementedError(wanted)
