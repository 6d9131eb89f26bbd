"""What is to be upgraded is what was judged, not what it is a part of."""

from dataclasses import replace

import pytest
from example_alert import SERVICE

from vedette.model.fixing import part_of, upgrade_of
from vedette.model.vulnerability import State, Vulnerability

LOG4J = "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"
SOLR = replace(SERVICE, product="Apache Solr", version="8.11.0", components=(LOG4J,))


def vulnerability(matched, fixed="2.15.0"):
    return Vulnerability(
        "CVE-2021-44228", State.AFFECTED, "", matched, 10.0, None, kev=True, fixed_version=fixed, cwes=()
    )


@pytest.mark.parametrize(
    ("service", "matched", "told"),
    [
        (SOLR, LOG4J, "log4j-core 2.15.0 or later in Apache Solr"),
        (
            replace(SOLR, purl="pkg:generic/solr@8.11.0"),
            "pkg:generic/solr@8.11.0",
            "Apache Solr 2.15.0 or later",
        ),
        (SOLR, "cpe:2.3:a:apache:solr:8.11.0:*:*:*:*:*:*:*", "Apache Solr 2.15.0 or later"),
        (SOLR, None, "Apache Solr 2.15.0 or later"),
    ],
)
def test_a_library_is_named_where_it_is_what_has_the_flaw(service, matched, told):
    assert upgrade_of(vulnerability(matched), service) == told


def test_without_a_fix_there_is_nothing_to_bring_anywhere():
    assert upgrade_of(vulnerability(LOG4J, fixed=None), SOLR) is None
    assert part_of(vulnerability(LOG4J), SOLR) == "log4j-core"
