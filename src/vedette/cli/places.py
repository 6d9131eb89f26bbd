"""Options that say where the configuration and the state stand, where it is not the usual place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from vedette.config.places import STATE_VARIABLE, config_file, state_folder

if TYPE_CHECKING:
    from vedette.store.places import Store

Command = TypeVar("Command", bound=Callable[..., Any])


def _state(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    del context, parameter
    return state_folder(value)


def _config(context: click.Context, parameter: click.Parameter, value: Path | None) -> Path:
    del context, parameter
    return config_file(value)


def keeps(context: click.Context, state: Path) -> bool:
    """Whether a command that need not keep anything should: the state folder was named, or somebody has made it."""
    named = (
        context.get_parameter_source("state") is not ParameterSource.DEFAULT or STATE_VARIABLE in os.environ
    )
    return named or (state.is_dir() and os.access(state, os.W_OK))


def state_option(command: Command) -> Command:
    """`--state DIR`: the command is given `state`, the folder that holds."""
    return click.option(
        "--state",
        type=click.Path(path_type=Path, file_okay=False),
        callback=_state,
        metavar="DIR",
        help="Where Vedette keeps what it keeps; $VEDETTE_STATE otherwise.",
    )(command)


def config_option(command: Command) -> Command:
    """`--config FILE`: the command is given `config`, the file that holds."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path, dir_okay=False),
        callback=_config,
        metavar="FILE",
        help="The configuration; $VEDETTE_CONFIG otherwise.",
    )(command)


@dataclass(frozen=True, slots=True)
class Places:
    """Where configuration and state stand."""

    config: Path
    state: Path

    @property
    def store(self) -> Store:
        """Where alerts are kept. Raises ConfigError."""
        from vedette.store.places import store_of

        return store_of(self.state, self.config)


def places_options(command: Callable[..., None]) -> Callable[..., None]:
    """`--config FILE` and `--state DIR`: the command is given both as one `places`."""

    @wraps(command)
    def placed(*args: Any, config: Path, state: Path, **kwargs: Any) -> None:
        command(*args, places=Places(config, state), **kwargs)

    return config_option(state_option(placed))
