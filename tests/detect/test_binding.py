"""Which service a connection reached."""

from __future__ import annotations

from typing import Any

import pytest
from tests.detect.conftest import SERVER, connections, service

from vedette.detect.binding import Target, bind, candidates, implied_service
from vedette.model.service import Service

WEB = service(id="web", product="nginx", port=80, logs=("nginx/access.log*",))
APP = service(id="app", logs=("aiohttp/access.log",))
SSH = service(id="ssh", product="openssh", port=22, protocol="ssh")
DNS = service(id="dns", product="bind", port=53, protocol="dns", transport="udp")
OTHER = service(id="other", host="db-1", addresses=("192.0.2.20",), product="nginx", port=80)


def found(*services: Service, **facts: Any) -> list[str]:
    said: dict[str, Any] = dict.fromkeys(Target.__slots__) | facts
    return [s.id for s in candidates(Target(**said), services)]


def test_an_address_and_port_decide_by_themselves() -> None:
    assert found(WEB, APP, OTHER, server_ip=SERVER, server_port=8080, transport="tcp") == ["app"]


def test_another_address_is_another_machine() -> None:
    assert found(WEB, APP, server_ip="192.0.2.99", server_port=80) == []


def test_another_transport_is_another_service() -> None:
    assert found(DNS, server_ip=SERVER, server_port=53, transport="tcp") == []


def test_a_host_without_addresses_takes_connections_to_its_ports_where_it_is_the_only_one() -> None:
    nameless = service(id="nameless", addresses=())
    assert found(nameless, server_ip="10.0.0.1", server_port=8080) == ["nameless"]
    elsewhere = service(id="elsewhere", host="db-1", addresses=())
    assert found(nameless, elsewhere, server_ip="10.0.0.1", server_port=8080) == []


@pytest.mark.parametrize(
    "source", ["/var/log/nginx/access.log", "nginx/access.log.2.gz", "x/nginx/access.log.1"]
)
def test_a_log_that_the_inventory_names_decides(source: str) -> None:
    assert found(WEB, APP, protocol="http", source=source) == ["web"]


def test_the_host_name_in_a_log_decides_between_machines() -> None:
    assert found(WEB, OTHER, protocol="http", server_name="db-1.example.com") == ["other"]


def test_the_protocol_decides_between_services_of_a_machine() -> None:
    assert found(WEB, SSH, protocol="ssh") == ["ssh"]


def test_where_several_services_remain_all_are_candidates_and_the_usual_port_comes_first() -> None:
    assert found(APP, WEB, protocol="http", source="other.log") == ["web", "app"]


def test_where_several_machines_remain_none_is_assumed() -> None:
    assert found(WEB, OTHER, protocol="http", source="other.log") == []


def test_rows_are_bound_in_order() -> None:
    frame = connections({"server_port": 22}, {"server_port": 8080}, {"server_port": 22})
    assert bind(frame, [SSH, APP])["services"].to_list() == [["ssh"], ["app"], ["ssh"]]


def test_without_an_inventory_a_service_is_implied_by_what_the_row_says() -> None:
    (identifier,) = bind(connections({"server_ip": "2001:db8::1", "server_port": 443}), [])[
        "services"
    ].to_list()[0]
    made_up = implied_service(identifier)
    assert (made_up.host, made_up.addresses, made_up.port) == ("2001:db8::1", ("2001:db8::1",), 443)
    assert (made_up.protocol, made_up.version) == ("http", None)
