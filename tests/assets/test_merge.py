import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.conflicts import conflicts, same_version
from vedette.assets.merge import merge
from vedette.assets.parts import Machine, Place, claimed
from vedette.model.claim import Claim, Rank
from vedette.model.inventory import Inventory, Package
from vedette.model.service import VersionSource

WEB = Machine("web-1", ("192.0.2.7",))


def service(
    product, version=None, *, rank=Rank.BANNER, port=22, address=None, machine=WEB, purl=None, source=None
):
    return claimed(
        machine, Claim(source or f"{rank} x", rank, product, version, purl), Place(port, "tcp", address)
    )


def package(name, version, host="web-1", rank=Rank.PACKAGE_MANAGER):
    return Package(host, name, version, f"pkg:deb/debian/{name}@{version}", "dpkg -l x", rank)


def merged(*services, packages=()):
    return merge(
        [(f"s{i}", Inventory((s,))) for i, s in enumerate(services)] + [("p", Inventory(packages=packages))]
    )


def test_the_source_that_ranks_highest_is_believed_and_all_claims_are_kept():
    (one,) = merged(
        service("OpenSSH", "8.2p1"),
        service(
            "openssh", "1:9.2p1-2", rank=Rank.PACKAGE_MANAGER, purl="pkg:deb/debian/openssh-server@1:9.2p1-2"
        ),
        service("sshd", rank=Rank.PROCESS),
    ).services
    assert (one.product, one.version, one.version_source) == ("openssh", "1:9.2p1-2", VersionSource.PACKAGE)
    assert [c.rank for c in one.claims] == [Rank.PACKAGE_MANAGER, Rank.BANNER, Rank.PROCESS]
    assert "says version 8.2p1" in next(conflicts(one))


def test_a_banner_is_given_the_package_that_is_installed():
    found = merged(service("OpenSSH", "9.2p1"), packages=(package("openssh-server", "1:9.2p1-2+deb12u6"),))
    (one,) = found.services
    assert (one.version, one.port) == ("1:9.2p1-2+deb12u6", 22)
    assert one.purl.startswith("pkg:deb/debian/openssh-server@")
    assert list(conflicts(one)) == []
    assert found.packages == ()


def test_a_package_of_another_machine_is_not_taken():
    found = merged(
        service("OpenSSH", "9.2p1"), packages=(package("openssh-server", "1:9.2p1-2", host="db-1"),)
    )
    assert [(s.host, s.version) for s in found.services] == [("web-1", "9.2p1"), ("db-1", "1:9.2p1-2")]


def test_a_server_package_that_nothing_listens_with_is_a_service_without_a_port():
    (one,) = merged(packages=(package("nginx-core", "1.22.1-9"), package("nginx", "1.22.1-9"))).services
    assert (one.id, one.port) == ("web-1/nginx/tcp", None)


def test_of_several_packages_the_one_that_says_most_of_the_version_is_taken():
    (one,) = merged(
        packages=(package("postgresql", "15+248"), package("postgresql-15", "15.10-0+deb12u1"))
    ).services
    assert one.version == "15.10-0+deb12u1"


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("0.0.0.0", "127.0.0.1", True), (None, "10.0.0.1", True), ("10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "127.0.0.1", False),
    ],
)  # fmt: skip
def test_listeners_are_the_same_where_their_addresses_may_be(first, second, together):
    found = merged(
        service("dnsmasq", address=first, port=53, source="a"),
        service("unbound", address=second, port=53, source="b"),
    )
    assert (len(found.services) == 1) is together


def test_one_product_on_two_addresses_of_a_port_is_one_service_on_the_wider():
    (one,) = merged(service("nginx", address="127.0.0.1"), service("nginx", address="192.0.2.7")).services
    assert one.listen_address == "192.0.2.7"


def test_two_products_that_one_source_tells_apart_stay_apart():
    a, b = service("a", source="s", address="0.0.0.0"), service("b", source="s", address="0.0.0.0")
    assert len(merged(a, b).services) == 2


def test_a_machine_that_is_known_by_its_address_gets_its_name():
    seen = service("OpenSSH", "9.2p1", machine=Machine("192.0.2.7", ("192.0.2.7",)))
    (one,) = merged(seen, service("OpenSSH", rank=Rank.PROCESS)).services
    assert (one.host, one.id) == ("web-1", "web-1/OpenSSH:22/tcp")


def test_loopback_joins_no_machines():
    a = service("x", machine=Machine("a", ("127.0.0.1",)))
    b = service("x", machine=Machine("127.0.0.1", ("127.0.0.1",)))
    assert len(merged(a, b).services) == 2


def test_a_short_name_is_its_full_name_where_they_share_an_address():
    a = service("x", machine=Machine("web-1.example.org", ("192.0.2.7",)))
    assert {s.host for s in merged(a, service("x")).services} == {"web-1.example.org"}


def test_what_a_port_suggests_contradicts_nobody():
    (one,) = merged(
        service("nginx", "1.2", port=8080), service("http-proxy", rank=Rank.PORT, port=8080)
    ).services
    assert one.product == "nginx"
    assert list(conflicts(one)) == []


def test_another_product_on_the_same_port_is_a_conflict():
    (one,) = merged(service("nginx", "1.2"), service("Apache HTTP Server", rank=Rank.DECLARED)).services
    assert "says Apache HTTP Server" in next(conflicts(one))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("8.2p1 Ubuntu 4ubuntu0.5", "1:8.2p1-4ubuntu0.5", True),
        ("2.4", "2.4.57-2", True),
        ("8.2p1", "9.2p1", False),
    ],
)
def test_a_banner_and_a_package_may_mean_the_same_version(one, other, same):
    assert same_version(one, other) is same


SERVICES = st.lists(
    st.builds(
        service,
        st.sampled_from(["nginx", "OpenSSH", "odd"]),
        st.sampled_from([None, "1.0", "2.0"]),
        rank=st.sampled_from(Rank),
        port=st.sampled_from([None, 22, 80]),
        address=st.sampled_from([None, "0.0.0.0", "127.0.0.1", "10.0.0.1"]),
        machine=st.sampled_from([WEB, Machine("db-1")]),
        source=st.sampled_from(["a", "b", "c"]),
    ),
    max_size=5,
)


@given(SERVICES)
def test_ids_are_unique_and_no_claim_is_lost(services):
    found = merged(*services).services
    assert len({s.id for s in found}) == len(found)
    assert {c for s in services for c in s.claims} == {c for s in found for c in s.claims}


@given(SERVICES)
def test_merging_again_changes_nothing(services):
    once = merged(*services)
    assert merge([("again", once)]).services == once.services


@given(st.permutations([Rank.PACKAGE_MANAGER, Rank.SBOM, Rank.DECLARED, Rank.BANNER]))
def test_who_is_believed_does_not_depend_on_the_order(ranks):
    (one,) = merged(*(service("OpenSSH", str(i), rank=rank) for i, rank in enumerate(ranks))).services
    assert [c.rank for c in one.claims] == sorted(ranks, key=lambda r: r.order)
    assert all(a.rank.order <= b.rank.order for a, b in itertools.pairwise(one.claims))
