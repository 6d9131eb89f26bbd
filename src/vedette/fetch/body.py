"""From an answer's bytes to a file: decoded, bounded, and in place only when it is whole."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vedette.fetch.interface import Limits
from vedette.files.replacing import replacing

_STEP: Final = 1 << 18
"""Bytes decoded at once: bounds the memory that a bomb can take."""
_GZIP: Final = 16 + zlib.MAX_WBITS


class Unusable(Exception):
    """The answer's body must not be kept; says why."""


class CutShort(Exception):
    """The answer's body ends before its end."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written."""

    bytes: int
    sha256: str


def save(chunks: Iterable[bytes], encoding: str, into: Path, most_bytes: int, limits: Limits) -> Saved:
    """Write what the chunks hold, decoded, and put it in place once it is whole.

    encoding: as in Content-Encoding. Raises Unusable, CutShort, OSError; then nothing is changed.
    """
    digest, size = hashlib.sha256(), 0
    with replacing(into) as file:
        for data in _decoded(chunks, encoding.strip().lower(), limits):
            size += len(data)
            if size > most_bytes:
                raise Unusable(f"larger than {most_bytes:,} bytes")
            digest.update(data)
            file.write(data)
    return Saved(size, digest.hexdigest())


def _decoded(chunks: Iterable[bytes], encoding: str, limits: Limits) -> Iterator[bytes]:
    if encoding in {"", "identity"}:
        return iter(chunks)
    if encoding in {"gzip", "x-gzip"}:
        return _gunzipped(chunks, limits)
    raise Unusable(f"encoded as {encoding[:20]!r}, which was not asked for")


def _gunzipped(chunks: Iterable[bytes], limits: Limits) -> Iterator[bytes]:
    """One gzip member (RFC 1952), step by step; its end must be there, since a cut is not seen otherwise."""
    decoder = zlib.decompressobj(_GZIP)
    received = decoded = 0
    for chunk in chunks:
        received += len(chunk)
        pending = chunk
        while pending and not decoder.eof:
            try:
                data = decoder.decompress(pending, _STEP)
            except zlib.error:
                raise Unusable("its compressed content is damaged") from None
            pending = decoder.unconsumed_tail
            decoded += len(data)
            if decoded > max(limits.ratio_from, limits.ratio * received):
                raise Unusable(f"more than {limits.ratio} times larger than its compressed content")
            yield data
        if decoder.unused_data or (pending and decoder.eof):
            raise Unusable("its compressed content goes on behind its end")
    if received and not decoder.eof:
        raise CutShort
