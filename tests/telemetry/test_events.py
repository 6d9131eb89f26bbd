"""The vocabulary of events."""

import re

from vedette.telemetry.events import Event


def test_every_event_word_is_of_small_letters_joined_by_hyphens():
    assert all(re.fullmatch("[a-z]+(-[a-z]+)*", word) for word in Event)
