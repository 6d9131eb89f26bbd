"""MISP warning lists."""

import json

import pytest

from vedette.intel.formats import detect_format
from vedette.intel.formats.misp_warninglist import MispWarninglist
from vedette.intel.interface import Role
from vedette.model.errors import MalformedInput
from vedette.model.reputation import ContextKind


def read(values, *, path="x/list.json", **said):
    document = {"name": "A list", "type": "cidr", "description": "", "list": values, "version": 1, **said}
    return MispWarninglist().read(json.dumps(document).encode(), path)


def test_addresses_and_prefixes_are_context():
    feed = read(["192.0.2.0/24", "2001:DB8::/32", "192.0.2.1"], matching_attributes=["ip-src", "domain|ip"])
    assert feed.role is Role.CONTEXT
    assert feed.category is None
    assert feed.entries["value"].to_list() == ["192.0.2.0/24", "2001:DB8::/32", "192.0.2.1"]


def test_hashes_that_read_like_an_address_are_none():
    feed = read(
        ["3::", "d41d8cd98f00b204e9800998ecf8427e"], type="string", matching_attributes=["md5", "ssdeep"]
    )
    assert len(feed.entries) == 0
    assert feed.rejected == {"list for other attributes than addresses": 2}


@pytest.mark.parametrize("kind", ["hostname", "substring", "regex"])
def test_lists_of_other_types_name_no_address(kind):
    feed = read(["192.0.2.1"], type=kind)
    assert len(feed.entries) == 0
    assert feed.rejected == {f"list of type {kind}": 1}


@pytest.mark.parametrize(
    ("file", "name", "kind", "title"),
    [
        ("shodan-nt-scanning", "Shodan IP Ranges Used for Scanning", ContextKind.SCANNER, "Shodan"),
        ("tenable-cloud-ipv4", "List of known Tenable Cloud Sensors", ContextKind.SCANNER, "Tenable"),
        ("some-scanning", "Ranges of Nobody", ContextKind.SCANNER, "Ranges of Nobody"),
        (
            "public-dns-v4",
            "List of known IPv4 public DNS resolvers",
            ContextKind.RESOLVER,
            "public DNS resolvers",
        ),
        ("cloudflare", "List of known Cloudflare IP ranges", ContextKind.SHARED, "Cloudflare"),
        ("amazon-aws", "List of known Amazon AWS IP address ranges", ContextKind.CLOUD, "Amazon AWS"),
        ("google-gcp", "List of known GCP ranges", ContextKind.CLOUD, "Google Cloud"),
        ("vpn-ipv4", "Specialized list of vpn-ipv4", ContextKind.VPN, "VPN providers and data centres"),
        ("googlebot", "List of known Googlebot IP ranges", ContextKind.CRAWLER, "Googlebot"),
        ("sinkholes", "List of known sinkholes", ContextKind.SINKHOLE, "List of known sinkholes"),
        ("rfc1918", "List of RFC 1918 CIDR blocks", ContextKind.SPECIAL, "private (RFC 1918)"),
        ("multicast", "List of RFC 5771 multicast CIDR blocks", ContextKind.SPECIAL, "multicast"),
        ("crl-ip", "CRL and OCSP IP addresses", ContextKind.OTHER, "CRL and OCSP IP addresses"),
    ],
)
def test_its_names_say_what_networks_it_names(file, name, kind, title):
    feed = read(["192.0.2.1"], path=f"lists/{file}.json.gz", name=name)
    assert (feed.context, feed.title) == (kind, title)


def test_it_is_recognised_where_the_head_ends_within_the_list():
    document = json.dumps(
        {"description": "many", "list": ["192.0.2.1"] * 10_000, "name": "x", "type": "cidr"}
    )
    assert detect_format(document[:65536].encode(), "x.json").name == "misp-warninglist"


@pytest.mark.parametrize(
    "data", [b"{", b'{"list": []}', b'{"name": 1, "type": "cidr", "list": []}', b"[" * 100_000]
)
def test_a_broken_document_is_malformed(data):
    with pytest.raises(MalformedInput, match=r"x\.json: no MISP warning list"):
        MispWarninglist().read(data, "x.json")
