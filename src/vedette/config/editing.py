"""Changing the configuration as a person would: what else stands there, comments and all, is kept."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Final

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, Table

from vedette.config.reading import read_text
from vedette.files.replacing import replacing
from vedette.model.errors import ConfigError

_NEW_MODE: Final = 0o600


def enable_feed(path: Path, name: str, *, catalog: str | None) -> None:
    """Enable a feed in a file; where it is not there, add it as an entry of the catalogue. Raises ConfigError."""
    document = _read(path)
    known = _named(_feeds(document, path), name)
    for feed in known:
        feed.pop("enabled", None)
    text = document.as_string()
    if not known:
        before = f"{text.rstrip()}\n\n" if text.strip() else ""
        text = f"{before}[[feed]]\nname = {_quoted(name)}\ncatalog = {_quoted(catalog or name)}\n"
    _write(path, text)


def disable_feed(path: Path, name: str) -> None:
    """Disable a feed in a file, in which it must stand; all else that is set of it is kept. Raises ConfigError."""
    document = _read(path)
    for feed in _named(_feeds(document, path), name):
        feed["enabled"] = False
    _write(path, document.as_string())


def _read(path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(read_text(path) if path.exists() else "")
    except TOMLKitError as error:
        raise ConfigError(str(path), f"no TOML: {error}") from error


def _feeds(document: tomlkit.TOMLDocument, path: Path) -> AoT:
    """The tables of feeds, none where there are none yet."""
    feeds = document.get("feed")
    if feeds is None:
        return tomlkit.aot()
    if not isinstance(feeds, AoT):
        raise ConfigError(
            str(path), "is not written as [[feed]] tables, so that it is not edited", key="feed"
        )
    return feeds


def _quoted(text: str) -> str:
    return tomlkit.string(text).as_string()


def _named(feeds: AoT, name: str) -> list[Table]:
    return [feed for feed in feeds if isinstance(feed, Table) and feed.get("name") == name]


def _write(path: Path, text: str) -> None:
    """Put the text in the file's place at once: whoever reads it has the old or the new. Mode and owner are kept."""
    place = path.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        before = place.stat() if place.exists() else None
        with replacing(place) as file:
            file.write(text.encode())
            os.fchmod(file.fileno(), _NEW_MODE if before is None else stat.S_IMODE(before.st_mode))
            if before is not None and (before.st_uid, before.st_gid) != (os.geteuid(), os.getegid()):
                os.fchown(file.fileno(), before.st_uid, before.st_gid)
    except OSError as error:
        raise ConfigError(str(path), f"cannot be written: {error.strerror or error}") from error
