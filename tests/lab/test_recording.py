"""The recording that ships with the project: its logs and its capture tell what its truth says."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path

import dpkt
import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDING = ROOT / "examples" / "web-1"
DOCUMENTATION = [
    ip_network(each) for each in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
]
PORTS = {"aiohttp": 8080, "vite": 5173, "sshd": 22}
ACCOUNTS = (ROOT / "lab" / "web-1" / "etc" / "passwd").read_bytes().splitlines()
POISON = "8.8.8.8"


def is_documentation(address: str) -> bool:
    network = ip_network(address)
    return any(network.version == each.version and network.subnet_of(each) for each in DOCUMENTATION)


@pytest.fixture(scope="module")
def truth() -> dict:
    return json.loads((RECORDING / "truth.json").read_text())


@pytest.fixture(scope="module")
def clients(truth) -> dict:
    return {client["address"]: client for client in truth["clients"]}


def access_lines(service: str) -> list[tuple[str, str, str, int]]:
    """(client, request line, status, bytes) of every line of a service's access log."""
    found = []
    for line in (RECORDING / service / "access.log").read_text().splitlines():
        head, request, answer, *_ = line.split('"')
        status, size = answer.split()
        found.append((head.split()[0], request, status, int(size)))
    return found


def addresses_in(text: str) -> set[str]:
    """Every word of a text that is an address, but for those that mean any address."""
    found = set()
    for word in text.replace("rhost=", " ").split():
        try:
            address = ip_address(word)
        except ValueError:
            continue
        if not address.is_unspecified:
            found.add(word)
    return found


@dataclass
class Conversation:
    client: str
    port: int
    """The server's port."""
    sent: bytes = b""
    """To the server; the capture has lost nothing, so segments follow one another."""
    answered: bytes = b""


def read_conversations(capture) -> Iterator[Conversation]:
    """Each TCP connection of a capture, by the client's first packet: a client may use a port again."""
    going: dict[tuple, Conversation] = {}
    for _, frame in dpkt.pcap.Reader(capture):
        packet = dpkt.ethernet.Ethernet(frame).data
        segment = packet.data
        assert isinstance(segment, dpkt.tcp.TCP)
        kind = IPv4Address if isinstance(packet, dpkt.ip.IP) else IPv6Address
        ends = [(str(kind(packet.src)), segment.sport), (str(kind(packet.dst)), segment.dport)]
        outward = segment.sport in PORTS.values()
        client, server = reversed(ends) if outward else ends
        if segment.flags & dpkt.tcp.TH_SYN and not segment.flags & dpkt.tcp.TH_ACK:
            if client in going:
                yield going.pop(client)
            going[client] = Conversation(client[0], server[1])
        assert going[client].port == server[1]
        if outward:
            going[client].answered += segment.data
        else:
            going[client].sent += segment.data
    yield from going.values()


@pytest.fixture(scope="module")
def conversations() -> list[Conversation]:
    with gzip.open(RECORDING / "capture.pcap.gz") as capture:
        return list(read_conversations(capture))


def captured_statuses(conversations, port: int, client: str) -> Counter:
    answers = [each.answered for each in conversations if (each.client, each.port) == (client, port)]
    return Counter(answer.split(b" ", 2)[1].decode() for answer in answers if answer.startswith(b"HTTP/"))


@pytest.mark.parametrize("service", ["nginx", "aiohttp"])
def test_an_access_log_has_the_answers_that_each_client_got_and_no_others(service, clients):
    logged = Counter((client, status) for client, _, status, _ in access_lines(service))
    told = Counter()
    for address, client in clients.items():
        for answer, count in client["services"].get(service, {}).items():
            # A connection that was dropped without an answer, or closed after a look at it, leaves no line.
            if answer.isdecimal():
                told[address, answer] += count
    assert logged == told


@pytest.mark.parametrize("service", ["aiohttp", "vite"])
def test_the_capture_has_the_answers_that_each_client_got_and_no_others(service, clients, conversations):
    seen = {each.client for each in conversations if each.port == PORTS[service]}
    assert seen == {address for address, client in clients.items() if service in client["services"]}
    for address in seen:
        told = {
            answer: n for answer, n in clients[address]["services"][service].items() if answer.isdecimal()
        }
        assert captured_statuses(conversations, PORTS[service], address) == told


def test_the_log_of_logins_has_each_accepted_and_each_failed_password(clients):
    lines = (RECORDING / "auth.log").read_text().splitlines()
    for word, count_of in (
        ("Accepted password", lambda login: login["answer"] == "accepted"),
        ("Failed password", lambda login: login["passwords"] - (login["answer"] == "accepted")),
    ):
        logged = Counter(line.split(" from ")[1].split()[0] for line in lines if word in line)
        told = {address: sum(map(count_of, client["logins"])) for address, client in clients.items()}
        assert logged == {address: count for address, count in told.items() if count}


def test_the_first_attack_fails_twice_and_then_reads_the_accounts(clients):
    attack = clients["203.0.113.66"]
    assert attack["listed"]
    (exploit,) = attack["exploits"]
    assert (exploit["vulnerability"], exploit["service_affected"]) == ("CVE-2024-23334", True)
    assert [each["status"] for each in exploit["tries"]] == [404, 404, 200, None]
    assert [each["leaked"] for each in exploit["tries"]] == [False, False, True, False]
    leak = exploit["tries"][2]
    logged = [line for line in access_lines("aiohttp") if line[:2] == ("203.0.113.66", leak["request"])]
    assert [line[2] for line in logged] == ["200"]
    # aiohttp counts the header too.
    assert 1024 < leak["bytes"] < logged[0][3] < leak["bytes"] + 1024


def test_the_second_attack_is_refused_each_time(clients):
    attack = clients["198.51.100.7"]
    (exploit,) = attack["exploits"]
    assert (attack["listed"], exploit["vulnerability"], exploit["service_affected"]) == (
        True,
        "CVE-2025-30208",
        True,
    )
    assert {each["status"] for each in exploit["tries"]} == {403}
    assert not exploit["succeeded"]


def test_the_third_attack_reads_the_accounts_from_the_development_server(clients):
    (exploit,) = clients["203.0.113.141"]["exploits"]
    assert (exploit["service"], exploit["vulnerability"], exploit["succeeded"]) == (
        "vite",
        "CVE-2025-30208",
        True,
    )
    assert exploit["tries"][0]["status"] == 403
    assert [each["file"] for each in exploit["tries"] if each["leaked"]] == [
        "/etc/passwd",
        "/etc/passwd",
        "/srv/dev/.env",
    ]


def test_an_exploit_by_a_client_of_no_reputation_meets_a_server_without_the_hole(clients):
    attack = clients["198.51.100.171"]
    (exploit,) = attack["exploits"]
    assert (attack["listed"], exploit["service"], exploit["service_affected"]) == (False, "nginx", False)
    assert {each["status"] for each in exploit["tries"]} == {400}


def test_the_accounts_went_to_the_clients_that_are_said_to_have_read_them_and_to_nobody_else(
    clients, conversations
):
    leaked = {each.client for each in conversations if all(line in each.answered for line in ACCOUNTS)}
    told = {
        address
        for address, client in clients.items()
        for exploit in client["exploits"]
        for each in exploit["tries"]
        if each["leaked"] and each["file"] == "/etc/passwd"
    }
    assert leaked == told == {"203.0.113.66", "203.0.113.141"}


def test_only_services_that_have_the_hole_were_broken_into(clients):
    exploits = [exploit for client in clients.values() for exploit in client["exploits"]]
    assert all(exploit["service_affected"] for exploit in exploits if exploit["succeeded"])
    assert all(exploit["succeeded"] == any(t["leaked"] for t in exploit["tries"]) for exploit in exploits)


def list_entries(path: Path) -> list[str]:
    lines = (line.split("#")[0].split() for line in path.read_text().splitlines())
    return [words[0] for words in lines if words]


def test_a_client_is_listed_exactly_where_the_truth_says(clients):
    lists = {path.name: [*map(ip_network, list_entries(path))] for path in (RECORDING / "intel").iterdir()}
    for address, client in clients.items():
        naming = {name for name, networks in lists.items() if any(ip_address(address) in n for n in networks)}
        assert naming == set(client["lists"])
        assert client["listed"] == bool(naming)


def test_lists_name_documentation_addresses_and_one_public_resolver():
    entries = {entry for path in (RECORDING / "intel").iterdir() for entry in list_entries(path)}
    assert {entry for entry in entries if not is_documentation(entry)} == {POISON}


def test_every_address_of_the_recording_is_a_documentation_address(clients, conversations):
    logged = {client for service in ("nginx", "aiohttp") for client, *_ in access_lines(service)}
    knocking = addresses_in((RECORDING / "auth.log").read_text())
    everybody = logged | knocking | {each.client for each in conversations} | set(clients)
    assert all(map(is_documentation, everybody))
    assert everybody == set(clients)


def test_the_inventory_names_what_answered_and_the_advisories_what_it_has():
    inventory = json.loads((RECORDING / "inventory.json").read_text())
    apps = {app["name"]: app for app in inventory["apps"]}
    assert {name: app["listen"]["port"] for name, app in apps.items()} == {
        "nginx": 80,
        "aiohttp": 8080,
        "vite": 5173,
        "openssh": 22,
    }
    assert all((RECORDING / log).is_file() for app in apps.values() for log in app.get("logs", []))
    advisories = [json.loads(path.read_text()) for path in sorted((RECORDING / "advisories").iterdir())]
    named = {advisory["affected"][0]["package"]["purl"]: advisory["id"] for advisory in advisories}
    assert named == {"pkg:pypi/aiohttp": "CVE-2024-23334", "pkg:npm/vite": "CVE-2025-30208"}
    assert {
        purl for purl in named if any(app["purl"].startswith(f"{purl}@") for app in apps.values())
    } == set(named)


def test_the_recording_is_small():
    assert sum(path.stat().st_size for path in RECORDING.rglob("*") if path.is_file()) < 1_500_000
