"""Requests for one feed: with its token, by its rules, to its server and to no other."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeVar
from urllib.parse import urljoin

import msgspec

from vedette.config.settings import FeedKind
from vedette.fetch import Client, Fetched, FetchFailed, Manner, NotModified, Validators
from vedette.fetch.urls import KEY, Target, target
from vedette.intel.provenance import Provenance
from vedette.intel.sources.feed import ConfiguredFeed

T = TypeVar("T")

_JSON: Final = "application/json"

MOST_SECONDS: Final = 1800
"""How long a feed of many documents may take in all; what was fetched until then is not asked for again."""


@dataclass(frozen=True, slots=True)
class Session:
    """One feed while it is being got."""

    client: Client
    feed: ConfiguredFeed
    folder: Path
    """What the source may keep from one time to the next; the documents that it gets stand there too."""
    token: str | None
    most_bytes: int
    """Bytes of a document at most, decoded."""
    started: float = field(default_factory=time.monotonic)

    @property
    def url(self) -> str:
        """Where the feed is."""
        return self.feed.settings.url or ""

    @property
    def shown(self) -> str:
        """Where the feed is, without what may be secret."""
        return self._target(self.url).shown

    def get(
        self, url: str, into: Path, *, accept: str | None = None, validators: Validators | None = None
    ) -> Fetched | NotModified:
        """Fetch a document from the feed's server. Raises FetchFailed."""
        self._check_time()
        return self.client.get(
            self._own(url),
            into,
            validators=validators,
            **self._manner(url, {} if accept is None else {"Accept": accept}),
        )

    def answer(
        self, url: str, decoder: msgspec.json.Decoder[T], what: str, *, accept: str
    ) -> tuple[T, Fetched]:
        """What a server answers, decoded, and the answer itself. what: as in `TAXII`. Raises FetchFailed."""
        fetched = self.get(url, self.folder / ".answer", accept=accept)
        if isinstance(fetched, NotModified):
            raise FetchFailed(fetched.url, "answered 304, which was not asked for")
        return self._decoded(fetched, decoder, what), fetched

    def search(self, url: str, query: Mapping[str, object], decoder: msgspec.json.Decoder[T], what: str) -> T:
        """What a server answers to a search, decoded. Raises FetchFailed."""
        self._check_time()
        manner = self._manner(url, {"Accept": _JSON, "Content-Type": _JSON})
        body = msgspec.json.encode(query)
        fetched = self.client.post(self._own(url), body, self.folder / ".answer", **manner)
        return self._decoded(fetched, decoder, what)

    def joined(self, base: str, further: str) -> str:
        """A URL that a server names, which must be on the feed's own server. Raises FetchFailed."""
        return self._own(urljoin(base, further))

    def _check_time(self) -> None:
        if time.monotonic() - self.started > MOST_SECONDS:
            raise FetchFailed(self.shown, f"is not read whole within {MOST_SECONDS / 60:.0f} minutes")

    def _decoded(self, fetched: Fetched, decoder: msgspec.json.Decoder[T], what: str) -> T:
        """The answer's content; its file is not needed any more."""
        try:
            return decoder.decode(fetched.path.read_bytes())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise FetchFailed(fetched.url, f"its answer is no {what}") from None
        finally:
            fetched.path.unlink(missing_ok=True)

    def _own(self, url: str) -> str:
        """The URL, once it is known to be on the feed's server: only that one is given the token."""
        if self._target(url).origin != self._target(self.url).origin:
            raise FetchFailed(self._target(url).shown, "is on another server than the feed")
        return url

    def _target(self, url: str) -> Target:
        key = self.token if KEY in url else None
        return target(url, key=key, allow_insecure=self.feed.settings.allow_insecure)

    def _manner(self, url: str, headers: Mapping[str, str]) -> Manner:
        s = self.feed.settings
        return Manner(
            headers={**headers, **self._credentials()},
            key=self.token if KEY in url else None,
            most_bytes=self.most_bytes,
            allow_private=s.allow_private,
            allow_insecure=s.allow_insecure,
            ca_file=None if s.ca_file is None else self.feed.folder / s.ca_file,
        )

    def _credentials(self) -> dict[str, str]:
        """The header that holds the token; none where the URL does, or there is no token."""
        s = self.feed.settings
        if self.token is None or KEY in self.url:
            return {}
        if s.user is not None:
            pair = base64.b64encode(f"{s.user}:{self.token}".encode()).decode("ascii")
            return {"Authorization": f"Basic {pair}"}
        header = s.token_header or "Authorization"
        bare = header.lower() != "authorization" or self.feed.kind is FeedKind.MISP
        scheme = s.token_scheme if s.token_scheme is not None else "" if bare else "Bearer"
        return {header: f"{scheme} {self.token}".strip()}


def provenance(url: str, answer: Fetched | NotModified, cursor: str | None = None) -> Provenance:
    """Where an answer came from. url: as asked for, without what is secret."""
    if isinstance(answer, NotModified):
        return Provenance(url=url, final_url=answer.url, certificate=answer.certificate, cursor=cursor)
    return Provenance(
        url=url,
        final_url=answer.url,
        etag=answer.validators.etag,
        last_modified=answer.validators.last_modified,
        certificate=answer.certificate,
        content_type=answer.headers.get("content-type"),
        cursor=cursor,
    )
