"""The client: one request, its redirects, its further attempts."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self, Unpack

import httpcore2

from vedette.fetch import answers
from vedette.fetch.answers import Moved
from vedette.fetch.interface import Fetched, Limits, Manner, NotModified, Validators
from vedette.fetch.network import Deadline, Door, Forbidden, Resolver, resolve
from vedette.fetch.requests import Request
from vedette.fetch.retries import MayPass, wait_before
from vedette.fetch.urls import Target, joined, target
from vedette.model.errors import FetchFailed

_LEFT: Final = 2
"""Connections kept open for further requests to the same server, as a paged collection makes them."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a client acts by; tests put their own in place."""

    resolver: Resolver = resolve
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class Client:
    """Fetches documents, one at a time; not to be shared by threads.

    `get` and `post` write the answer into a file, whose folder need not exist, and raise FetchFailed, upon which the
    file is as before.
    """

    def __init__(self, limits: Limits = Limits(), means: Means = Means()) -> None:  # noqa: B008 (frozen)
        self._limits, self._means = limits, means
        self._deadline = Deadline()
        self._pools: dict[tuple[Path | None, bool], httpcore2.ConnectionPool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are kept open."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def get(
        self, url: str, into: Path, *, validators: Validators | None = None, **manner: Unpack[Manner]
    ) -> Fetched | NotModified:
        """Fetch a document.

        validators: of the version at hand; where it is still the newest, the answer is NotModified.
        """
        place = target(url, key=manner.get("key"), allow_insecure=manner.get("allow_insecure", False))
        return self._attempts(Request(place, into, validators=validators or Validators(), **manner))

    def post(self, url: str, body: bytes, into: Path, **manner: Unpack[Manner]) -> Fetched:
        """Ask by a body, for servers whose searches are asked so. Follows no redirect."""
        place = target(url, key=manner.get("key"), allow_insecure=manner.get("allow_insecure", False))
        answer = self._attempts(Request(place, into, body=body, **manner))
        if isinstance(answer, NotModified):
            raise FetchFailed(place.shown, "answered 304, which was not asked for")
        return answer

    def _attempts(self, request: Request) -> Fetched | NotModified:
        """The answer, tried for again where the failure may pass."""
        attempt = 0
        while True:
            attempt += 1
            try:
                return self._followed(request)
            except MayPass as failure:
                wait = wait_before(attempt, failure.wait, self._means.chance(), self._limits)
                if wait is None:
                    tried = f", {attempt} times" if attempt > 1 else ""
                    raise FetchFailed(request.target.shown, f"{failure.reason}{tried}") from None
            self._means.sleep(wait)

    def _followed(self, request: Request) -> Fetched | NotModified:
        """The answer at the end of the redirects; each is checked like the first URL."""
        self._deadline.start(self._limits.total)
        place = request.target
        for _ in range(self._limits.redirects + 1):
            answer = self._exchange(request, place)
            if not isinstance(answer, Moved):
                return answer
            if request.body is not None:
                raise FetchFailed(place.shown, "redirects, which is not followed with a search")
            place = joined(place, answer.location, key=request.key, allow_insecure=request.allow_insecure)
        raise FetchFailed(request.target.shown, f"redirects more than {self._limits.redirects} times")

    def _exchange(self, request: Request, place: Target) -> Fetched | NotModified | Moved:
        """One request and its answer. Raises MayPass, FetchFailed."""
        timeout = {"connect": self._limits.connect, "read": self._limits.read, "write": self._limits.read}
        try:
            with self._pool(request).stream(
                "GET" if request.body is None else "POST",
                str(place.url),
                headers=request.headers_for(place),
                content=request.body,
                extensions={"timeout": timeout},
            ) as response:
                return answers.read(response, request, place, self._limits, self._means.now())
        except Forbidden as error:
            hint = "" if request.allow_private else "allow_private = true permits addresses of our own"
            raise FetchFailed(place.shown, str(error), hint=hint) from None
        except OSError as error:
            raise FetchFailed(place.shown, f"cannot be kept: {error.strerror or error}") from None
        except answers.NETWORK_ERRORS as error:
            raise answers.explained(error, place) from None

    def _pool(self, request: Request) -> httpcore2.ConnectionPool:
        """The connections that this request may use."""
        way = (request.ca_file, request.allow_private)
        if way not in self._pools:
            self._pools[way] = httpcore2.ConnectionPool(
                ssl_context=_trust(request),
                max_keepalive_connections=_LEFT,
                network_backend=Door(
                    self._means.resolver, self._deadline, allow_private=request.allow_private
                ),
            )
        return self._pools[way]


def _trust(request: Request) -> ssl.SSLContext:
    """Whose certificates are trusted. Raises FetchFailed."""
    try:
        return ssl.create_default_context(cafile=request.ca_file)
    except (OSError, ssl.SSLError):
        raise FetchFailed(
            request.target.shown, f"no certificates can be read from {request.ca_file}"
        ) from None
