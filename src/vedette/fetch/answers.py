"""What a server answers, and what the network's errors mean."""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import httpcore2

from vedette.fetch.body import CutShort, Unusable, save
from vedette.fetch.interface import Fetched, Limits, NotModified, Validators
from vedette.fetch.requests import Request
from vedette.fetch.retries import PASSING, MayPass, retry_after
from vedette.fetch.urls import Target
from vedette.model.errors import FetchFailed

NETWORK_ERRORS: Final = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
)
"""All that httpcore2 raises; a test holds them complete."""
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_HINTS: Final = {
    401: "the server wants credentials: see token_file",
    403: "the server wants other credentials, or refuses us",
    404: "the feed has moved or ended",
    410: "the feed has ended",
}


@dataclass(frozen=True, slots=True)
class Moved:
    """The server sends us elsewhere."""

    location: str


def read(
    response: httpcore2.Response, request: Request, place: Target, limits: Limits, now: datetime
) -> Fetched | NotModified | Moved:
    """What the answer says; a document is written. Raises MayPass, FetchFailed, OSError, NETWORK_ERRORS."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
    if response.status in PASSING:
        wait = retry_after(headers.get("retry-after"), now)
        asked = f" and asks for {wait:.0f} s of rest" if wait else ""
        raise MayPass(f"answered {response.status}{asked}", wait)
    if response.status in _MOVED and "location" in headers:
        return Moved(headers["location"])
    if response.status == 304 and request.conditional:
        return NotModified(place.shown, _certificate(response))
    if response.status != 200:
        raise FetchFailed(place.shown, f"answered {response.status}", hint=_HINTS.get(response.status, ""))
    return _document(response, headers, request, place, limits)


def _document(
    response: httpcore2.Response, headers: dict[str, str], request: Request, place: Target, limits: Limits
) -> Fetched:
    try:
        saved = save(
            response.iter_stream(),
            headers.get("content-encoding", ""),
            request.into,
            request.most_bytes,
            limits,
        )
    except Unusable as error:
        raise FetchFailed(place.shown, str(error)) from None
    except CutShort:
        raise MayPass("its answer ends before its end") from None
    return Fetched(
        path=request.into,
        url=place.shown,
        validators=Validators(headers.get("etag"), headers.get("last-modified")),
        bytes=saved.bytes,
        sha256=saved.sha256,
        certificate=_certificate(response),
        headers=headers,
    )


def _certificate(response: httpcore2.Response) -> str | None:
    """SHA-256 of the server's certificate, or null without TLS."""
    connection = response.extensions["network_stream"].get_extra_info("ssl_object")
    der = connection and connection.getpeercert(True)
    return hashlib.sha256(der).hexdigest() if der else None


def explained(error: Exception, place: Target) -> FetchFailed | MayPass:
    """What a network's error means for us.

    The texts of errors are not repeated where they could hold what we sent, credentials among it.
    """
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return FetchFailed(place.shown, f"its certificate is not trusted: {cause.verify_message}")
    match error:
        case httpcore2.ConnectError():
            said = "TLS is refused" if isinstance(cause, ssl.SSLError) else getattr(cause, "strerror", None)
            return MayPass(f"no connection: {said or error}")
        case httpcore2.TimeoutException():
            return MayPass("does not answer in time")
        case httpcore2.RemoteProtocolError():
            return MayPass("its answer ends before its end, or is no HTTP")
        case httpcore2.NetworkError():
            return MayPass("the connection broke off")
    return FetchFailed(place.shown, "a header or the URL holds signs that none may hold")
