"""A report as PDF: the HTML page, laid out for paper by WeasyPrint (extra `report`)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from vedette.report.document import Report
from vedette.report.html import page
from vedette.report.interface import CannotRender


class Pdf:
    """Pages of A4."""

    name = "pdf"
    title = "PDF"
    is_text = False

    def render(self, report: Report) -> bytes:
        """As `vedette.report.interface.Format.render`. Raises CannotRender where WeasyPrint or Pango is missing."""
        try:
            weasyprint = import_module("weasyprint")  # an extra, without types, and slow to import
        except ImportError as error:
            raise CannotRender(
                "PDF needs the package weasyprint (install vedette with its extra: vedette[report]); "
                "-o html makes a page that any browser prints"
            ) from error
        except OSError as error:  # the libraries that it opens
            raise CannotRender(
                "PDF needs the library Pango (Debian: apt install libpango-1.0-0 libpangoft2-1.0-0); "
                "-o html makes a page that any browser prints"
            ) from error
        written: bytes = weasyprint.HTML(string=page(report), url_fetcher=_refuse).write_pdf()
        return written


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    """Nothing of a report is fetched."""
    raise ValueError(f"a report fetches nothing: {url[:100]}")
