"""A real HTTP server on loopback that serves what a test puts into it."""

import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from vedette.fetch import Client, Limits
from vedette.vulns.sources.interface import SourceSettings
from vedette.vulns.sources.updating import Means, VulnsSettings, update


@dataclass
class Server:
    """What is served, and what was asked."""

    url: str
    pages: dict = field(default_factory=dict)
    """Bytes by path, or what makes them of query and headers; a number is a status."""
    asked: list = field(default_factory=list)
    """Path and query of every request."""
    slept: list = field(default_factory=list)
    headers: list = field(default_factory=list)

    def fetch(self, path, *names, now=datetime(2099, 1, 1, tzinfo=UTC), **settings):
        """The states after updating these sources from here."""
        chosen = SourceSettings(url=self.url, allow_private=True, allow_insecure=True, **settings)
        means = Means(lambda: Client(Limits(attempts=1)), self.slept.append, lambda: now)
        every = VulnsSettings(source=dict.fromkeys(names, chosen))
        return update(path, names, every, path.parent, means)


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            known.asked.append((parts.path, query))
            known.headers.append(dict(self.headers))
            page = known.pages.get(parts.path, 404)
            body = page(query) if callable(page) else page
            if isinstance(body, int):
                self.send_response(body)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            etag = f'"{hashlib.sha256(body).hexdigest()}"'
            unchanged = self.headers.get("If-None-Match") == etag
            self.send_response(304 if unchanged else 200)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(0 if unchanged else len(body)))
            self.end_headers()
            if not unchanged:
                self.wfile.write(body)

        def log_message(self, *_):
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known = Server(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield known
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "vulns" / "advisories.db"
