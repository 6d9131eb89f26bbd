"""No URL, redirect or name leads to what only this machine can reach."""

import socket

import pytest

from vedette.fetch import FetchFailed
from vedette.fetch.addresses import refusal
from vedette.fetch.client import Client, Means
from vedette.fetch.interface import Limits

INWARD = [
    "https://127.0.0.1/",
    "https://127.1/",
    "https://127.000.000.1/",
    "https://2130706433/",
    "https://0x7f000001/",
    "https://0x7f.0x0.0x0.0x1/",
    "https://0177.0.0.1/",
    "https://017700000001/",
    "https://127.0.0.1./",
    "https://0/",
    "https://0.0.0.0/",
    "https://[::]/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[0:0:0:0:0:ffff:10.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[64:ff9b::a9fe:a9fe]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fd00:ec2::254]/",
    "https://169.254.169.254/latest/meta-data/",
    "https://168.63.129.16/",
    "https://100.100.100.200/",
    "https://10.0.0.1/",
    "https://172.31.255.255/",
    "https://192.168.1.1/",
    "https://100.64.0.1/",
    "https://localhost/",
    "https://LOCALHOST./",
    "https://user@127.0.0.1/",
    "https://feeds.example.org@127.0.0.1/",
    "https://feeds.example.org:443@127.0.0.1/",
    "https://feeds.example.org\\@127.0.0.1/",
    "https://127.0.0.1#@feeds.example.org/",
    "https://127.0.0.1\t.example.org/",
    "https://127。0。0。1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://[127.0.0.1]/",
    "http://feeds.example.org/",
    "ftp://feeds.example.org/",
    "file:///etc/passwd",
    "https:///etc/passwd",
    "//feeds.example.org/",
    "https://",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://[ff02::1]/",
    "https://feeds.example.org/\r\nHost: localhost",
]


@pytest.fixture
def nobody(monkeypatch):
    """Any connection that is tried all the same fails the test."""
    tried = []

    def connect(address, *_, **__):
        tried.append(address)
        raise OSError("must not be tried")

    monkeypatch.setattr(socket, "create_connection", connect)
    return tried


@pytest.mark.parametrize("url", INWARD)
def test_no_url_leads_inward(nobody, tmp_path, url):
    with Client(Limits(attempts=1)) as client, pytest.raises(FetchFailed):
        client.get(url, tmp_path / "x")
    assert nobody == []


@pytest.mark.parametrize("url", [url for url in INWARD if "169.254" in url or "fd00" in url or "a9fe" in url])
def test_a_metadata_service_is_out_of_reach_even_where_private_addresses_are_allowed(nobody, tmp_path, url):
    with Client(Limits(attempts=1)) as client, pytest.raises(FetchFailed):
        client.get(url, tmp_path / "x", allow_private=True)
    assert nobody == []


def test_one_inward_address_among_others_is_enough_to_refuse_a_name(nobody, tmp_path):
    means = Means(resolver=lambda *_: ["198.41.0.4", "10.0.0.1"])
    with Client(means=means) as client, pytest.raises(FetchFailed, match=r"10\.0\.0\.1, which is private"):
        client.get("https://feeds.example.org/", tmp_path / "x")
    assert nobody == []


def test_the_address_that_was_checked_is_the_one_that_is_connected_to(nobody, tmp_path):
    answers = [["198.41.0.4"], ["127.0.0.1"]]
    means = Means(resolver=lambda *_: answers.pop(0), sleep=lambda _: None)
    with Client(Limits(attempts=1), means) as client, pytest.raises(FetchFailed, match="no connection"):
        client.get("https://rebinding.example.org/", tmp_path / "x")
    assert nobody == [("198.41.0.4", 443)]


def test_a_name_that_resolves_otherwise_at_the_second_attempt_is_checked_again(nobody, tmp_path):
    answers = [["198.41.0.4"], ["127.0.0.1"]]
    means = Means(resolver=lambda *_: answers.pop(0), sleep=lambda _: None)
    with Client(Limits(attempts=2), means) as client, pytest.raises(FetchFailed, match="this machine itself"):
        client.get("https://rebinding.example.org/", tmp_path / "x")
    assert nobody == [("198.41.0.4", 443)]


def test_a_redirect_to_a_name_of_an_inward_address_is_refused(server, tmp_path):
    server.answer = lambda request: request.give(b"", 302, Location="http://inner.example.org/")
    places = {"localhost": ["127.0.0.1"], "inner.example.org": ["169.254.169.254"]}
    means = Means(resolver=lambda host, _: places[host])
    with Client(means=means) as client, pytest.raises(FetchFailed, match="a cloud's metadata service"):
        client.get(server.url(), tmp_path / "x", allow_private=True, allow_insecure=True)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "address", ["198.41.0.4", "1.1.1.1", "2001:500:2::c", "2606:4700::1111", "64:ff9b::c629:4"]
)
def test_the_public_internet_may_be_reached(address):
    assert refusal(address, allow_private=False) is None


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "fd12::1", "::1", "192.168.0.1", "::ffff:10.0.0.1"]
)
def test_our_own_networks_may_be_reached_where_that_is_allowed(address):
    assert refusal(address, allow_private=True) is None
    assert refusal(address, allow_private=False) is not None
