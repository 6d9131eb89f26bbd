import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.vulns.vex.vers import contains


@pytest.mark.parametrize(
    ("text", "version", "wanted"),
    [
        ("vers:semver/>=2.2.0|<=2.4.0", "2.4.0", True), ("vers:semver/>=2.2.0|<=2.4.0", "2.5.0", False),
        ("vers:semver/<1.5.0|>=7.0.0", "1.4.9", True), ("vers:semver/<1.5.0|>=7.0.0", "3.0.0", False),
        ("vers:semver/<1.5.0|>=7.0.0", "7.0.0", True), ("vers:semver/<7.0.0|>=1.5.0", "3.0.0", True),
        ("vers:npm/1.2.3|>=2.0.0|<5.0.0", "1.2.3", True), ("vers:npm/1.2.3|>=2.0.0|<5.0.0", "1.9.0", False),
        ("vers:pypi/>=1|!=1.5|<2", "1.5", False), ("vers:pypi/>=1|!=1.5|<2", "1.6", True),
        ("vers:pypi/!=1.5", "1.6", True), ("vers:deb/*", "1", True), ("5.9.0", "5.9.0", True), ("5.9.0", "5.9.1", False),
        ("vers:npm/>=1.0.0", "latest", None), ("vers:unheard/>=1|<3", "2", True),
    ],
)  # fmt: skip
def test_ranges_contain_what_the_specification_says(text, version, wanted):
    assert contains(text, version) is wanted


@given(st.text(max_size=30), st.text(max_size=10))
def test_any_text_is_answered(text, version):
    assert contains(f"vers:{text}", version) in {True, False, None}
    assert contains(f"vers:npm/{text}", version) in {True, False, None}
