"""What listens for everyone."""

import json
from dataclasses import replace

import pytest

from vedette.investigate.posture.facts.places import NFT
from vedette.model.running import Reach
from vedette.model.service import Service, VersionSource

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"


def line(address, port, inode):
    return f"   0: {address}:{port:04X} 00000000:0000 0A 00000000:00000000 00:00000000 00000000   0 0 {inode} 1\n"


def service(product, port, listen="0.0.0.0"):
    return Service(
        f"web-1/{product}:{port}/tcp", "web-1", (), listen, port, "tcp", None, product, None,
        VersionSource.DECLARED, None, None, (), (),
    )  # fmt: skip


def test_a_store_that_is_bound_to_the_world_is_found_with_its_line_and_others_are_not(machine):
    table = HEAD + line("00000000", 6379, 1) + line("0100007F", 5432, 2) + line("00000000", 443, 3)
    machine.write({"/proc/net/tcp": table})
    (finding,) = machine.checked("listening").findings
    assert (finding.subject, finding.evidence[0].source, finding.evidence[0].line) == (
        "tcp/6379",
        "/proc/net/tcp",
        2,
    )
    assert "bind 127.0.0.1" in finding.fix


def test_what_the_firewall_refuses_counts_as_closed(machine):
    rules = {
        "nftables": [
            {
                "chain": {
                    "family": "inet",
                    "table": "f",
                    "name": "in",
                    "hook": "input",
                    "type": "filter",
                    "policy": "drop",
                }
            }
        ]
    }
    machine.write({"/proc/net/tcp": HEAD + line("00000000", 6379, 1), NFT: json.dumps(rules)})
    assert machine.found("listening") == set()


def test_without_the_kernels_tables_the_inventory_tells_what_listens(machine):
    machine.services = (service("vite", 5173), service("redis", 6379, "127.0.0.1"), service("nginx", 80))
    checked = machine.checked("listening")
    assert [f.subject for f in checked.findings] == ["tcp/5173"]
    assert "inventory alone" in checked.missing[0]


@pytest.mark.parametrize(
    ("reach", "found"), [(Reach.OPEN, True), (Reach.FIREWALLED, False), (Reach.PROXIED, False)]
)
def test_what_discovery_found_out_about_the_firewall_counts(machine, reach, found):
    machine.services = (replace(service("vite", 5173), reach=reach, reach_reason="it was looked at"),)
    assert bool(machine.checked("listening").findings) is found


def test_a_service_whose_address_is_no_address_is_told_without_an_error(machine):
    machine.services = (service("vite", 5173, "*"), service("redis", 6379, "web-1.example"))
    assert {f.subject for f in machine.checked("listening").findings} == {"tcp/5173", "tcp/6379"}
