"""PostgreSQL: `postgresql.conf` in the data directory or where `config_file` says (its manual, server configuration)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from vedette.assets.live.configuration.directives import line_directives, with_included
from vedette.assets.live.configuration.interface import Configured, option, present
from vedette.assets.live.processes import Process
from vedette.assets.live.scene import Scene


@dataclass(frozen=True, slots=True)
class PostgreSql:
    """PostgreSQL's server."""

    name: str = "postgresql"

    def read(self, scene: Scene, ports: frozenset[int]) -> Configured:
        """Files, and the logs of its own collector; what it writes to standard error is an open file."""
        del ports
        process, tree = scene.process, scene.tree
        data = (
            option(process, "-D", "--data-directory") or process.environment.get("PGDATA") or process.folder
        )
        settings = _command_settings(process)
        path = settings.get("config_file") or f"{data}/postgresql.conf"
        files, directives = with_included(
            tree,
            path,
            lambda text: line_directives(text.replace("=", " ")),
            frozenset({"include", "include_dir", "include_if_exists"}),
            str(PurePosixPath(path).parent),
        )
        settings = {name.lower(): arguments[0] for name, arguments in directives if arguments} | settings
        data = settings.get("data_directory") or data
        auto = f"{data}/postgresql.auto.conf"
        access = settings.get("hba_file") or f"{data}/pg_hba.conf"
        return Configured((*files, *present(tree, (auto, access))), _logs(settings, str(data)))


def _command_settings(process: Process) -> dict[str, str]:
    """`-c name=value` and `--name=value`."""
    arguments = process.arguments
    given = [b for a, b in pairwise(arguments) if a == "-c"]
    given += [argument[2:] for argument in arguments if argument.startswith("--")]
    pairs = (text.partition("=") for text in given)
    return {name.replace("-", "_"): value for name, equals, value in pairs if equals}


def _logs(settings: dict[str, str], data: str) -> tuple[str, ...]:
    """The collector's files. Their name holds the time of each, in the signs of strftime(3)."""
    if settings.get("logging_collector", "off").lower() not in {"on", "true", "yes", "1"}:
        return ()
    folder = settings.get("log_directory", "log")
    name = settings.get("log_filename", "postgresql-%Y-%m-%d_%H%M%S.log").partition("%")[0]
    return (f"{folder if folder.startswith('/') else f'{data}/{folder}'}/{name}",)
