"""Which columns each field of a rule covers."""

from vedette.detect.rules.request import COLUMNS, FIELDS_OF, request_of, texts
from vedette.detect.rules.rule import Field
from vedette.model.connection import SCHEMA, TEXT_SEEN_BY_RULES


def test_every_column_that_a_client_fills_is_looked_at():
    assert set(TEXT_SEEN_BY_RULES) <= set(COLUMNS) <= set(SCHEMA)
    assert set(FIELDS_OF) == set(COLUMNS) - {"path"}


def test_a_target_is_searched_whole_and_by_its_parts():
    assert dict(texts("path", "/a?b=/c?d")) == {
        "/a?b=/c?d": (Field.URI, Field.ANY),
        "/a": (Field.PATH,),
        "b=/c?d": (Field.QUERY,),
    }
    assert texts("path", "/a") == [("/a", (Field.URI, Field.PATH, Field.ANY))]


def test_a_header_with_a_column_of_its_own_is_a_field_of_its_own():
    for field in (Field.USER_AGENT, Field.REFERER, Field.HOST):
        assert FIELDS_OF[str(field)] == (field, Field.HEADERS, Field.ANY)


def test_headers_of_a_request_stand_where_formats_put_them():
    request = request_of(
        "GET", "/", {"User-Agent": "x", "X-Forwarded-For": "y", "Accept": "z", "Cookie": "c"}, ""
    )
    assert request["user_agent"] == "x"
    assert request["forwarded"] == "y"
    assert request["headers"] == "Accept: z\nCookie: c"
    assert request["body"] is None
