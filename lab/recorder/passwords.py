"""Passwords handed to ssh one by one, as a person would type them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ASKPASS = Path(__file__).with_name("askpass")


class Handed:
    """A file of passwords that ssh takes from, the first first, and that goes away with the connection."""

    def __init__(self, passwords: Sequence[str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._file = Path(self._folder.name, "passwords")
        self._file.write_text("".join(f"{password}\n" for password in passwords))

    def environment(self) -> dict[str, str]:
        """What ssh must see to ask `askpass` and nobody else."""
        return {
            "PATH": os.environ["PATH"],
            "SSH_ASKPASS": str(ASKPASS),
            "SSH_ASKPASS_REQUIRE": "force",
            "PASSWORDS": str(self._file),
        }

    def left(self) -> int:
        """How many were not asked for."""
        return len(self._file.read_text().splitlines())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._folder.cleanup()
