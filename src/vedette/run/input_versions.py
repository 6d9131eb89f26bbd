"""Hashes of what an investigation is made from, without reading it: equal where the inputs are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC
from pathlib import Path

from vedette.assets.kept import kept_files
from vedette.config.loading import load
from vedette.files.naming import named_files
from vedette.intel.allowlist import FILE as ALLOWLIST
from vedette.intel.geography.locating import installed
from vedette.investigate.digest import files_digest
from vedette.investigate.interface import Input
from vedette.model.errors import VedetteError
from vedette.run.clients import FILE as CLIENTS
from vedette.run.feeds import feeds_in_use
from vedette.run.knowledge import Inputs
from vedette.store.alerts import Kept
from vedette.vulns.database import database_path


def versions_of(inputs: Inputs, kept: Sequence[Kept], alert_id: str, state: Path) -> dict[Input, str]:
    """The version of each input but the logs. alert_id: of the alert that is looked into.

    What is not there has a version too: whoever loads it says what is wrong. inputs must have a time.
    """
    own = inputs.state
    day = inputs.at.astimezone(UTC).date() if inputs.at is not None else None
    config = [inputs.config] if inputs.config else []
    return {
        Input.INTEL: _lists(inputs) + files_digest([*config, *([own / ALLOWLIST] if own else [])]),
        Input.ASSETS: _files(inputs.assets or (kept_files(own) if own else ()))
        + repr((inputs.home, inputs.trusted_proxies))
        + files_digest(config),
        Input.ADVISORIES: _files((*inputs.advisories, *inputs.vex))
        + files_digest([database_path(own)] if own else []),
        Input.GEOGRAPHY: _files(inputs.geo or installed()) + files_digest(config),
        Input.HISTORY: _history(kept, alert_id) + files_digest([state / CLIENTS]),
        Input.DAY: str(day),
    }


def _lists(inputs: Inputs) -> str:
    """The lists that are named, else the configured feeds that are in use."""
    if inputs.intel or inputs.config is None or inputs.state is None or inputs.at is None:
        return _files(inputs.intel)
    try:
        return _hash(feeds_in_use(load(inputs.config), inputs.state, inputs.at).identities)
    except VedetteError as error:
        return str(error)


def _files(names: Iterable[str | Path]) -> str:
    try:
        return files_digest(named.path for named in named_files(names))
    except VedetteError as error:
        return str(error)


def _history(kept: Sequence[Kept], alert_id: str) -> str:
    """The other alerts: what they say, not what became of them."""
    others = sorted((k.alert for k in kept if k.alert.id != alert_id), key=lambda alert: alert.id)
    return _hash(
        [(a.id, a.client and a.client.ip, a.last_seen, a.verdict, a.outcome, a.connections) for a in others]
    )


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode("utf-8", "backslashreplace")).hexdigest()
