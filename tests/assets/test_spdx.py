import json

import pytest

from vedette.assets.spdx import Spdx
from vedette.model.errors import MalformedInput


def element(name, version="1.0", purl=None, **fields):
    refs = (
        [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}]
        if purl
        else []
    )
    return {"SPDXID": f"SPDXRef-{name}", "name": name, "versionInfo": version, "externalRefs": refs, **fields}


LOG4J = element("log4j-core", "2.14.1", "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1")


def read(*packages, version="SPDX-2.3", described="SPDXRef-shop"):
    document = {
        "spdxVersion": version, "packages": list(packages),
        "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
                           "relatedSpdxElement": described}],
    }  # fmt: skip
    return Spdx().read(json.dumps(document).encode(), "shop.spdx.json")


def test_a_described_application_is_a_service_with_its_components():
    found = read(element("shop", "2.1", "pkg:npm/shop@2.1"), LOG4J, element("thing"))
    (service,) = found.services
    assert (service.product, service.version, service.purl) == ("shop", "2.1", "pkg:npm/shop@2.1")
    assert service.components == ("pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1",)
    assert [(p.name, p.purl) for p in found.packages] == [("thing", None)]


def test_the_packages_of_an_image_are_packages():
    found = read(element("shop", primaryPackagePurpose="CONTAINER"), LOG4J, element("x", "NOASSERTION"))
    assert found.services == ()
    assert [(p.name, p.version) for p in found.packages] == [("log4j-core", "2.14.1"), ("x", None)]


@pytest.mark.parametrize("fields", [{"version": "SPDX-3.0"}, {}])
def test_other_versions_and_empty_documents_are_refused(fields):
    with pytest.raises(MalformedInput):
        read(*([] if not fields else [LOG4J]), **fields)
