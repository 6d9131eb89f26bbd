import pytest

from vedette.assets.packages import distribution_purl, split_package


def test_a_package_is_split_at_blank_or_equals_sign():
    assert split_package("openssh-server 1:7.2p2-4ubuntu2.1") == ("openssh-server", "1:7.2p2-4ubuntu2.1")
    assert split_package("nginx=1.22.1-9") == ("nginx", "1.22.1-9")
    assert split_package("nginx") == ("nginx", None)


@pytest.mark.parametrize(
    ("version", "purl"),
    [
        ("1:7.2p2-4ubuntu2.1", "pkg:deb/ubuntu/x@1%3A7.2p2-4ubuntu2.1"),
        ("1.22.1-9+deb12u1", "pkg:deb/debian/x@1.22.1-9%2Bdeb12u1"),
        ("3.0.19-1~deb12u2", "pkg:deb/debian/x@3.0.19-1~deb12u2"),
        ("2.4.37-56.el8", "pkg:rpm/redhat/x@2.4.37-56.el8"),
        ("2.4.57-1.fc39", "pkg:rpm/fedora/x@2.4.57-1.fc39"),
        ("1.22.1-9", None),
        ("1.2+debug", None),
        (None, None),
    ],
)
def test_a_distribution_is_guessed_only_where_the_version_is_plain(version, purl):
    assert distribution_purl("x", version) == purl
