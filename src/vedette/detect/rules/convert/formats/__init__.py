"""The foreign formats that are converted, one module each, and their registry."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from vedette.detect.rules.convert.classes import known_class
from vedette.detect.rules.convert.documents import read_document
from vedette.detect.rules.convert.formats.crowdsec_appsec import CrowdsecAppsec
from vedette.detect.rules.convert.formats.sigma import Sigma
from vedette.detect.rules.convert.interface import CannotSay, Converter, Refused
from vedette.detect.rules.convert.writing import Converted, written
from vedette.detect.rules.rule import AttackClass

_CLASSES: Final[tuple[Converter, ...]] = (CrowdsecAppsec(), Sigma())

CONVERTERS: Final[Mapping[str, Converter]] = {converter.name: converter for converter in _CLASSES}
"""Every converter by its name."""


def convert(path: Path, *, source: str | None = None, fallback: AttackClass | None = None) -> Converted:
    """The rule in a file as one of ours. source: its format, by default the one that recognises it;
    fallback: the class where nothing in the rule tells. Raises Refused.
    """
    document = read_document(path)
    candidates = (
        [CONVERTERS[source]] if source else [c for c in CONVERTERS.values() if c.recognises(document)]
    )
    if not candidates:
        raise Refused(path, "", f"no rule of a format that is known ({', '.join(CONVERTERS)})")
    try:
        draft = candidates[0].read(document, path.stem)
        return written(draft, fallback=known_class(draft.cves) or fallback)
    except CannotSay as error:
        raise Refused(path, error.construct, error.reason) from error
