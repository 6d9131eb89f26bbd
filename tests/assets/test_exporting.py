import json

from vedette.assets.cyclonedx import CycloneDx
from vedette.assets.exporting import cyclonedx
from vedette.assets.parts import Machine, Place, claimed
from vedette.model.claim import Claim, Rank
from vedette.model.inventory import Inventory, Package

SERVICE = claimed(
    Machine("web-1", ("192.0.2.7",), "Debian 12"),
    Claim("dpkg -l x", Rank.PACKAGE_MANAGER, "nginx", "1.22.1-9", "pkg:deb/debian/nginx@1.22.1-9"),
    Place(80),
    components=["pkg:deb/debian/libssl3@3.0.15-1", "pkg:generic/odd@1"],
)
PACKAGE = Package("web-1", "bash", "5.2", "pkg:deb/debian/bash@5.2", "dpkg -l x", Rank.PACKAGE_MANAGER)


def test_what_is_written_as_cyclonedx_is_read_back():
    document = cyclonedx(Inventory((SERVICE,), (PACKAGE, PACKAGE)))
    found = CycloneDx().read(json.dumps(document).encode(), "x.json")
    (service,) = found.services
    facts = ("host", "addresses", "platform", "port", "transport", "product", "version", "purl", "components")
    assert [getattr(service, f) for f in facts] == [getattr(SERVICE, f) for f in facts]
    assert [p.purl for p in found.packages] == [PACKAGE.purl]


def test_the_same_inventory_gives_the_same_document():
    assert cyclonedx(Inventory((SERVICE,))) == cyclonedx(Inventory((SERVICE,)))
    assert cyclonedx(Inventory((SERVICE,)))["serialNumber"] != cyclonedx(Inventory())["serialNumber"]
