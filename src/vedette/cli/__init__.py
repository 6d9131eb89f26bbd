"""The command line: one file a noun. Commands are loaded when called, so that `--help` answers at once."""

from __future__ import annotations

from vedette.cli.main import main

__all__ = ["main"]
