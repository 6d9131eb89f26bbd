"""Texts that only speak of attacks, and attacks in uncommon dress: wherever a client can write.

`texts/harmless.txt` and `texts/attacks.txt` hold one a line, `⏎` for a line end.
"""

import json
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from vedette.detect.rules.matching import RuleSet
from vedette.detect.rules.request import Request, request_of

FOLDER = Path(__file__).with_name("texts")
HEADERS = {"Host": "forum.example", "User-Agent": "Mozilla/5.0"}
FORM = HEADERS | {"Content-Type": "application/x-www-form-urlencoded"}
JSON = HEADERS | {"Content-Type": "application/json"}


def texts(name: str) -> list[str]:
    return [line.replace("⏎", "\n") for line in (FOLDER / name).read_text("utf-8").splitlines()]


def requests_with(text: str) -> dict[str, Request]:
    """The text in each place where clients write."""
    found = {
        "query": request_of("GET", f"/search?lang=en&q={quote_plus(text)}&page=2", HEADERS, ""),
        "encoded query": request_of("GET", f"/search?q={quote(text, safe='')}", HEADERS, ""),
        "form": request_of("POST", "/comment", FORM, f"name=Anna&text={quote_plus(text)}&send=1"),
        "JSON": request_of("POST", "/api/comments", JSON, json.dumps({"name": "Anna", "text": text, "n": 1})),
        "referer": request_of(
            "GET", "/", HEADERS | {"Referer": f"https://forum.example/t?q={quote_plus(text)}"}, ""
        ),
    }
    if "\n" not in text:
        found["user agent"] = request_of("GET", "/", HEADERS | {"User-Agent": text}, "")
    return found


@pytest.mark.parametrize("text", texts("harmless.txt"))
def test_a_text_that_speaks_of_code_commands_or_databases_is_no_attack(rules: RuleSet, text):
    called = [
        (place, match.rule.id, match.text)
        for place, request in requests_with(text).items()
        for match in rules.match_request(request)
        if not match.rule.told_beside_others
    ]
    assert called == []


@pytest.mark.parametrize("text", texts("attacks.txt"))
def test_an_attack_in_uncommon_dress_is_told(rules: RuleSet, text):
    for place in ("query", "form", "JSON"):
        found = rules.match_request(requests_with(text)[place])
        assert any(not match.rule.told_beside_others for match in found), place
