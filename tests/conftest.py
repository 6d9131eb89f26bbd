"""What all tests share."""

import os
import ssl
import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import postgresql
import pytest
import trustme
from hypothesis import settings

# A busy machine is no defect: time is bounded where a test says so, never by chance. Every run draws the same examples, so
# that a change is judged by what it changes; HYPOTHESIS_PROFILE=explore draws new ones.
settings.register_profile("vedette", deadline=None, derandomize=True)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "vedette"))

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_this_machine(tmp_path_factory):
    """State and configuration are those of nobody, whoever runs the tests."""
    folder = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VEDETTE_STATE", str(folder / "state"))
        patch.setenv("VEDETTE_CONFIG", str(folder / "config.toml"))
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Third-party data for conformance tests: stands beside the checkout on the project's own machines."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("no third-party data beside the checkout")
    return folder


@dataclass
class Server:
    """A running server: what it was asked, and what answers."""

    port: int
    scheme: str
    asked: list = field(default_factory=list)
    answer: Callable = None
    certify: Callable = None
    """Shows another certificate from now on."""

    def url(self, path="/list.txt", host="localhost"):
        return f"{self.scheme}://{host}:{self.port}{path}"


@contextmanager
def serving(certificate=None):
    """A server; over TLS where there is a certificate."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            length = int(self.headers.get("content-length") or 0)
            self.body = self.rfile.read(length)
            server.asked.append(self)
            self.close_connection = True
            with suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):
                server.answer(self)

        do_POST = do_GET  # noqa: N815 (the handler's name for it)

        def log_message(self, *_):
            pass

        def give(self, body=b"", status=200, **headers):
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

    class Listener(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, *_):
            pass

    listener = Listener(("127.0.0.1", 0), Handler)
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        listener.socket = context.wrap_socket(
            listener.socket, server_side=True, do_handshake_on_connect=False
        )
    server = Server(listener.server_address[1], "http" if certificate is None else "https")
    server.answer = lambda request: request.give(b"192.0.2.1\n")
    if certificate is not None:
        server.certify = lambda further: further.configure_cert(context)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        listener.server_close()
        thread.join()


@pytest.fixture(scope="session")
def authority():
    """Who vouches for the servers of tests."""
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority, tmp_path_factory):
    """Its certificate."""
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


@pytest.fixture
def server():
    """Over plain HTTP."""
    with serving() as running:
        yield running


@pytest.fixture
def tls(authority):
    """Over TLS, with a certificate for localhost."""
    with serving(authority.issue_cert("localhost", "127.0.0.1")) as running:
        yield running


@pytest.fixture
def other():
    """A second server."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def databases():
    """A server of PostgreSQL, which makes empty databases; skips where none is installed."""
    pytest.importorskip("psycopg", reason="the extra `postgresql` is not installed")
    with postgresql.running() as server:
        yield server
