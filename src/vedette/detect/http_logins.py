"""Logins over HTTP: what a request and its status say of one, where the source itself says nothing.

Basic and Digest authentication name the account in the request (RFC 7617, RFC 7616); a request without one is only the
question for it. A form is posted to a page whose path says what it is. WordPress answers a wrong password with the form
again (200), a right one with a redirect (`wp-login.php`, `wp_signon`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from vedette.telemetry.events import Event

_FORM: Final = (
    r"(?i)^[^?]*(?:login|log-in|logon|signin|sign-in|sign_in|authenticat|/auth\b|/session|/token|xmlrpc\.php)"
)
"""Paths of pages that take passwords."""
_WORDPRESS: Final = r"(?i)^[^?]*/wp-login\.php(?:\?|$)"
_OTHERWISE: Final = (
    r"(?i)[?&]action=(?:logout|lostpassword|retrievepassword|resetpass|rp|register|postpass|confirm)"
)
"""What else WordPress' page does."""


def login_event(heeded: pl.Expr) -> pl.Expr:
    """The column `event`, filled where a row of HTTP tells of a login.

    heeded: rows of clients that are looked at closely; only of these a request that names an account and is answered is
    held to be a login, since others log in with every request.
    """
    status, posted = pl.col("status"), (pl.col("method") == "POST").fill_null(value=False)
    named = pl.col("user").is_not_null()
    path = pl.col("path").fill_null("")
    form = posted & path.str.contains(_FORM)
    wordpress = posted & path.str.contains(_WORDPRESS) & ~path.str.contains(_OTHERWISE)
    failed = ((status == 401) & (named | form)) | ((status == 403) & form) | ((status == 200) & wordpress)
    accepted = ((status == 302) & wordpress) | (heeded & named & status.is_between(200, 399))
    http = (pl.col("protocol") == "http").fill_null(value=False) & pl.col("event").is_null()
    return (
        pl.when(http & failed.fill_null(value=False))
        .then(pl.lit(Event.LOGIN_FAILED.value))
        .when(http & accepted.fill_null(value=False))
        .then(pl.lit(Event.LOGIN_ACCEPTED.value))
        .otherwise("event")
        .alias("event")
    )
