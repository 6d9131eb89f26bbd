import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets import inventory
from vedette.assets.inventory import InventoryJson, inventory_schema
from vedette.model.errors import MalformedInput
from vedette.model.service import VersionSource

SCHEMA = Path(inventory.__file__).with_name("inventory.schema.json")


def read(document):
    return InventoryJson().read(json.dumps(document).encode(), "inventory.json").services


def one(**app):
    (service,) = read({"host": "web-1", "apps": [{"name": "nginx", **app}]})
    return service


def test_a_host_with_an_application_is_a_service():
    service = one(version="1.18.0", listen={"proto": "tcp", "port": 80, "address": "0.0.0.0"})
    assert service.id == "web-1/nginx:80/tcp"
    assert (service.port, service.protocol, service.version) == (80, "http", "1.18.0")
    assert service.version_source is VersionSource.DECLARED
    assert service.version_verified


def test_one_document_may_hold_many_hosts():
    services = read([{"host": "a", "apps": [{"name": "nginx"}]}, {"host": "b", "apps": [{"name": "redis"}]}])
    assert [s.id for s in services] == ["a/nginx/tcp", "b/redis/tcp"]


def test_an_application_may_listen_in_several_places():
    services = read({"host": "a", "apps": [{"name": "nginx", "listen": [{"port": 80}, {"port": 443}]}]})
    assert [s.port for s in services] == [80, 443]


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({"source": "Server banner"}, VersionSource.BANNER),
        ({"assumed": True, "package": "nginx 1-1ubuntu1"}, VersionSource.ASSUMED),
        ({"package": "nginx 1.22.1-9+deb12u1"}, VersionSource.PACKAGE),
        ({}, VersionSource.DECLARED),
    ],
)
def test_how_the_version_is_known_is_kept(fields, source):
    assert one(version="1", **fields).version_source is source


def test_a_distribution_package_gives_purl_and_version():
    service = one(package="nginx 1.22.1-9+deb12u1")
    assert service.purl == "pkg:deb/debian/nginx@1.22.1-9%2Bdeb12u1"
    assert service.version == "1.22.1-9+deb12u1"


def test_fields_for_other_tools_are_ignored():
    assert one(hardened=True, owner={"team": "web"}).product == "nginx"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"host": "a"}, "apps"),
        ({"host": "a", "apps": [{"name": 1}]}, "$.apps[0].name"),
        ({"host": "a", "apps": [{"name": "x", "listen": {"port": 70000}}]}, "$.apps[0].listen.port"),
        ({"host": "a", "apps": [{"name": "x", "listen": []}]}, "$.apps[0].listen"),
        ({"host": "a", "apps": [{"name": "x", "purl": "nginx"}]}, "$.apps[0].purl"),
        ({"host": "a", "apps": [{"name": "x", "cpe": "nginx"}]}, "$.apps[0].cpe"),
        (
            {"host": "a", "apps": [{"name": "x", "components": ["pkg:npm/a@1", "b"]}]},
            "$.apps[0].components[1]",
        ),
        ([{"host": "a", "apps": [{"name": "x", "purl": "nginx"}]}], "$[0].apps[0].purl"),
    ],
)
def test_an_error_names_file_and_field(document, words):
    with pytest.raises(MalformedInput) as error:
        read(document)
    assert str(error.value).startswith("inventory.json: ")
    assert words in str(error.value)


def test_the_published_schema_is_that_of_the_types():
    assert json.loads(SCHEMA.read_text()) == inventory_schema(), (
        "write json.dumps(inventory_schema(), indent=2) to inventory.schema.json"
    )


def test_the_schema_accepts_what_the_reader_accepts():
    document = {"host": "a", "apps": [{"name": "x", "listen": {"port": 80}, "components": [], "more": 1}]}
    jsonschema.validate(document, inventory_schema())
    read(document)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(
            st.sampled_from(["host", "apps", "name", "listen", "port", "cpe", "purl"]), children
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_any_json_is_read_or_refused(document):
    try:
        read(document)
    except MalformedInput:
        return


@pytest.mark.conformance
def test_the_inventories_of_the_scenarios_load(shared_data):
    files = sorted((shared_data / "scenarios").glob("*/inventory*.json"))
    assert len(files) >= 7
    for file in files:
        services = InventoryJson().read(file.read_bytes(), str(file)).services
        jsonschema.validate(json.loads(file.read_text()), inventory_schema())
        assert all(service.port and service.version and service.protocol for service in services)
