"""From a document to a list."""

import pytest

from vedette.intel.formats import FORMATS
from vedette.intel.gate.reading import Profile, read_list
from vedette.intel.interface import Role
from vedette.model.errors import MalformedInput, ReaderDefect, UnknownFormat
from vedette.model.reputation import Category, ContextKind


@pytest.mark.parametrize(
    "page",
    [b"<!DOCTYPE html><p>192.0.2.1", b"\xef\xbb\xbf \r\n<html>\n192.0.2.1\n", b"<?xml version='1.0'?>\n<a/>"],
)
def test_a_page_in_place_of_a_list_is_refused_whatever_the_format(page):
    for profile in (Profile("x"), Profile("x", format="plain")):
        with pytest.raises(MalformedInput, match="HTML or XML in place of a list"):
            read_list(page, profile, "x")


def test_a_document_of_no_known_format_is_refused():
    with pytest.raises(UnknownFormat, match="not a list"):
        read_list(b"Service unavailable, try again later.\n", Profile("x"), "x")
    with pytest.raises(UnknownFormat, match="no list format 'plian'"):
        read_list(b"192.0.2.1\n", Profile("x", format="plian"), "x")


def test_what_is_configured_holds_where_the_feed_says_nothing():
    profile = Profile("mine", category=Category.SCANNER, confidence=70)
    feed = read_list(b"192.0.2.1\n", profile, "document")
    assert (feed.name, feed.category, feed.entries["confidence"].to_list()) == (
        "mine",
        Category.SCANNER,
        [70],
    )
    assert read_list(b"192.0.2.1\t8\n", Profile("i", confidence=70), "d").entries["confidence"].to_list() == [
        95
    ]


def test_known_networks_stay_known_networks():
    listed = (
        b'{"name": "Cloudflare", "type": "cidr", "description": "d", "version": 1, "list": ["192.0.2.0/24"]}'
    )
    feed = read_list(listed, Profile("cf", category=Category.MALWARE, confidence=9), "d")
    assert (feed.role, feed.category, feed.name) == (Role.CONTEXT, None, "cf")


def test_a_feed_that_is_to_accuse_cannot_explain_but_one_that_is_to_explain_may_be_a_plain_list():
    listed = b'{"name": "x", "type": "cidr", "description": "d", "version": 1, "list": ["0.0.0.0/0"]}'
    with pytest.raises(MalformedInput, match="known networks in place of"):
        read_list(listed, Profile("x", role=Role.INDICATORS), "d")
    feed = read_list(b"192.0.2.1\n", Profile("my-cdn", role=Role.CONTEXT), "d")
    assert (feed.role, feed.context, feed.category) == (Role.CONTEXT, ContextKind.SHARED, None)


def test_a_reader_that_fails_is_told_as_a_defect(monkeypatch):
    def fail(data, path):
        raise RecursionError("deep")

    monkeypatch.setattr(FORMATS["plain"], "read", fail, raising=False)
    with pytest.raises(ReaderDefect, match="deep"):
        read_list(b"192.0.2.1\n", Profile("x", format="plain"), "d")
