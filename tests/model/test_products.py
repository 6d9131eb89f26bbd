import pytest

from vedette.model.products import (
    Runtime,
    find_product,
    product_by_id,
    product_of_cpe,
    product_of_package,
    products,
    protocol_of,
    words,
)


@pytest.mark.parametrize(
    "name", ["apache http_server", "httpd", "apache2", "Apache HTTP Server", "APACHE-HTTP-SERVER", "apache"]
)
def test_a_product_is_found_by_every_name_it_goes_by(name):
    product = find_product(name)
    assert product is not None
    assert product.id == "apache-httpd"
    assert product.runtime is Runtime.NATIVE


def test_an_unknown_name_is_no_product():
    assert find_product("log4shell demo web app") is None


def test_ids_are_unique():
    ids = [product.id for product in products()]
    assert len(ids) == len(set(ids))


def test_no_two_products_share_a_cpe():
    pairs = [pair for product in products() for pair in product.cpes]
    assert len(pairs) == len(set(pairs))


def test_no_two_products_share_a_name():
    owners: dict[str, set[str]] = {}
    for product in products():
        for name in (product.title, product.id, *product.names):
            owners.setdefault(words(name), set()).add(product.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_what_does_not_belong_on_the_internet_says_why():
    for product in products():
        assert (product.why is None) == product.internet, product.id
        assert not (product.why or "").endswith("."), product.id


@pytest.mark.parametrize(
    "product_id", ["redis", "postgresql", "vite", "webpack-dev-server", "docker", "modbus"]
)
def test_databases_caches_and_development_servers_do_not_belong_on_the_internet(product_id):
    assert not product_by_id(product_id).internet


def test_a_product_is_found_by_cpe_and_by_package():
    by_cpe, by_package = product_of_cpe("f5", "nginx"), product_of_package("openssh-server")
    assert by_cpe is not None
    assert by_cpe.id == "nginx"
    assert by_package is not None
    assert by_package.id == "openssh"


def test_the_protocol_is_that_of_the_product_before_that_of_the_port():
    assert protocol_of("redis", 80, "tcp") == "redis"
    assert protocol_of("something", 5432, "tcp") == "postgresql"
    assert protocol_of("something", 5432, "udp") is None
    assert protocol_of("something", None, "tcp") is None


def test_every_port_is_a_port():
    assert all(0 < port < 65536 for product in products() for port in product.ports)
