"""One document at a URL."""

from vedette.intel.sources.interface import Got, Same


def test_a_document_is_got_with_where_it_came_from(server, got):
    server.answer = lambda request: request.give(b"192.0.2.1\n", ETag='"1"', Content_Type="text/plain")
    found = got("http", server.url("/list?apikey=geheim"))
    assert isinstance(found, Got)
    assert found.document.read_bytes() == b"192.0.2.1\n"
    told = found.provenance
    assert (told.url, told.etag, told.content_type) == (server.url("/list"), '"1"', "text/plain")


def test_what_has_not_changed_is_the_same(server, got):
    server.answer = lambda request: request.give(b"192.0.2.1\n", ETag='"1"')
    first = got("http", server.url())
    server.answer = lambda request: request.give(b"", 304)
    again = got("http", server.url(), before=first.provenance)
    assert isinstance(again, Same)
    assert again.provenance.etag == '"1"'
    assert server.asked[1].headers["if-none-match"] == '"1"'


def test_what_another_url_said_of_its_version_is_not_asked_of_this_one(server, got):
    server.answer = lambda request: request.give(b"192.0.2.1\n", ETag='"1"')
    first = got("http", server.url("/old"))
    got("http", server.url("/new"), before=first.provenance)
    assert server.asked[1].headers["if-none-match"] is None


def test_a_token_is_sent_as_it_is_configured(server, got, monkeypatch):
    monkeypatch.setenv("X_TOKEN", "geheim")
    got("http", server.url(), 'token_env = "X_TOKEN"')
    got("http", server.url(), 'token_env = "X_TOKEN"\ntoken_header = "X-Api-Key"')
    got("http", server.url(), 'token_env = "X_TOKEN"\nuser = "ann"')
    got("http", server.url("/{key}/list"), 'token_env = "X_TOKEN"')
    sent = [(r.path, r.headers["authorization"], r.headers["x-api-key"]) for r in server.asked]
    assert sent == [
        ("/list.txt", "Bearer geheim", None),
        ("/list.txt", None, "geheim"),
        ("/list.txt", "Basic YW5uOmdlaGVpbQ==", None),
        ("/geheim/list", None, None),
    ]


def test_a_service_of_several_formats_is_asked_for_the_one_that_is_read(server, got):
    got("http", server.url(), 'format = "abuseipdb"')
    assert server.asked[0].headers["accept"] == "application/json"
