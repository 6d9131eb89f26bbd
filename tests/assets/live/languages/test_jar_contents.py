import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assets.live.languages.test_jar import LOG4J, POM, PROPERTIES, archive

from vedette.assets.live.languages import jar_contents as module
from vedette.assets.live.languages.jar_contents import Budget, jar_packages


def purls(data, path="x.jar"):
    return [package.purl for package in jar_packages(io.BytesIO(data), path)]


def test_a_library_says_what_it_is_in_its_properties():
    assert purls(LOG4J) == ["pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"]


def test_a_library_without_properties_is_known_by_its_manifest():
    bundle = "Manifest-Version: 1.0\r\nBundle-SymbolicName: com.google.guava.gua\r\n va;singleton:=true\r\nBundle-Version: 31.1\r\n"
    assert purls(archive({"META-INF/MANIFEST.MF": bundle})) == ["pkg:maven/com.google.guava/guava@31.1"]


@pytest.mark.parametrize(
    ("name", "purl"),
    [
        ("/lib/log4j-core-2.14.1.jar", "pkg:maven/log4j-core@2.14.1"),
        ("/lib/spring-core-5.3.0-M1.jar", "pkg:maven/spring-core@5.3.0-M1"),
        ("/lib/ojdbc8.jar", "pkg:maven/ojdbc8"),
    ],
)
def test_a_library_that_says_nothing_is_known_by_its_name(name, purl):
    assert purls(archive({"a.class": "x"}), name) == [purl]


def test_jars_within_a_jar_are_libraries_of_it():
    boot = archive(
        {"META-INF/MANIFEST.MF": "Manifest-Version: 1.0\n", "BOOT-INF/lib/log4j-core-2.14.1.jar": LOG4J}
    )
    assert "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1" in purls(boot, "/srv/app.jar")


def test_a_jar_of_several_libraries_names_them_all():
    both = archive(
        {POM: PROPERTIES, POM.replace("log4j-core", "log4j-api"): PROPERTIES.replace("core", "api")}
    )
    assert len(purls(both)) == 2


def test_what_claims_to_be_larger_than_is_allowed_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(module, "_MOST_FACTS", 10)
    assert purls(LOG4J, "/lib/log4j-core-9.jar") == ["pkg:maven/log4j-core@9"]


@given(st.binary(max_size=300))
def test_a_broken_jar_is_known_by_its_name(data):
    for content in (data, LOG4J[: len(LOG4J) // 2] + data):
        assert purls(content, "/lib/app-1.0.jar")[:1] != []


def test_jars_within_jars_within_jars_are_not_opened():
    inner = archive({"lib/deep-1.0.jar": archive({POM: PROPERTIES})})
    assert purls(archive({"lib/mid-1.0.jar": inner}), "/srv/outer-1.0.jar") == [
        "pkg:maven/outer@1.0",
        "pkg:maven/mid@1.0",
    ]


def test_no_more_is_unpacked_than_is_allowed():
    budget = Budget(left=len(LOG4J) - 1)
    found = jar_packages(io.BytesIO(archive({"lib/a-1.0.jar": LOG4J})), "/srv/outer-1.0.jar", budget)
    assert [package.name for package in found] == ["outer"]
    assert budget.spent


def test_an_archive_with_too_large_a_directory_is_known_by_its_name(monkeypatch):
    monkeypatch.setattr(module, "MOST_DIRECTORY", 10)
    assert purls(LOG4J, "/lib/log4j-core-9.jar") == ["pkg:maven/log4j-core@9"]
