"""What is remembered of tokens."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.telemetry import remembered
from vedette.telemetry.remembered import TOKEN_WIDTH, Remembered


def tokens(texts):
    return np.frombuffer(b"".join(text.ljust(TOKEN_WIDTH, b"\0") for text in texts), np.uint8).reshape(
        -1, TOKEN_WIDTH
    )


def verdict(text):
    return sum(text) % 200 + 1


texts = st.lists(
    st.binary(min_size=1, max_size=TOKEN_WIDTH).filter(lambda t: t[0] > 0), min_size=1, max_size=60
)


@pytest.mark.parametrize("slot_bits", [1, 3, 17])
@given(rounds=st.lists(texts, max_size=4))
def test_no_answer_is_that_of_another_token(slot_bits, rounds):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remembered, "_SLOT_BITS", slot_bits)
        memory = Remembered()
        for asked in rounds:
            verdicts, known = memory.find(tokens(asked))
            for text, found, is_known in zip(asked, verdicts.tolist(), known.tolist(), strict=True):
                assert not is_known or found == verdict(text)
            memory.keep(tokens(asked), np.array([verdict(text) for text in asked], np.uint8))


def test_what_was_kept_is_known():
    memory = Remembered()
    asked = [b"2001:db8::%x" % i for i in range(100)]
    memory.keep(tokens(asked), np.arange(100, dtype=np.uint8))
    verdicts, known = memory.find(tokens([*asked, b"2001:db9::1"]))
    assert known.sum() >= 98
    assert not known[-1]
    assert verdicts[np.flatnonzero(known)].tolist() == np.flatnonzero(known).tolist()


def test_an_empty_token_is_no_address():
    verdicts, _ = Remembered().find(tokens([b""]))
    assert verdicts.tolist() == [0]
