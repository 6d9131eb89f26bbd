"""Collections of a TAXII 2.1 server."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from vedette.fetch import FetchFailed
from vedette.intel.loading import read_feed

MEDIA = "application/taxii+json;version=2.1"


def indicator(number, **more):
    return {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--00000000-0000-4000-8000-{number:012}",
        "pattern": f"[ipv4-addr:value = '198.51.100.{number}']",
        "pattern_type": "stix",
        "valid_from": "2026-11-01T00:00:00Z",
        "modified": "2026-11-01T00:00:00Z",
    } | more


class Collection:
    """A server with one collection: objects in the order in which they were added, two a page."""

    def __init__(self, server):
        self.objects = [indicator(n) for n in range(1, 6)]
        self.server = server
        self.asked = []
        server.answer = self.answer

    def answer(self, request):
        parts = urlsplit(request.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.asked.append((parts.path, query))
        answers = {
            "/taxii2/": {"title": "T", "default": self.server.url("/root/"), "api_roots": ["/root/"]},
            "/root/": {"title": "R", "versions": [MEDIA], "max_content_length": 1},
            "/root/collections/": {
                "collections": [
                    {"id": "c1", "title": "bad", "can_read": True},
                    {"id": "c2", "title": "secret", "can_read": False},
                ]
            },
        }
        if parts.path in answers:
            self.give(request, answers[parts.path])
        elif parts.path == "/root/collections/c1/objects/":
            self.page(request, query)
        else:
            request.give(b"", 404)

    def page(self, request, query):
        start = int(query.get("next") or query.get("added_after", "2026-11-24T00:00:00.000000Z")[20:26])
        part = self.objects[start : start + 2]
        end = start + len(part)
        more = end < len(self.objects)
        headers = {"X_TAXII_Date_Added_Last": f"2026-11-24T00:00:00.{end:06}Z"} if part else {}
        self.give(request, {"more": more, "objects": part} | ({"next": str(end)} if more else {}), **headers)

    def give(self, request, content, **headers):
        request.give(json.dumps(content).encode(), Content_Type=MEDIA, **headers)


@pytest.fixture
def collection(server):
    return Collection(server)


def addresses(found):
    return sorted(read_feed(found.document).entries["value"].to_list())


ALL = [f"198.51.100.{n}" for n in range(1, 6)]


@pytest.mark.parametrize(
    "path", ["/taxii2/", "/root/", "/root/collections/c1/", "/root/collections/c1/objects/"]
)
def test_a_collection_is_found_from_the_server_the_root_or_itself_and_read_whole(
    collection, server, got, path
):
    found = got("taxii", server.url(path))
    assert addresses(found) == ALL
    assert found.provenance.cursor == "2026-11-24T00:00:00.000005Z"
    assert all(r.headers["accept"] == MEDIA for r in server.asked)


def test_later_only_what_was_added_since_is_asked_for(collection, server, got):
    got("taxii", server.url("/taxii2/"))
    collection.asked.clear()
    collection.objects.append(indicator(9))
    collection.objects.append(indicator(2, revoked=True))
    found = got("taxii", server.url("/taxii2/"))
    assert collection.asked[-1][1]["added_after"] == "2026-11-24T00:00:00.000005Z"
    assert addresses(found) == sorted({*ALL, "198.51.100.9"} - {"198.51.100.2"})


def test_nothing_new_gives_the_same_bytes(collection, server, got):
    first = got("taxii", server.url("/taxii2/")).document.read_bytes()
    again = got("taxii", server.url("/taxii2/"))
    assert again.document.read_bytes() == first
    assert again.provenance.cursor == "2026-11-24T00:00:00.000005Z"


def test_a_failure_amid_the_pages_forgets_nothing_and_skips_nothing(collection, server, got):
    page = collection.page
    collection.page = lambda r, q: r.give(b"", 404) if "next" in q else page(r, q)
    with pytest.raises(FetchFailed, match="answered 404"):
        got("taxii", server.url("/taxii2/"))
    collection.page = page
    assert addresses(got("taxii", server.url("/taxii2/"))) == ALL


def test_a_server_that_says_more_without_next_goes_on_by_time(collection, server, got):
    give = collection.give

    def without_next(request, content, **headers):
        content.pop("next", None)
        give(request, content, **headers)

    collection.give = without_next
    assert addresses(got("taxii", server.url("/taxii2/"))) == ALL


@pytest.mark.parametrize("more", [{"more": True}, {"more": True, "next": "same"}])
def test_pages_that_do_not_advance_are_left(collection, server, got, more):
    collection.page = lambda request, _: collection.give(request, {"objects": [indicator(1)]} | more)
    with pytest.raises(FetchFailed, match="do not advance"):
        got("taxii", server.url("/taxii2/"))
    assert len(collection.asked) < 10


def test_a_root_on_another_server_is_never_asked(server, other, got, monkeypatch):
    monkeypatch.setenv("X_TOKEN", "geheim")
    server.answer = lambda r: r.give(json.dumps({"default": other.url("/root/")}).encode())
    with pytest.raises(FetchFailed, match="another server"):
        got("taxii", server.url("/taxii2/"), 'token_env = "X_TOKEN"')
    assert other.asked == []


def test_a_collection_that_is_not_there_is_told_with_those_that_are(collection, server, got):
    with pytest.raises(FetchFailed, match="there are 'bad'"):
        got("taxii", server.url("/taxii2/"), 'collection = "good"')
    assert addresses(got("taxii", server.url("/taxii2/"), 'collection = "bad"')) == ALL


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"objects": 3}', b"\xff", b"[" * 100_000])
def test_an_answer_that_is_no_taxii_is_told(server, got, body):
    server.answer = lambda request: request.give(body)
    with pytest.raises(FetchFailed, match="is no TAXII envelope"):
        got("taxii", server.url("/root/collections/c1/"))


def test_broken_objects_cost_themselves_alone(collection, server, got):
    collection.objects[1:1] = [{"id": 3}, "x", None]
    found = got("taxii", server.url("/taxii2/"))
    assert addresses(found) == ALL
    assert found.notes == ("3 objects are no STIX",)


def test_what_names_no_address_is_not_kept(collection, server, got):
    collection.objects.append(indicator(7, pattern="[domain-name:value = 'x.example']"))
    collection.objects.append({"type": "identity", "id": "identity--1"})
    assert addresses(got("taxii", server.url("/taxii2/"))) == ALL


def test_damaged_memory_is_read_anew(collection, server, got, tmp_path):
    got("taxii", server.url("/taxii2/"))
    (tmp_path / "kept/memory.json").write_bytes(b'{"objects_url": 3')
    assert addresses(got("taxii", server.url("/taxii2/"))) == ALL
