"""What others did to the service, by a sample of the same logs: what is usual is only known from them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from vedette.detect.binding import bind
from vedette.files.compression import Opened
from vedette.investigate.interface import Case
from vedette.investigate.trail import Part, Searched, Trail, of_part
from vedette.investigate.unlogged import NETWORK
from vedette.model.addresses import from_texts
from vedette.model.connection import conform, empty
from vedette.model.errors import InputError
from vedette.telemetry import FORMATS, text
from vedette.telemetry.blocks import LONGEST_LINE, Block, index
from vedette.telemetry.lines import LineFormat
from vedette.telemetry.proxies import resolve_clients
from vedette.telemetry.source import Source

BUDGET: Final = 64 * 1024 * 1024
"""Bytes of logs that are read for it, shared by all files: some hundred thousand requests, in about a second."""
_CHUNK: Final = 1024 * 1024
_ROWS: Final = 200_000
"""Connections of a capture, or of another file that is read as a whole."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What others did to the alert's service."""

    others: pl.DataFrame
    """Columns of CONNECTION."""
    whole: bool
    """Whether it is all that there is in the files."""
    problems: tuple[str, ...]
    """Files that could not be read, and why."""


def sample_of(case: Case, trail: Trail, mine: pl.DataFrame) -> Sample:
    """The sample of the files in which the client's own rows on the service stand. mine: those rows."""
    services = list(case.knowledge.services.values()) or [case.alert.service]
    names = set(mine["source"].unique().to_list())
    files = [one for one in trail.searched if one.source.name in names and one.format is not None]
    found, whole, problems = [empty()], True, []
    for one in files:
        try:
            for frame, complete in _frames(one, BUDGET // len(files)):
                rows = resolve_clients(frame, case.background.trusted)
                bound = bind(rows, services).filter(pl.col("services").list.contains(case.alert.service.id))
                found.append(bound.drop("services").filter(~_is_client(bound["client_ip"], trail)))
                whole &= complete
        except InputError as error:
            problems.append(f"{one.source.name}: {error.reason}")
    return Sample(pl.concat(found), whole, tuple(problems))


def own_rows(case: Case, trail: Trail) -> pl.DataFrame:
    """What the client itself did to the alert's service, each request once: columns of CONNECTION."""
    services = list(case.knowledge.services.values()) or [case.alert.service]
    bound = bind(of_part(trail.rows, [Part.CLIENT]), services)
    mine = bound.filter(pl.col("services").list.contains(case.alert.service.id)).drop("services", "part")
    return told_once(mine, [one.source.name for one in trail.searched if one.format in NETWORK])


def told_once(rows: pl.DataFrame, network: Sequence[str]) -> pl.DataFrame:
    """The rows without those requests that both the network and the service's logs tell of: the side that tells more.

    network: names of the sources that are captures or sensors' logs.
    """
    is_request = pl.col("method").is_not_null()
    seen = pl.col("source").is_in(list(network))
    by_network = rows.filter(is_request & seen).height
    by_logs = rows.filter(is_request & ~seen).height
    doubled = seen if by_logs >= by_network else is_request & ~seen
    return rows.filter(~doubled) if by_network and by_logs else rows


def _is_client(clients: pl.Series, trail: Trail) -> pl.Series:
    return pl.Series(trail.needles.addresses.contains(from_texts(clients.fill_null(""))), dtype=pl.Boolean)


def _frames(one: Searched, budget: int) -> Iterator[tuple[pl.DataFrame, bool]]:
    """Connections of a file, and whether all of it is read."""
    format_ = FORMATS.get(one.format or "")
    if format_ is None:
        return
    if isinstance(format_, LineFormat) and type(format_).read is LineFormat.read:
        reader = format_.reader(one.source.head(), one.source)
        for block, complete in _chunks(one.source, budget):
            frame = reader.parse(
                text.column(block, np.flatnonzero(block.ends - block.starts <= LONGEST_LINE))
            )
            understood = frame.filter(pl.col("reject").is_null() & ~pl.col("ignore"))
            yield conform(understood.with_columns(pl.lit(one.source.name).alias("source"))), complete
        return
    rows = 0
    for batch in format_.read(one.source, None):
        yield batch.frame, True
        rows += batch.frame.height
        if rows >= _ROWS:
            yield empty(), False
            return


def _chunks(source: Source, budget: int) -> Iterator[tuple[Block, bool]]:
    """Whole lines: of a plain file from all over it, of a compressed one from its start."""
    with Opened(source.path) as stream:
        compressed = stream.compressed
    yield from _from_start(source, budget) if compressed else _from_all_over(source.path, budget)


def _from_start(source: Source, budget: int) -> Iterator[tuple[Block, bool]]:
    with source.open() as stream:
        left = b""
        for _ in range(max(budget // _CHUNK, 1)):
            data = stream.read(_CHUNK)
            if not data:
                yield index(left, 0), True
                return
            whole = (left + data).rpartition(b"\n")
            yield index(whole[0] + whole[1], 0), True
            left = whole[2]
        yield index(b"", 0), not stream.read(1)


def _from_all_over(path: Path, budget: int) -> Iterator[tuple[Block, bool]]:
    size = path.stat().st_size
    count = max(budget // _CHUNK, 1)
    complete = size <= count * _CHUNK
    step = _CHUNK if complete else size // count
    with path.open("rb") as file:
        for start in range(0, size, max(step, 1)):
            file.seek(start)
            data = file.read(_CHUNK) + file.readline(LONGEST_LINE)
            first = data.find(b"\n") + 1 if start else 0
            yield index(data[first:], 0), complete
