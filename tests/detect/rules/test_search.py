"""Literals sought together."""

from vedette.detect.rules.search import LiteralSearch


def test_every_place_is_told_in_order_and_in_either_case():
    search = LiteralSearch([b"ab", b"b"])
    assert search.matches(b"AB-b", 9) == [(0, 2), (1, 2), (1, 4)]


def test_a_literal_can_be_told_once():
    assert LiteralSearch([b"ab"], once=True).matches(b"ababab", 9) == [(0, 2)]


def test_more_places_than_the_limit_are_not_told():
    assert LiteralSearch([b"a"]).matches(b"a" * 100, 50) is None


def test_nothing_is_found_where_nothing_is_sought():
    assert LiteralSearch([]).matches(b"abc", 9) == []
