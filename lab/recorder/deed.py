"""What one client did once, and what came back: the raw material of the truth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Deed:
    """One request, one login, or one look at a banner."""

    at: str
    """When it began, ISO 8601, UTC."""

    client: str
    """Address it came from."""

    service: str
    """The service it went to: a key of `PORTS`."""

    what: str
    """The request line, `login NAME` or `banner`."""

    answer: str
    """The HTTP status, or `accepted`, `refused`, `dropped` or `banner`."""

    bytes: int
    """Bytes of the body that came back; of the banner for a banner."""

    tried: int = 0
    """Passwords handed over, for a login."""

    exploit: str | None = None
    """The vulnerability that the request tries to use."""

    file: str | None = None
    """The file that the request tries to read."""

    leaked: bool = False
    """True if every line of that file came back."""
