"""MISP feeds: a manifest and events."""

import json

import pytest

from vedette.fetch import FetchFailed
from vedette.intel.loading import read_feed


def key(number):
    return f"00000000-0000-4000-8000-{number:012}"


class Feed:
    """A folder with events."""

    def __init__(self, server):
        self.events = {key(n): (1_790_000_000 + n, self.event(n)) for n in range(1, 4)}
        self.extra = {}
        self.asked = []
        server.answer = self.answer

    @staticmethod
    def event(number):
        return {
            "Event": {
                "info": f"Event {number}",
                "uuid": key(number),
                "timestamp": "1790000000",
                "Tag": [{"name": "tlp:clear"}],
                "Attribute": [
                    {"type": "ip-dst", "value": f"198.51.100.{number}", "to_ids": True},
                    {"type": "md5", "value": "0" * 32, "to_ids": True},
                ],
                "Object": [
                    {
                        "Attribute": [
                            {"type": "ip-src|port", "value": f"198.51.101.{number}|80", "to_ids": True}
                        ]
                    }
                ],
            }
        }

    def answer(self, request):
        name = request.path.rpartition("/")[2]
        self.asked.append(name)
        if name == "manifest.json":
            manifest = {
                k: {"timestamp": str(changed), "info": "x"} for k, (changed, _) in self.events.items()
            }
            request.give(json.dumps(manifest | self.extra).encode())
        elif name.removesuffix(".json") in self.events and self.events[name.removesuffix(".json")][1]:
            request.give(json.dumps(self.events[name.removesuffix(".json")][1]).encode())
        else:
            request.give(b"", 404)


@pytest.fixture
def feed(server):
    return Feed(server)


def addresses(found):
    return sorted(read_feed(found.document).entries["value"].to_list())


def expected(*numbers):
    return sorted(f"198.51.{net}.{n}" for net in (100, 101) for n in numbers)


@pytest.mark.parametrize("path", ["/feed/", "/feed", "/feed/manifest.json"])
def test_all_events_become_one_document(feed, server, got, path):
    found = got("misp-feed", server.url(path))
    assert addresses(found) == expected(1, 2, 3)
    assert read_feed(found.document).format == "misp-event"


def test_only_events_that_are_new_or_have_changed_are_fetched(feed, server, got):
    got("misp-feed", server.url("/feed/"))
    feed.asked.clear()
    feed.events[key(4)] = (1_800_000_000, feed.event(4))
    feed.events[key(1)] = (1_800_000_000, feed.event(9))
    del feed.events[key(2)]
    found = got("misp-feed", server.url("/feed/"))
    assert sorted(feed.asked) == sorted(["manifest.json", f"{key(1)}.json", f"{key(4)}.json"])
    assert addresses(found) == expected(3, 4, 9)


def test_nothing_new_gives_the_same_bytes(feed, server, got):
    first = got("misp-feed", server.url("/feed/")).document.read_bytes()
    feed.asked.clear()
    assert got("misp-feed", server.url("/feed/")).document.read_bytes() == first
    assert feed.asked == ["manifest.json"]


def test_an_event_that_fails_is_told_and_asked_for_again(feed, server, got):
    feed.events[key(2)] = (1_790_000_002, None)
    found = got("misp-feed", server.url("/feed/"))
    assert addresses(found) == expected(1, 3)
    assert found.notes[0].startswith("1 of 3 events failed, and will be asked for again: ")
    feed.events[key(2)] = (1_790_000_002, feed.event(2))
    assert addresses(got("misp-feed", server.url("/feed/"))) == expected(1, 2, 3)


def test_a_feed_whose_events_fail_fails_and_keeps_what_it_has_fetched(feed, server, got):
    whole = dict(feed.events)
    feed.events |= {k: (v[0], None) for k, v in whole.items() if k != key(3)}
    with pytest.raises(FetchFailed, match="answered 404"):
        got("misp-feed", server.url("/feed/"))
    feed.events = whole
    feed.asked.clear()
    assert addresses(got("misp-feed", server.url("/feed/"))) == expected(1, 2, 3)
    assert f"{key(3)}.json" not in feed.asked


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "//other.example/x", "x", "", "..%2f", "{" + key(7) + "}"]
)
def test_a_name_that_is_no_uuid_is_never_asked_for(feed, server, got, name):
    feed.extra = {name: {"timestamp": 1}}
    assert addresses(got("misp-feed", server.url("/feed/"))) == expected(1, 2, 3)
    assert len(feed.asked) == 4


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"x": 3}', b"\xff"])
def test_what_is_no_manifest_is_told(server, got, body):
    server.answer = lambda request: request.give(body)
    with pytest.raises(FetchFailed, match="is no manifest of a MISP feed"):
        got("misp-feed", server.url("/feed/"))
