import pytest

from vedette.model.purl import PackageKey
from vedette.model.service import Service, VersionSource
from vedette.model.vulnerability import State
from vedette.vulns.advisories.index import build
from vedette.vulns.advisories.interface import (
    Advisory,
    Authority,
    ConfigurationStatement,
    CpeMatch,
    Document,
    Node,
    Operator,
    PackageStatement,
    ProductStatement,
    Versions,
)
from vedette.vulns.cpe import parse_cpe
from vedette.vulns.matching import judge

CVE = "CVE-2024-0001"


def service(product):
    return Service(
        id="a/x:80/tcp", host="a", addresses=(), listen_address=None, port=80, transport="tcp", protocol=None,
        product=product, version="1.0", version_source=VersionSource.DECLARED, purl=None, cpe=None, components=(),
        logs=(),
    )  # fmt: skip


def nvd(*cpes):
    names = [
        parse_cpe(f"cpe:2.3:{cpe}:*:*:*:*:*:*" if cpe.count(":") < 6 else f"cpe:2.3:{cpe}") for cpe in cpes
    ]
    matches = tuple(CpeMatch(name, True, None) for name in names if name is not None)
    assert len(matches) == len(cpes)
    return ConfigurationStatement(Node(Operator.OR, False, matches))


def library(type_, name, ecosystem):
    return PackageStatement(PackageKey(type_, name), None, ecosystem, Versions(), Authority.ECOSYSTEM)


def state(product, *statements):
    found = judge(service(product), CVE, build([Document([Advisory(CVE, "NVD", statements)])]))
    assert not found.reason.endswith(".")
    return found.state


LOG4J = nvd("a:apache:log4j:*:*", "a:siemens:something:*:*", "o:debian:debian_linux:11:*")


@pytest.mark.parametrize("product", ["Apache HTTP Server", "nginx", "OpenSSH", "WordPress"])
def test_a_java_library_is_no_part_of_what_is_not_java(product):
    assert state(product, LOG4J) is State.NOT_AFFECTED


@pytest.mark.parametrize("product", ["Apache Tomcat", "Elasticsearch", "some web shop"])
def test_a_java_library_may_be_a_part_of_what_is_java_or_not_known(product):
    assert state(product, LOG4J) is State.UNKNOWN


def test_an_application_is_no_part_of_another():
    assert (
        state("nginx", nvd("a:apache:http_server:2.4.49:*", "o:fedoraproject:fedora:34:*"))
        is State.NOT_AFFECTED
    )
    assert state("Apache Tomcat", nvd("a:vitejs:vite:*:*")) is State.NOT_AFFECTED


def test_a_server_that_is_made_to_be_embedded_may_be_a_part():
    assert state("Apache Solr", nvd("a:eclipse:jetty:*:*")) is State.UNKNOWN
    assert state("nginx", nvd("a:eclipse:jetty:*:*")) is State.NOT_AFFECTED


def test_php_may_be_a_part_of_a_web_server_only():
    php = nvd("a:php:php:*:*")
    assert state("Apache HTTP Server", php) is State.UNKNOWN
    assert state("WordPress", php) is State.UNKNOWN
    assert state("OpenSSH", php) is State.NOT_AFFECTED
    assert state("Apache Tomcat", php) is State.NOT_AFFECTED


def test_a_native_library_may_be_a_part_of_anything():
    assert state("nginx", nvd("a:openssl:openssl:*:*")) is State.UNKNOWN
    assert state("Apache Tomcat", nvd("a:openssl:openssl:*:*")) is State.UNKNOWN


def test_packages_and_plugins_tell_their_runtime():
    assert state("nginx", library("pypi", "flask", "PyPI")) is State.NOT_AFFECTED
    assert state("Gunicorn", library("pypi", "something", "PyPI")) is State.UNKNOWN
    assert state("nginx", nvd("a:x:y:1:*:*:*:*:wordpress:*:*")) is State.NOT_AFFECTED
    assert state("WordPress", nvd("a:x:y:1:*:*:*:*:wordpress:*:*")) is State.UNKNOWN


def test_names_in_words_count_too():
    named = ProductStatement("Apache", "Apache Log4j2", "", None, (), (), Versions())
    assert state("nginx", named) is State.NOT_AFFECTED


def test_what_cannot_be_told_stays_unknown():
    assert state("nginx", nvd("a:someone:something:*:*")) is State.UNKNOWN
    assert (
        state("nginx", nvd("a:ietf:http:2.0:*", "a:f5:nginx_plus:*:*", "a:apache:tomcat:*:*"))
        is State.UNKNOWN
    )
    assert state("nginx") is State.UNKNOWN


def test_an_unknown_vulnerability_is_unknown():
    found = judge(service("nginx"), "CVE-2099-9999", build([]))
    assert found.state is State.UNKNOWN
    assert found.reason == "no advisory about CVE-2099-9999 was loaded"
