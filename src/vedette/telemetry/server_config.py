"""A named log directive, found in a web server's configuration.

nginx: `log_format NAME [escape=…] 'text' 'more text';` in the file (includes are not followed: `nginx -T` prints them
as one). Apache: `LogFormat "text" NAME` on one line, continued by a backslash at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vedette.model.errors import MalformedInput, UnreadableInput
from vedette.telemetry.apache_format import apache
from vedette.telemetry.directive import Directive
from vedette.telemetry.nginx_format import nginx

_LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a configuration that are read."""
_TOKEN: Final = re.compile(
    r"""\#[^\n]*|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s;'"]+)|(;)|\s+|.""", re.DOTALL
)
_NGINX_ESCAPE: Final = re.compile(r"""\\(["'\\])""")
_APACHE: Final = re.compile(
    r'^[ \t]*LogFormat[ \t]+"((?:[^"\\]|\\.)*)"[ \t]+([^\s"]+)[ \t]*$', re.IGNORECASE | re.MULTILINE
)
_APACHE_ESCAPES: Final = {"n": "\n", "t": "\t"}


def directive_in(path: str, name: str) -> tuple[str, Directive]:
    """The server (nginx or apache) and the directive of that name in its configuration.

    Raises UnreadableInput, or MalformedInput where there is none, or where it names no client.
    """
    try:
        with Path(path).open(encoding="utf-8", errors="backslashreplace") as file:
            text = file.read(_LARGEST)
    except OSError as error:
        raise UnreadableInput(path, error.strerror or str(error)) from error
    found = dict(_apache_formats(text)) | dict(_nginx_formats(text))
    if name not in found:
        named = ", ".join(found) or "none"
        raise MalformedInput(
            path, f"there is no log_format or LogFormat {name!r}", hint=f"there are: {named}"
        )
    server, written = found[name]
    try:
        return server, nginx(written) if server == "nginx" else apache(written)
    except ValueError as error:
        raise MalformedInput(path, f"the format {name!r} cannot be read: {error}") from error


def _apache_formats(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for found in _APACHE.finditer(text.replace("\\\n", "")):
        yield found[2], ("apache", unquoted(found[1]))


def unquoted(text: str) -> str:
    r"""A format as Apache reads it from its configuration: `\"`, `\n` and `\t` written out."""
    return re.sub(r"\\([nt\"\\])", lambda found: _APACHE_ESCAPES.get(found[1], found[1]), text)


def _nginx_formats(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    words: list[str] = []
    for found in _TOKEN.finditer(text):
        if found[4]:
            if len(words) > 2 and words[0] == "log_format":
                escape = f"{words[2]} " if words[2].startswith("escape=") else ""
                yield words[1], ("nginx", escape + "".join(words[3 if escape else 2 :]))
            words = []
        elif found[3] in ("{", "}"):
            words = []
        elif found.lastindex is not None:
            words.append(
                _NGINX_ESCAPE.sub(r"\1", next(group for group in found.groups() if group is not None))
            )
