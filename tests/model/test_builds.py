import pytest

from vedette.model.builds import leading_number, release_among, release_of_build, upstream_version


@pytest.mark.parametrize(
    ("version", "release"),
    [
        ("1.2-3+deb12u1", "12"),
        ("1~deb11u2", "11"),
        ("4.4-1.el8_6", "8"),
        ("3-1.fc40", "40"),
        ("1.22.1-9", None),
        ("", None),
    ],
)
def test_a_version_tells_the_release_that_it_was_built_for(version, release):
    assert release_of_build(version) == release


def test_of_a_machine_the_release_that_most_versions_name_counts():
    assert release_among(["1+deb12u1", "2+deb12u3", "1+deb11u1", "5", None]) == "12"
    assert release_among(["5", None]) is None


@pytest.mark.parametrize(
    ("text", "number"), [("22.04.1-lts", "22.04.1"), ("9.", "9"), ("x", None), ("", None)]
)
def test_a_number_at_the_start_is_taken(text, number):
    assert leading_number(text) == number


@pytest.mark.parametrize(
    ("version", "upstream"),
    [
        ("1:7.2p2-4ubuntu2.1", "7.2p2"),
        ("2.4.57-2", "2.4.57"),
        ("1.22.1-9+deb12u1", "1.22.1"),
        ("1:2.4.57+dfsg-2", "2.4.57"),
        ("2.0.0+really1.9.0-1", "1.9.0"),
        ("9.0~rc1-1", "9.0-rc1"),
        ("2.4.37-56.el8", "2.4.37"),
        ("1.24.0-r7", "1.24.0"),
        ("1.18.0", "1.18.0"),
        ("1.2.3~dfsg-1", "1.2.3"),
    ],
)
def test_the_upstream_version_is_inside_the_packaging(version, upstream):
    assert upstream_version(version) == upstream
