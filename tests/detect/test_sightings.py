"""Sightings: folding loses no figure, and merging does not depend on how the input was cut."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.detect.conftest import BAD, START, connections, knowledge, vulnerability

from vedette.detect.kernel import correlate
from vedette.detect.rules.matching import RuleSet
from vedette.detect.settings import KEPT_ATTACKS
from vedette.detect.sightings import Sightings, merge

RULES = RuleSet.load()
KNOWN = knowledge(RULES, vulnerability("CVE-2024-23334"))

rows = st.lists(
    st.fixed_dictionaries(
        {
            "client_ip": st.sampled_from([BAD, "203.0.113.67", "198.51.100.9"]),
            "path": st.sampled_from(["/", "/a", "/static/../../../etc/passwd"]),
            "status": st.sampled_from([200, 404, None]),
            "bytes_out": st.one_of(st.none(), st.integers(0, 5000)),
            "time": st.one_of(st.none(), st.integers(0, 300).map(lambda s: START + timedelta(seconds=s))),
        }
    ),
    min_size=1,
    max_size=40,
)


def figures(sightings: Sightings) -> dict[str, Any]:
    """What must not depend on the cut: all but the examples."""
    tallies = sightings.tallies.drop("exemplar").with_columns(pl.col("paths").list.sort())
    attacks = sightings.attacks.select("client_ip", "path", "status", "bytes_out", "time")
    return {
        "tallies": sorted(map(repr, tallies.rows())),
        "attacks": sorted(map(repr, attacks.rows())),
        "usual": sorted(sightings.usual.rows()),
        "listed": sorted(sightings.listed.rows()),
    }


@settings(deadline=None, max_examples=40)
@given(rows, st.integers(0, 40))
def test_merging_two_halves_gives_what_the_whole_gives(found: list[dict[str, Any]], at: int) -> None:
    whole = connections(*found)
    parts = [correlate(part, KNOWN) for part in (whole.head(at), whole.slice(at))]
    assert figures(merge(parts)) == figures(correlate(whole, KNOWN))


@settings(deadline=None, max_examples=40)
@given(rows)
def test_folding_loses_no_connection_of_a_listed_client(found: list[dict[str, Any]]) -> None:
    sightings = correlate(connections(*found), KNOWN)
    listed = sightings.tallies.filter(pl.col("client_ip") == BAD)
    assert listed["count"].sum() == sum(row["client_ip"] == BAD for row in found)


def test_attack_rows_are_bounded_and_the_largest_answers_kept() -> None:
    attack = {"path": "/static/../../../etc/passwd", "status": 200}
    found = [{**attack, "bytes_out": size} for size in range(KEPT_ATTACKS * 3)]
    kept = correlate(connections(*found), KNOWN).attacks
    assert kept.height == KEPT_ATTACKS
    assert kept["bytes_out"].min() == KEPT_ATTACKS * 2


def test_a_figure_that_no_row_gives_stays_unknown() -> None:
    tallies = correlate(connections({"path": "/"}, {"path": "/"}), KNOWN).tallies
    assert tallies["bytes_out"].to_list() == [None]
