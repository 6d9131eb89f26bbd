from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.figures import is_decimal, is_hexadecimal


@given(st.integers(0, 2**64 - 1))
def test_numbers_of_64_bits_are_numbers(number):
    assert is_decimal(str(number))
    assert is_hexadecimal(f"{number:x}")
    assert is_hexadecimal(f"{number:X}")


@given(st.text(max_size=25))
def test_what_is_said_to_be_a_number_can_be_read_as_one(text):
    if is_decimal(text):
        assert int(text) >= 0
    if is_hexadecimal(text):
        assert int(text, 16) >= 0


def test_digits_of_other_scripts_and_endless_ones_are_none():
    assert not any(map(is_decimal, ("", "²", "٣", "-1", " 1", "1_0", "9" * 5000)))
    assert not any(map(is_hexadecimal, ("", "0x1", "-f", "g", "f" * 5000)))
