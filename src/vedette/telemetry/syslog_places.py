"""Where messages start in raw lines of syslog: BSD and RFC 3339 stamps, a host, `program[pid]: `, nothing else.

Lines that open otherwise (priority, RFC 5424, no host, no process) are left to the parser.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.model.address_bytes import windows
from vedette.telemetry.blocks import Block
from vedette.telemetry.clients import after

_STAMP: Final = 16
"""Bytes of a BSD stamp and the blank behind it."""
_INSTANT_REACH: Final = 40
_WORD_REACH: Final = 64
_PROCESS_REACH: Final = 12
"""Bytes within which a process number and what closes it end."""


def message_starts(block: Block, programs: tuple[bytes, ...]) -> npt.NDArray[np.int64]:
    """Where the message of one of these programs starts in each line, -1 in others."""
    opening = windows(block.data, block.starts, _STAMP)
    bsd = (opening[:, [3, 6, 15]] == ord(" ")).all(axis=1) & (opening[:, [9, 12]] == ord(":")).all(axis=1)
    instant = (opening[:, 4] == ord("-")) & (opening[:, 10] == ord("T"))
    host = np.where(bsd, block.starts + _STAMP, -1)
    if instant.any():
        host = np.where(instant, after(block, block.starts, ord(" "), _INSTANT_REACH), host)
    program = after(block, host, ord(" "), _WORD_REACH)
    found = np.full(len(program), -1, np.int64)
    for name in programs:
        tag = np.frombuffer(name + b"[", np.uint8)
        spoken = (windows(block.data, np.maximum(program, 0), len(tag)) == tag).all(axis=1)
        process = np.where(spoken & (program >= 0), program + len(tag), -1)
        found = np.maximum(found, _behind_process(block, process))
    return found


def _behind_process(block: Block, starts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The places behind `digits]: `, -1 where something else stands."""
    window = windows(block.data, np.maximum(starts, 0), _PROCESS_REACH)
    is_digit = (window - np.uint8(ord("0"))) <= 9
    digits = np.where(is_digit.all(axis=1), 0, is_digit.argmin(axis=1))
    closing = windows(block.data, np.maximum(starts, 0) + digits, 3) == np.frombuffer(b"]: ", np.uint8)
    places = starts + digits + 3
    told = (starts >= 0) & (digits > 0) & closing.all(axis=1) & (places <= block.ends)
    return np.where(told, places, -1)


def directly_behind(
    block: Block, starts: npt.NDArray[np.int64], openings: tuple[bytes, ...]
) -> npt.NDArray[np.int64]:
    """The places behind the opening that stands at each start, -1 where none of them does."""
    found = np.full(len(starts), -1, np.int64)
    for opening in openings:
        text = np.frombuffer(opening, np.uint8)
        opens = (windows(block.data, np.maximum(starts, 0), len(text)) == text).all(axis=1) & (starts >= 0)
        found = np.where(opens, starts + len(text), found)
    return np.where(found <= block.ends, found, -1)
