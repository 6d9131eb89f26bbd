"""A report as one HTML page: nothing is fetched, no script runs, and text of others is never markup.

Every value that the template prints is escaped, and its invisible characters are shown, by `finalize`; a policy in the
page (CSP Level 3) forbids all but its own style, should that ever fail.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from vedette.model.visible import pieces, printable
from vedette.report.document import Report
from vedette.report.doing import blocks, expectation
from vedette.report.wording import moment, span

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATE: Final = "report.html.jinja"


class Html:
    """One page that stands alone."""

    name = "html"
    title = "HTML page"
    is_text = True

    def render(self, report: Report) -> bytes:
        """As `vedette.report.interface.Format.render`."""
        return page(report).encode("utf-8", "backslashreplace")


def page(report: Report) -> str:
    """The page as text."""
    return _environment().get_template(_TEMPLATE).render(report=report)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # noqa: PLC0415  slow to import

    environment = Environment(
        loader=PackageLoader("vedette.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(moment=moment, attribute=printable)
    environment.globals.update(blocks=blocks, expectation=expectation, span=span)
    return environment


def _shown(value: Any) -> Any:
    """A value as the page shows it: what is invisible is an escape, marked as one."""
    from markupsafe import Markup, escape  # noqa: PLC0415

    if not isinstance(value, str) or isinstance(value, Markup) or value.isprintable():
        return value
    return Markup("").join(
        Markup("<span class=esc>{}</span>").format(text) if is_escape else escape(text)
        for text, is_escape in pieces(value)
    )
