"""Every format of reports. A new one is a file here and a line below."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from vedette.report.html import Html
from vedette.report.interface import Format
from vedette.report.markdown import Markdown
from vedette.report.pdf import Pdf

FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {format_.name: format_ for format_ in (Html(), Markdown(), Pdf())}
)
"""By name; the first is the usual one."""
