"""Addresses of documents: which are fetched at all, and what of them may be shown."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import httpx2

from vedette.model.errors import FetchFailed

KEY: Final = "{key}"
"""Stands in a URL for a key that is kept elsewhere."""
_LONGEST: Final = 4096
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked for."""

    url: httpx2.URL
    shown: str
    """What may be told of it: without its query, and without key."""

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port: credentials are for one of these alone (RFC 6454)."""
        return self.url.scheme, self.url.host, self.url.port or _PORTS[self.url.scheme]


def target(text: str, *, key: str | None = None, allow_insecure: bool = False) -> Target:
    """The URL that the text says, with the key in the place of `{key}`.

    Refused: what is not https (nor http, where that is allowed), credentials within it, hosts that are numbers in an
    unusual form, blanks and backslashes, which programs read in different ways. Raises FetchFailed.
    """
    whole = text.replace(KEY, quote(key, safe="")) if key else text
    told = shown(text, key)
    return Target(_checked(whole, told, allow_insecure=allow_insecure), told)


def joined(base: Target, location: str, *, key: str | None, allow_insecure: bool) -> Target:
    """Where a redirect leads to. Raises FetchFailed."""
    if not _is_plain(location):
        raise FetchFailed(base.shown, "redirects to what is no URL")
    try:
        text = str(base.url.join(location))
    except (httpx2.InvalidURL, ValueError):
        raise FetchFailed(base.shown, "redirects to what is no URL") from None
    told = shown(text, key)
    return Target(_checked(text, told, allow_insecure=allow_insecure), told)


def _checked(text: str, told: str, *, allow_insecure: bool) -> httpx2.URL:
    """The URL, once it is known that it may be asked for. told: what errors call it."""
    if len(text) > _LONGEST:
        raise FetchFailed(told[:100], "its URL is longer than any should be")
    if not _is_plain(text):
        raise FetchFailed(told, "its URL holds signs that none may hold")
    try:
        url = httpx2.URL(text)
    except httpx2.InvalidURL:
        raise FetchFailed(told, "no URL") from None
    if reason := _refusal(url, allow_insecure=allow_insecure):
        hint = "allow_insecure = true permits it" if url.scheme == "http" else ""
        raise FetchFailed(told, reason, hint=hint)
    return url


def _is_plain(text: str) -> bool:
    return text.isprintable() and not any(sign in text for sign in ' \\"<>^`|')


def _refusal(url: httpx2.URL, *, allow_insecure: bool) -> str | None:
    if url.scheme not in _PORTS:
        return "neither https nor http"
    if url.scheme == "http" and not allow_insecure:
        return "not https: who stands between could change the content"
    if url.userinfo:
        return "credentials do not belong in a URL"
    host = url.raw_host.decode("ascii")
    if not host or not all(sign.isalnum() or sign in ".-_:" for sign in host):
        return "no host name"
    return None if _usual(host) else "its host is a number in an unusual form"


def _usual(host: str) -> bool:
    """Whether a host that ends in a number is an address as everybody reads it (`127.1` and `0x7f.0.0.1` are not)."""
    last = host.rstrip(".").rpartition(".")[2]
    if ":" not in host and not last.isdecimal() and not last.startswith("0x"):
        return True
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def shown(text: str, key: str | None = None) -> str:
    """What may be told of a URL: all but its query, fragment and credentials, and the key."""
    bare = text.partition("#")[0].partition("?")[0]
    scheme, mark, rest = bare.partition("://")
    if mark and "@" in rest.partition("/")[0]:
        bare = f"{scheme}://{rest.partition('/')[0].rpartition('@')[2]}{rest[len(rest.partition('/')[0]) :]}"
    for secret in (key, quote(key, safe="")) if key else ():
        bare = bare.replace(secret, KEY)
    return bare
