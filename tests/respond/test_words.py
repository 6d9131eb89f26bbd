"""What may become part of a command, and what may not."""

import ipaddress

import pytest

from vedette.respond import words


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("203.0.113.66", "203.0.113.66/32"),
        ("2001:db8:bad:1::5", "2001:db8:bad:1::/64"),
        ("::ffff:203.0.113.66", "203.0.113.66/32"),
    ],
)
def test_a_client_is_its_address_or_its_64(ip, network):
    assert words.client_network(ip) == ipaddress.ip_network(network)


@pytest.mark.parametrize("ip", ["", "010.0.0.1", "1.2.3", "203.0.113.0/24", "a.example", "203.0.113.66 "])
def test_what_is_no_address_is_no_client(ip):
    assert words.client_network(ip) is None


@pytest.mark.parametrize("name", ["openssl", "libssl1.1", "python3-aiohttp", "g++", "zope.interface", "a_b"])
def test_names_of_packages_pass(name):
    assert words.package_name(name) == name


def test_a_scoped_name_passes_where_scopes_are():
    assert words.package_name("@scope/name", scoped=True) == "@scope/name"
    assert words.package_name("@scope/name") is None


@pytest.mark.parametrize("version", ["1:1.2.3-4+deb12u1~bpo1", "3.9.2", "2.0.0-rc.1+build", "0^20240101"])
def test_versions_pass(version):
    assert words.version(version) == version


@pytest.mark.parametrize("path", ["/var/log/nginx", "/var/log/a b/*.log", "/srv/größe"])
def test_absolute_paths_pass(path):
    assert words.path(path) == path


@pytest.mark.parametrize("path", ["relative", "-", "/", "/a/../b", "/a\nb", "/a\x1b", "/" + "a" * 5000, None])
def test_other_paths_do_not(path):
    assert words.path(path) is None


@pytest.mark.parametrize(
    ("number", "passes"), [(1, True), (65535, True), (0, False), (65536, False), (None, False)]
)
def test_ports_are_ports(number, passes):
    assert (words.port(number) is not None) is passes
