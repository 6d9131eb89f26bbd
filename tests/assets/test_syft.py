import json

import pytest

from vedette.assets.syft import Syft
from vedette.model.errors import MalformedInput

ARTIFACTS = [
    {
        "name": "bash",
        "version": "5.2",
        "type": "deb",
        "purl": "pkg:deb/debian/bash@5.2?distro=debian-12",
        "foundBy": "x",
    },
    {"name": "log4j-core", "version": "2.14.1", "type": "java-archive"},
    {"name": "odd", "version": "", "type": "binary"},
]


def read(**fields):
    document = {
        "artifacts": ARTIFACTS, "distro": {"id": "debian", "versionID": "12"}, "source": {"type": "image"}, **fields,
    }  # fmt: skip
    return Syft().read(json.dumps(document).encode(), "image.syft.json")


def test_the_packages_of_an_image_are_packages():
    found = read()
    assert [p.purl for p in found.packages] == [ARTIFACTS[0]["purl"], "pkg:maven/log4j-core@2.14.1", None]
    assert found.packages[2].version is None
    assert {(p.host, p.platform) for p in found.packages} == {("image", "debian 12")}


def test_what_is_inside_one_file_is_a_service_with_its_components():
    found = read(source={"type": "file", "name": "/opt/shop.jar"})
    (service,) = found.services
    assert (service.product, len(service.components)) == ("shop.jar", 2)
    assert [p.name for p in found.packages] == ["odd"]


def test_other_documents_are_refused():
    with pytest.raises(MalformedInput):
        read(artifacts="x")
