import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.model.purl import PackageKey, parse_purl, qualified, write_purl


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("pkg:pypi/AIOHTTP@3.9.1", PackageKey("pypi", "aiohttp")),
        ("pkg:pypi/zope.interface@5", PackageKey("pypi", "zope-interface")),
        ("pkg:npm/%40babel/core@7", PackageKey("npm", "@babel/core")),
        (
            "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",
            PackageKey("maven", "org.apache.logging.log4j/log4j-core"),
        ),
        ("pkg:deb/Debian/OpenSSH-server@1%3A9.2p1-2", PackageKey("deb/debian", "openssh-server")),
        ("pkg:golang/github.com/Gin-gonic/gin@v1.9.0", PackageKey("golang", "github.com/gin-gonic/gin")),
    ],
)
def test_equal_packages_have_equal_keys(text, key):
    purl = parse_purl(text)
    assert purl is not None
    assert purl.key == key


def test_qualifiers_name_distribution_and_source_package():
    purl = parse_purl("pkg:deb/debian/openssh-server@1%3A9.2p1-2?distro=debian-12&upstream=openssh%401")
    assert purl is not None
    assert (purl.version, purl.distro, purl.source) == ("1:9.2p1-2", "debian-12", "openssh")


@pytest.mark.parametrize("text", ["", "nginx", "pkg:", "pkg:pypi", "pkg:pypi/" + "x" * 5000])
def test_what_is_no_package_url_is_null(text):
    assert parse_purl(text) is None


@given(st.text(max_size=80))
def test_no_text_crashes_the_parser(text):
    parse_purl(text)
    parse_purl("pkg:" + text)


@pytest.mark.parametrize(
    ("text", "version", "source"),
    [
        ("pkg:rpm/redhat/openssl-libs@1.1.1k-9.el8?epoch=1&upstream=openssl-1.1.1k-9.el8.src.rpm", "1:1.1.1k-9.el8", "openssl"),
        ("pkg:rpm/redhat/bash@4.2-34.el7", "4.2-34.el7", None),
        ("pkg:deb/debian/libssl3@3.0.15-1?upstream=openssl%403.0.15", "3.0.15-1", "openssl"),
    ],
)  # fmt: skip
def test_epoch_and_source_package_are_taken_from_the_qualifiers(text, version, source):
    purl = parse_purl(text)
    assert (purl.version, purl.source) == (version, source)


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("pkg:deb/debian/dmsetup@2%3A1.02.185-2?upstream=lvm2%402.03.16-2", "2.03.16-2"),
        ("pkg:deb/debian/libc6@2.36-9?upstream=glibc", "2.36-9"),
        ("pkg:deb/debian/dmsetup@2%3A1.02.185-2?upstream=lvm2%40", None),
        ("pkg:rpm/redhat/openssl-libs@1.1.1k-9.el8?epoch=1&upstream=openssl-1.1.1k-9.el8.src.rpm", "1:1.1.1k-9.el8"),
        ("pkg:rpm/redhat/perl-Errno@1.28-421.el8?upstream=perl-5.26.3-421.el8.src.rpm", "5.26.3-421.el8"),
        ("pkg:deb/debian/bash@5", "5"),
    ],
)  # fmt: skip
def test_the_source_package_has_a_version_of_its_own_where_one_is_told(text, version):
    assert parse_purl(text).source_version == version


def test_a_module_is_told_with_its_stream():
    text = "pkg:rpm/redhat/nodejs@18.18.2-2?rpmmod=nodejs:18:9020020231019113842:rhel9"
    assert parse_purl(text).module == "nodejs:18"
    assert parse_purl("pkg:rpm/redhat/bash@5").module is None


@pytest.mark.parametrize(("said", "same"), [("rhel", "redhat"), ("alma", "almalinux"), ("sles", "suse")])
def test_tools_that_name_a_distribution_otherwise_mean_the_same_packages(said, same):
    assert parse_purl(f"pkg:rpm/{said}/bash@5").key == parse_purl(f"pkg:rpm/{same}/bash@5").key


@pytest.mark.parametrize("name", ["", "\r", "/"])
def test_no_package_url_is_written_of_a_name_that_is_none(name):
    assert write_purl("pypi", None, name, "1") is None


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_what_is_written_is_a_package_url_or_nothing(namespace, name, version):
    written = write_purl("npm", namespace, name, version)
    assert written is None or parse_purl(written) is not None


def test_a_package_that_only_depends_on_others_has_no_code_and_a_version_of_its_own():
    assert parse_purl("pkg:deb/debian/postgresql@15%2B248?upstream=postgresql-common%40248").is_metapackage
    assert not parse_purl("pkg:deb/debian/postgresql-15@15.18-0?upstream=postgresql-15").is_metapackage


def test_qualifiers_are_added_to_those_that_are_there():
    text = qualified("pkg:deb/debian/bash@5?distro=debian-12", {"upstream": "lvm2@2"})
    assert (parse_purl(text).distro, parse_purl(text).source_version) == ("debian-12", "2")
    assert qualified("nginx", {"upstream": "x"}) == "nginx"
