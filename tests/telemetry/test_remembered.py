"""What is remembered of tokens."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry.remembered import Remembered

WORDS = 3


def tokens(texts):
    joined = b"".join(text.ljust(8 * WORDS, b"\0") for text in texts)
    return list(np.frombuffer(joined, np.uint64).reshape(-1, WORDS).T)


def verdict(text):
    return sum(text) % 200 + 1


texts = st.lists(
    st.binary(min_size=1, max_size=8 * WORDS).filter(lambda t: t[0] > 0), min_size=1, max_size=60
)


@pytest.mark.parametrize("slot_bits", [1, 3, 17])
@given(rounds=st.lists(texts, max_size=4))
def test_no_answer_is_that_of_another_token(slot_bits, rounds):
    memory = Remembered(WORDS, slot_bits)
    for asked in rounds:
        verdicts, known = memory.find(tokens(asked))
        for text, found, is_known in zip(asked, verdicts.tolist(), known.tolist(), strict=True):
            assert not is_known or found == verdict(text)
        memory.keep(tokens(asked), np.array([verdict(text) for text in asked], np.uint8))


def test_what_was_kept_is_known():
    memory = Remembered(WORDS, 17)
    asked = [b"2001:db8::%x" % i for i in range(100)]
    memory.keep(tokens(asked), np.arange(100, dtype=np.uint8))
    verdicts, known = memory.find(tokens([*asked, b"2001:db9::1"]))
    assert known.sum() >= 98
    assert not known[-1]
    assert verdicts[np.flatnonzero(known)].tolist() == np.flatnonzero(known).tolist()


def test_an_empty_token_is_no_address():
    verdicts, _ = Remembered(WORDS, 4).find(tokens([b""]))
    assert verdicts.tolist() == [0]
