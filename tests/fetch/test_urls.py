"""Which URLs are fetched at all, and what of them is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.fetch import FetchFailed
from vedette.fetch.urls import joined, target

URLISH = st.text(
    st.sampled_from("https:/?#[]@!$&'()*+,;=%0123456789abcdefx.-_~\\ \t\u3002\u2460{key}é"), max_size=60
)


@given(st.one_of(st.text(max_size=80), URLISH, URLISH.map(lambda text: f"https://{text}")))
def test_any_text_is_a_url_that_may_be_asked_for_or_one_error(text):
    try:
        found = target(text)
    except FetchFailed:
        return
    assert found.url.scheme == "https"
    assert found.url.host
    assert not found.url.userinfo


@given(st.one_of(st.text(max_size=80), URLISH))
def test_any_redirect_leads_to_a_url_that_may_be_asked_for_or_to_one_error(location):
    try:
        found = joined(target("https://feeds.example.org/list"), location, key=None, allow_insecure=False)
    except FetchFailed:
        return
    assert found.url.scheme == "https"
    assert not found.url.userinfo


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=6, max_size=40).map("s3cr".__add__)
)
def test_a_key_is_never_shown(key):
    for url in ("https://x.example/{key}/list", "https://x.example/l?k={key}"):
        assert key not in target(url, key=key).shown
    with pytest.raises(FetchFailed) as raised:
        target("https://{key}@x.example/", key=key)
    assert key not in str(raised.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://x.example/a?token=b#c", "https://x.example/a"),
        ("https://X.example:443/a", "https://X.example:443/a"),
        ("https://x.example/{key}/a", "https://x.example/{key}/a"),
    ],
)
def test_what_may_be_secret_is_not_shown(url, shown):
    assert target(url, key="geheim").shown == shown


def test_credentials_in_a_url_are_refused_and_not_told():
    with pytest.raises(FetchFailed, match="do not belong in a URL") as raised:
        target("https://ann:geheim@x.example/")
    assert "geheim" not in str(raised.value)
