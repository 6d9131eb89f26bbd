"""Addresses that no list may condemn."""

import ipaddress

import pytest

from vedette.intel.guards import guards, networks
from vedette.model.home import PRIVATE


def reasons(address, home=PRIVATE):
    ip = ipaddress.ip_address(address)
    return [g.reason for g in guards(networks(home)) if ip in g.network]


@pytest.mark.parametrize("address", ["0.0.0.0", "127.0.0.1", "169.254.1.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "ff02::1"])  # fmt: skip
def test_special_addresses_are_guarded(address):
    assert reasons(address)[0].startswith("special address")


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.0.0.1", "9.9.9.9", "208.67.222.222", "4.2.2.4", "2001:4860:4860::8888"]
)
def test_well_known_resolvers_are_guarded(address):
    assert reasons(address)[0].startswith("public resolver")


def test_private_addresses_are_guarded_only_where_they_are_home():
    assert reasons("10.10.10.31") == ["one of our own networks: 10.0.0.0/8"]
    assert reasons("10.10.10.31", home=["172.16.0.0/12"]) == []
    assert reasons("203.0.113.9", home=["203.0.113.0/24"]) == ["one of our own networks: 203.0.113.0/24"]


@pytest.mark.parametrize("address", ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"])
def test_documentation_addresses_are_not_guarded(address):
    assert reasons(address) == []
