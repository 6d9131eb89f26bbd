from hypothesis import given
from hypothesis import strategies as st

from vedette.vulns.advisories.interface import Severity
from vedette.vulns.advisories.severity import base_score

V31 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
V40 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"


def test_a_vector_alone_gives_its_score():
    assert base_score([Severity("3.1", V31, None)]) == 7.5
    assert base_score([Severity("4.0", V40, None)]) == 9.3
    assert base_score([Severity("2.0", "AV:N/AC:L/Au:N/C:P/I:N/A:N", None)]) == 5.0


def test_the_newest_version_counts_and_of_it_the_highest():
    scores = [Severity("2.0", None, 10.0), Severity("3.1", None, 7.5), Severity("3.1", None, 9.8)]
    assert base_score(scores) == 9.8


def test_what_is_no_score_is_null():
    assert base_score([]) is None
    assert base_score([Severity("3.1", "CVSS:3.1/nonsense", None), Severity("3.1", None, 11.0)]) is None
    assert base_score([Severity("9.9", V31, None), Severity("3.1", V31 * 100, None)]) is None


@given(st.sampled_from(["2.0", "3.0", "3.1", "4.0"]), st.text(max_size=40))
def test_no_vector_crashes(version, text):
    for vector in (text, V31 + text, V40 + text, f"CVSS:{version}/{text}"):
        base_score([Severity(version, vector, None)])
