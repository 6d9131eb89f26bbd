"""A MISP server asked by REST."""

import json

import pytest

from vedette.fetch import FetchFailed
from vedette.intel.loading import read_feed
from vedette.intel.sources import misp


def attributes(*numbers):
    return [{"id": str(n), "type": "ip-dst", "value": f"198.51.100.{n}", "to_ids": True} for n in numbers]


@pytest.fixture
def pages(server, monkeypatch):
    """Pages of two attributes."""
    monkeypatch.setattr(misp, "_PAGE", 2)
    given = [attributes(1, 2), attributes(3, 4), attributes(5)]

    def answer(request):
        number = json.loads(request.body)["page"]
        page = given[number - 1] if number <= len(given) else []
        request.give(json.dumps({"response": {"Attribute": page}}).encode())

    server.answer = answer
    return given


def addresses(found):
    return sorted(read_feed(found.document).entries["value"].to_list())


def test_pages_are_asked_for_until_one_is_not_full(server, pages, got, monkeypatch):
    monkeypatch.setenv("X_TOKEN", "geheim")
    found = got(
        "misp", server.url("/"), 'token_env = "X_TOKEN"\nsearch = { tags = ["tlp:clear"], to_ids = true }'
    )
    assert addresses(found) == [f"198.51.100.{n}" for n in range(1, 6)]
    assert [r.path for r in server.asked] == ["/attributes/restSearch"] * 3
    assert server.asked[0].headers["authorization"] == "geheim"
    asked = json.loads(server.asked[0].body)
    assert (asked["tags"], asked["returnFormat"], asked["limit"]) == (["tlp:clear"], "json", 2)
    assert "ip-src|port" in asked["type"]


def test_a_last_page_that_is_full_is_followed_by_an_empty_one(server, pages, got):
    pages.pop()
    assert len(addresses(got("misp", server.url("/")))) == 4
    assert len(server.asked) == 3


def test_nothing_found_is_an_empty_document_for_the_gate_to_judge(server, pages, got):
    pages.clear()
    assert addresses(got("misp", server.url("/"))) == []


def test_a_server_that_ignores_the_page_is_left(server, pages, got):
    server.answer = lambda request: request.give(
        json.dumps({"response": {"Attribute": attributes(1, 2)}}).encode()
    )
    with pytest.raises(FetchFailed, match="do not advance"):
        got("misp", server.url("/"))
    assert len(server.asked) == 2


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"response": []}'])
def test_an_answer_that_is_none_of_misp_is_told(server, got, body):
    server.answer = lambda request: request.give(body)
    with pytest.raises(FetchFailed, match="no answer of MISP"):
        got("misp", server.url("/"))
