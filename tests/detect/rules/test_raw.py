"""What lines hold, as they were logged."""

from urllib.parse import quote

import pytest

from vedette.detect.rules import raw
from vedette.detect.rules.rule import read_rules

LITERALS = sorted({literal.lower() for rule in read_rules() for literal in rule.literals})


def holds(line: str, literals) -> bool:
    return any(literal.lower() in line.lower() for literal in literals)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("plain", lambda text: text),
        ("percent", lambda text: quote(text, safe="")),
        ("slashes kept", lambda text: quote(text, safe="/:")),
        ("form", lambda text: quote(text, safe="").replace("%20", "+")),
        (
            "every reserved character",
            lambda text: "".join(c if c.isalnum() else f"%{ord(c):02X}" for c in text),
        ),
    ],
)
def test_however_clients_write_a_literal_the_line_has_a_trace_or_a_sign(name, write):
    for literal in LITERALS:
        sought = {*raw.traces(literal), *raw.SIGNS, *raw.NEEDLESS}
        assert holds(write(literal), sought), (name, literal)


def test_no_sign_stands_within_a_needless_escape():
    assert not [escape for escape in raw.NEEDLESS if holds(escape, raw.SIGNS)]


def test_of_literals_that_hold_another_only_that_is_kept():
    assert raw.without_longer(["abc", "b", "xyz", "XY", "d"], [b"kept", b"d"]) == [b"kept", b"d", b"b", b"xy"]
    assert raw.without_longer(["keptlonger"], [b"kept"]) == [b"kept"]
