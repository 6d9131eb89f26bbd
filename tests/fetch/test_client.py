"""Fetching from a server that behaves, and from one that does not."""

import gzip
import hashlib
import time
from pathlib import Path

import httpcore2
import pytest

from vedette.fetch import Fetched, FetchFailed, NotModified, Validators
from vedette.fetch.answers import NETWORK_ERRORS
from vedette.fetch.client import Client, Means
from vedette.fetch.interface import Limits

LIST = b"192.0.2.1\n192.0.2.2\n"


def failure(fetch, *arguments, **options):
    """Why it fails."""
    with pytest.raises(FetchFailed) as raised:
        fetch(*arguments, **options)
    return raised.value


def test_a_document_is_written_whole_with_what_is_known_of_it(tls, fetch, tmp_path):
    tls.answer = lambda request: request.give(
        LIST, ETag='"v1"', Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT"
    )
    got = fetch(tls.url())
    assert isinstance(got, Fetched)
    assert got.path.read_bytes() == LIST
    assert got.validators == Validators('"v1"', "Tue, 24 Nov 2026 10:00:00 GMT")
    assert (got.bytes, got.sha256) == (len(LIST), hashlib.sha256(LIST).hexdigest())
    assert len(got.certificate) == 64
    assert got.headers["content-length"] == str(len(LIST))
    assert [path.name for path in (tmp_path / "feed").iterdir()] == ["list.txt"]


def test_what_has_not_changed_is_not_sent_again(server, fetch):
    def answer(request):
        known = request.headers.get("if-none-match") == '"v1"'
        request.give(b"" if known else LIST, 304 if known else 200, ETag='"v1"')

    server.answer = answer
    first = fetch(server.url())
    again = fetch(server.url(), validators=first.validators)
    assert isinstance(again, NotModified)
    assert first.path.read_bytes() == LIST


def test_not_modified_is_no_answer_to_what_was_not_asked(server, fetch):
    server.answer = lambda request: request.give(b"", 304)
    assert "answered 304" in failure(fetch, server.url()).reason


def test_what_passes_is_tried_again_after_longer_and_longer_waits(server, fetch, waits):
    server.answer = lambda request: request.give(LIST, 500 if len(server.asked) < 3 else 200)
    assert fetch(server.url()).bytes == len(LIST)
    assert waits == [1, 2]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 451])
def test_what_will_not_pass_is_not_tried_again(server, fetch, status):
    server.answer = lambda request: request.give(b"", status)
    assert f"answered {status}" in failure(fetch, server.url()).reason
    assert len(server.asked) == 1


def test_attempts_are_bounded_and_told(server, fetch):
    server.answer = lambda request: request.give(b"", 503)
    assert failure(fetch, server.url()).reason == "answered 503, 3 times"
    assert len(server.asked) == 3


def test_a_server_that_asks_for_rest_gets_it_within_bounds(server, fetch, waits):
    server.answer = lambda request: request.give(
        LIST, 429 if len(server.asked) < 2 else 200, Retry_After="30"
    )
    fetch(server.url())
    assert waits == [30]
    server.asked.clear()
    server.answer = lambda request: request.give(b"", 429, Retry_After="86400")
    assert failure(fetch, server.url()).reason == "answered 429 and asks for 86400 s of rest"
    assert len(server.asked) == 1


def test_a_body_that_is_cut_short_leaves_the_last_version(server, fetch, tmp_path):
    fetch(server.url())

    def answer(request):
        request.send_response(200)
        request.send_header("content-length", "1000")
        request.end_headers()
        request.wfile.write(LIST)

    server.answer = answer
    assert failure(fetch, server.url()).reason == "its answer ends before its end, or is no HTTP, 3 times"
    assert (tmp_path / "feed/list.txt").read_bytes() == b"192.0.2.1\n"
    assert len(list((tmp_path / "feed").iterdir())) == 1


def _send_until_closed(request, body, encoding):
    """Without a length: the end of the connection is the end of the body."""
    request.send_response(200)
    request.send_header("content-encoding", encoding)
    request.send_header("connection", "close")
    request.end_headers()
    request.wfile.write(body)


def test_compressed_content_is_decoded(server, fetch):
    server.answer = lambda request: _send_until_closed(request, gzip.compress(LIST), "gzip")
    assert fetch(server.url()).path.read_bytes() == LIST
    assert server.asked[0].headers["accept-encoding"] == "gzip"


def test_compressed_content_that_is_cut_short_is_seen_without_a_length(server, fetch):
    server.answer = lambda request: _send_until_closed(request, gzip.compress(LIST)[:-9], "gzip")
    assert failure(fetch, server.url()).reason == "its answer ends before its end, 3 times"


@pytest.mark.parametrize(
    ("body", "encoding", "reason"),
    [
        (gzip.compress(bytes(8 << 20)), "gzip", "more than 100 times larger"),
        (gzip.compress(LIST) + b"more", "gzip", "goes on behind its end"),
        (b"no gzip at all", "gzip", "damaged"),
        (LIST, "br", "encoded as 'br'"),
        (gzip.compress(gzip.compress(LIST)), "gzip, gzip", "encoded as"),
        (bytes(3 << 20), "identity", "larger than 2,097,152 bytes"),
    ],
    ids=["bomb", "trailer", "damage", "unasked", "twice", "large"],
)
def test_a_body_that_must_not_be_kept_is_refused(server, fetch, tmp_path, body, encoding, reason):
    server.answer = lambda request: _send_until_closed(request, body, encoding)
    assert reason in failure(fetch, server.url(), most_bytes=2 << 20).reason
    assert list((tmp_path / "feed").iterdir()) == []


def _drip(request, opening):
    request.wfile.write(opening)
    for _ in range(200):
        request.wfile.write(b"x")
        time.sleep(0.05)


@pytest.mark.parametrize(
    "opening",
    [b"HTTP/1.1 200 OK\r\nx: ", b"HTTP/1.1 200 OK\r\ncontent-length: 9999\r\n\r\n"],
    ids=["headers", "body"],
)
def test_a_server_that_sends_a_byte_now_and_then_is_left(server, tmp_path, opening):
    server.answer = lambda request: _drip(request, opening)
    with Client(Limits(read=5, total=0.5, attempts=1)) as client:
        started = time.monotonic()
        with pytest.raises(FetchFailed, match="does not answer in time"):
            client.get(server.url(), tmp_path / "list", allow_private=True, allow_insecure=True)
        assert time.monotonic() - started < 4


def test_a_server_that_says_nothing_is_left(server, tmp_path):
    server.answer = lambda _: time.sleep(3)
    with (
        Client(Limits(read=0.2, attempts=1)) as client,
        pytest.raises(FetchFailed, match="does not answer in time"),
    ):
        client.get(server.url(), tmp_path / "list", allow_private=True, allow_insecure=True)


def test_a_redirect_is_followed_without_the_credentials_of_the_first_server(server, other, fetch):
    server.answer = lambda request: request.give(b"", 302, Location=other.url("/moved?x=1"))
    got = fetch(server.url(), headers={"Authorization": "Bearer geheim", "Accept": "text/plain"})
    assert got.url == other.url("/moved")
    assert server.asked[0].headers["authorization"] == "Bearer geheim"
    assert other.asked[0].headers["authorization"] is None
    assert other.asked[0].headers["accept"] == "text/plain"


def test_a_redirect_within_a_server_keeps_the_credentials(server, fetch):
    server.answer = lambda request: (
        request.give(b"", 301, Location="/new") if request.path == "/list.txt" else request.give(LIST)
    )
    fetch(server.url(), headers={"Authorization": "Bearer geheim"})
    assert server.asked[1].headers["authorization"] == "Bearer geheim"


def test_redirects_that_never_end_are_left(server, fetch):
    server.answer = lambda request: request.give(b"", 302, Location=request.path + "x")
    assert failure(fetch, server.url()).reason == "redirects more than 5 times"
    assert len(server.asked) == 6


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "ftp://localhost/x",
        "file:///etc/passwd",
        "gopher://localhost:70/",
        "http://user:pass@localhost/",
        "http://local host/",
        "http://127.1/",
        "//[::]/x",
    ],
)
def test_a_redirect_is_checked_like_the_url_itself(server, fetch, location):
    server.answer = lambda request: request.give(b"", 302, Location=location)
    failure(fetch, server.url())
    assert len(server.asked) == 1


def test_a_redirect_from_https_to_http_is_refused(tls, other, fetch):
    tls.answer = lambda request: request.give(b"", 302, Location=other.url())
    assert "not https" in failure(fetch, tls.url(), allow_insecure=False).reason
    assert other.asked == []


def test_a_certificate_that_nobody_vouches_for_is_refused_and_not_asked_again(tls, fetch):
    told = failure(fetch, tls.url(), ca_file=None)
    assert told.reason.startswith("its certificate is not trusted: ")
    assert tls.asked == []


def test_a_certificate_must_be_for_the_name_that_was_asked_for(tls, tmp_path, ca_file):
    means = Means(resolver=lambda *_: ["127.0.0.1"])
    with Client(means=means) as client, pytest.raises(FetchFailed, match="certificate is not trusted"):
        client.get(tls.url(host="feeds.example.org"), tmp_path / "x", allow_private=True, ca_file=ca_file)


def test_no_secret_stands_in_what_is_told(server, fetch):
    server.answer = lambda request: request.give(b"", 403)
    told = failure(
        fetch, server.url("/k/{key}/list?token=geheim2"), key="geheim/1", headers={"X-Key": "geheim3"}
    )
    assert "geheim" not in str(told)
    assert "/k/{key}/list" in told.url
    assert server.asked[0].path == "/k/geheim%2F1/list?token=geheim2"
    server.answer = lambda request: request.give(
        b"", 302, Location="http://0x7f.1/geheim/1/geheim%2F1?geheim"
    )
    assert "geheim" not in str(failure(fetch, server.url("/{key}"), key="geheim/1"))
    bad = failure(fetch, server.url(), headers={"X-Key": "geheim\n3"})
    assert "geheim" not in str(bad)
    assert bad.__cause__ is None


def test_a_search_is_posted_and_its_answer_kept(server, client, tmp_path):
    server.answer = lambda request: request.give(b'{"response":[]}')
    got = client.post(
        server.url("/events/restSearch"),
        b'{"page":1}',
        tmp_path / "page",
        headers={"Content-Type": "application/json"},
        allow_private=True,
        allow_insecure=True,
    )
    assert got.path.read_bytes() == b'{"response":[]}'
    assert server.asked[0].body == b'{"page":1}'
    assert server.asked[0].command == "POST"


def test_nobody_listening_is_told(fetch, server):
    server.port, port = 1, server.port
    assert "Connection refused" in failure(fetch, server.url()).reason
    server.port = port


def test_a_place_that_cannot_be_written_is_told(server, client, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchFailed, match="cannot be kept"):
        client.get(server.url(), Path(tmp_path / "file" / "x"), allow_private=True, allow_insecure=True)


def test_all_errors_of_the_network_are_known():
    known = {
        value
        for value in vars(httpcore2).values()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    unused = {httpcore2.ConnectionNotAvailable, httpcore2.ProxyError}
    assert [
        e
        for e in known - unused
        if not issubclass(e, (*NETWORK_ERRORS,)) and e.__module__.startswith("httpcore2")
    ] == []


def test_a_name_that_is_not_resolved_in_time_is_left(tmp_path):
    means = Means(resolver=lambda *_: time.sleep(2) or [])
    started = time.monotonic()
    limits = Limits(connect=0.2, attempts=1)
    with Client(limits, means) as client, pytest.raises(FetchFailed, match="does not answer in time"):
        client.get("https://feeds.example.org/", tmp_path / "x")
    assert time.monotonic() - started < 1.5
