"""What `--format` can ask for: a format by its name, or a way to read lines that the user describes.

NAME: a registered format. `nginx:` and `apache:` with a log directive; `@FILE:NAME`: the directive of that name in a
server's configuration; `regex:` with a pattern (RE2 syntax, so that it runs in linear time) whose groups are named
after columns; `json:` with `column=path` pairs, joined by commas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vedette.model.errors import UnknownFormat
from vedette.telemetry.access_log import ByDirective
from vedette.telemetry.apache_format import apache
from vedette.telemetry.by_path import ByPath
from vedette.telemetry.by_pattern import ByPattern
from vedette.telemetry.interface import Format
from vedette.telemetry.nginx_format import nginx
from vedette.telemetry.server_config import directive_in, unquoted

GRAMMAR: Final = (
    "NAME, nginx:DIRECTIVE, apache:DIRECTIVE, @CONFIGURATION:NAME, regex:PATTERN, json:COLUMN=PATH,…"
)


def requested(text: str, formats: Mapping[str, Format]) -> Format:
    """The format that is asked for. Raises UnknownFormat where the request cannot be met, InputError where the
    configuration that it names cannot be read.
    """
    if text.startswith("@"):
        return _configured(text)
    kind, colon, rest = text.partition(":")
    if not colon:
        if text not in formats:
            raise UnknownFormat(text, f"there is no format {text!r}", hint=f"there are {', '.join(formats)}")
        return formats[text]
    try:
        return _described(kind, rest)
    except ValueError as error:
        raise UnknownFormat(text, f"the format cannot be read: {error}") from error


def _described(kind: str, rest: str) -> Format:
    match kind:
        case "nginx":
            return ByDirective(kind, nginx(rest.replace('\\"', '"')))
        case "apache":
            return ByDirective(kind, apache(unquoted(rest)))
        case "json":
            return ByPath(rest)
        case "regex":
            return ByPattern(rest)
        case _:
            raise ValueError(f"{kind!r} is none of {GRAMMAR}")


def _configured(text: str) -> Format:
    path, _, name = text[1:].rpartition(":")
    if not path or not name:
        raise UnknownFormat(text, "a configuration is given as @FILE:NAME")
    return ByDirective(*directive_in(path, name))
