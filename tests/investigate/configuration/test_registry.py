"""The registry of servers' configurations is its folder."""

from pathlib import Path

from vedette.investigate import configuration
from vedette.model.products import products

SHARED = {"__init__", "interface", "including", "lines"}


def test_the_registry_is_the_folder():
    modules = {path.stem for path in Path(configuration.__file__).parent.glob("*.py")} - SHARED
    assert set(configuration.SERVERS) == modules
    assert all(server.name == name for name, server in configuration.SERVERS.items())


def test_every_product_is_known_and_configured_in_one_way():
    ids = [product for server in configuration.SERVERS.values() for product in server.products]
    assert len(ids) == len(set(ids))
    assert set(ids) <= {product.id for product in products()}
