"""Where rules are read from."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

folder_option: Final = click.option(
    "--rules",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Folder of rule files, in place of those that come with Vedette.",
)


def rule_files(paths: Iterable[Path], *endings: str) -> list[Path]:
    """The files themselves, and of folders those within that have one of the endings; in order."""
    return [
        file
        for path in paths
        for file in (
            sorted(p for p in path.rglob("*") if p.suffix in endings and p.is_file())
            if path.is_dir()
            else [path]
        )
    ]
