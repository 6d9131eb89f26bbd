from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.shown import LONGEST, shown, shown_all


@given(st.binary(max_size=2000).map(lambda raw: raw.decode("utf-8", "surrogateescape")) | st.just("\ud800"))
def test_any_file_name_can_be_kept(name):
    text = shown(name)
    assert len(text) <= LONGEST
    assert text.encode("utf-8").decode("utf-8") == text


def test_a_list_says_how_much_of_it_is_left_out():
    assert shown_all(map(str, range(10)), 4) == ("0", "1", "2", "… and 7 more")
