"""Documents that are one JSON value, and what may go wrong with them."""

from __future__ import annotations

from typing import Final, TypeVar

import msgspec

from vedette.model.errors import MalformedInput

Decoded = TypeVar("Decoded")

NOT_DECODABLE: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What msgspec raises on input that is broken, of the wrong shape, not UTF-8, or nested without end."""


def decode(data: bytes, path: str, decoder: msgspec.json.Decoder[Decoded], what: str) -> Decoded:
    """A document. what: what it should be, for people. Raises MalformedInput, naming the field."""
    try:
        return decoder.decode(data)
    except NOT_DECODABLE as error:
        raise MalformedInput(path, f"is no {what}: {error}") from None
