"""The screen applied to parsed rows."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vedette.model.address_set import AddressSet
from vedette.model.connection import TEXT_SEEN_BY_RULES, empty
from vedette.telemetry.interface import Screen
from vedette.telemetry.screening import contain_literals, screen_frame


class Evil:
    """Finds `evil`."""

    def offsets(self, data):
        data = bytes(data)
        return np.array([i + 4 for i in range(len(data)) if data.startswith(b"evil", i)], np.int64)


HOME, KNOWN = AddressSet.of(["10.0.0.0/8"]), AddressSet.of(["192.0.2.0/24"])
SCREEN = Screen(home=HOME, known=KNOWN, literals=Evil(), events=frozenset({"probe"}))


def test_known_clients_literals_and_events_select_rows():
    frame = pl.DataFrame(
        {
            "client_ip": [
                "192.0.2.1",
                "10.0.0.1",
                "203.0.113.1",
                None,
                "no address",
                "::ffff:192.0.2.1",
                "203.0.113.1",
            ],
            "path": [None, "/evil", "/", "/devil", None, "", "/"],
            "event": [None, None, "probe", None, None, None, "login-failed"],
        }
    )
    selected, external = screen_frame(frame, SCREEN)
    assert selected.equals(frame[[0, 1, 2, 3, 5]])
    assert external == 4


@pytest.mark.parametrize("column", TEXT_SEEN_BY_RULES)
def test_every_text_that_rules_see_is_searched(column):
    frame = empty().select(column).vstack(pl.DataFrame({column: ["x", "evil", None]}))
    assert screen_frame(frame, SCREEN)[0][column].to_list() == ["evil"]


def test_no_rows_are_no_rows():
    selected, external = screen_frame(empty(), SCREEN)
    assert (selected.height, external) == (0, 0)


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), st.sampled_from(["evil", "e", "vil", "ev\nil", "", "é evil"]), st.text()),
        max_size=20,
    )
)
def test_literals_are_found_in_the_texts_that_hold_them(texts):
    found = contain_literals(pl.Series(texts, dtype=pl.String), Evil())
    assert found.to_list() == ["evil" in (text or "") for text in texts]


def test_what_a_sensor_found_is_kept_whoever_the_client_is():
    frame = pl.DataFrame({"client_ip": ["203.0.113.1"] * 2, "notice": [None, "ET EXPLOIT something"]})
    assert screen_frame(frame, SCREEN)[0]["notice"].to_list() == ["ET EXPLOIT something"]
