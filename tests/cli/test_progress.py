"""Progress: shown on a terminal, cleared at the end, and nowhere else."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from vedette.cli.progress import progress_line
from vedette.telemetry.source import Source


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_terminal_is_shown_the_source_escaped_and_left_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with progress_line() as show:
        assert show is not None
        show(Source("a\x1b[2J.log", Path("a.log")), 1_200_000)
    assert r"a\x1b[2J.log: 1,200,000 lines" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_pipe_is_shown_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr("sys.stderr", pipe)
    with progress_line() as show:
        assert show is None
    assert pipe.getvalue() == ""
