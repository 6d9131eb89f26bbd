"""Feeds that change their purpose."""

from dataclasses import replace

from vedette.intel.gate.checks.role import Role
from vedette.model.reputation import ContextKind


def test_a_feed_that_accused_cannot_come_to_clear(candidate, reasons):
    clearing = candidate("20.0.0.1", context=ContextKind.RESOLVER)
    assert reasons(Role(), clearing, candidate("20.0.0.1")) == [
        ("soft", "was a list of indicators, and is one of public-resolver")
    ]


def test_another_format_is_noted(candidate, reasons):
    old = candidate("20.0.0.1")
    new = replace(old, vetted=replace(old.vetted, feed=replace(old.vetted.feed, format="ipsum")))
    assert reasons(Role(), new, old) == [("note", "format changed from plain to ipsum")]
