"""YAML documents of strangers: bounded in size, depth and number of nodes; no alias, no tag that makes an object."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from vedette.detect.rules.convert.interface import Refused

MAX_BYTES: Final = 256 * 1024
"""Of a document; published rules have a few thousand."""
MAX_NODES: Final = 20_000
MAX_DEPTH: Final = 32


def read_document(path: Path) -> dict[str, object]:
    """The one mapping in a YAML file. Raises Refused."""
    text = _text(path)
    try:
        _bounded(yaml.parse(text, Loader=yaml.SafeLoader), path)
        documents = list(yaml.safe_load_all(text))
    except yaml.YAMLError as error:
        raise Refused(path, _line(error), "no YAML: " + " ".join(str(error).split())[:160]) from error
    except (ValueError, RecursionError) as error:
        raise Refused(path, "", f"no YAML: {error}") from error
    if len(documents) != 1:
        raise Refused(path, "", f"{len(documents)} documents in one file; one is converted")
    document = documents[0]
    if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
        raise Refused(path, "", "not a mapping of names")
    return document


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise Refused(path, "", f"more than {MAX_BYTES} bytes")
        return data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(path, "", str(error)) from error


def _bounded(events: Any, path: Path) -> None:
    """Nothing, where the document stays within bounds and names no anchor again."""
    depth = 0
    for number, event in enumerate(events):
        if isinstance(event, yaml.AliasEvent):
            raise Refused(path, f"line {event.start_mark.line + 1}", "an alias of YAML")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or number > MAX_NODES:
            raise Refused(path, f"line {event.start_mark.line + 1}", "nested too deep, or too long")


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return "" if mark is None else f"line {mark.line + 1}"
