"""Where a document came from, as it is recorded with each version of a feed."""

from __future__ import annotations

import msgspec


class Provenance(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a document came from. All that is null was not said, or does not apply, as to a file."""

    url: str
    """What was asked for: a URL, or the path of a file; without what is secret in it."""
    final_url: str | None = None
    """What answered, after redirects."""
    etag: str | None = None
    """The server's ETag, to be given back as If-None-Match (RFC 9110, section 13.1.2)."""
    last_modified: str | None = None
    """The server's Last-Modified, to be given back as If-Modified-Since (RFC 9110, section 13.1.3)."""
    certificate: str | None = None
    """SHA-256 of the server's certificate, in hexadecimal."""
    content_type: str | None = None
    cursor: str | None = None
    """How far a source that is read in steps was read, as TAXII's `X-TAXII-Date-Added-Last`."""
    wire_bytes: int | None = None
    """Bytes received, before the transfer's own compression was undone."""
