"""From what runs to what is vulnerable: what is loaded counts, what merely lies on the disk does not."""

import io
import json
import os
import time
import zipfile

import pytest

from vedette.model.running import Reach
from vedette.model.vulnerability import State
from vedette.run.discovery import discover
from vedette.vulns.advisories.index import build
from vedette.vulns.advisories.osv import Osv
from vedette.vulns.matching import expose

NOW = int(time.time())
LOG4SHELL, OPENSSL, AIOHTTP = "CVE-2021-44228", "CVE-2024-0001", "CVE-2024-23334"


def advisory(identity, ecosystem, name, fixed):
    versions = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": fixed}]}]
    package = {"ecosystem": ecosystem, "name": name}
    return {
        "schema_version": "1.6.0", "id": identity, "modified": "2024-01-01T00:00:00Z",
        "affected": [{"package": package, "ranges": versions}],
    }  # fmt: skip


@pytest.fixture(scope="module")
def advisories():
    listed = (
        advisory(LOG4SHELL, "Maven", "org.apache.logging.log4j:log4j-core", "2.15.0"),
        advisory(OPENSSL, "Debian:12", "openssl", "3.0.16-1~deb12u1"),
        advisory(AIOHTTP, "PyPI", "aiohttp", "3.9.2"),
    )
    return build([Osv().read(json.dumps(each).encode(), f"{each['id']}.json") for each in listed])


def jar(version):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties",
            f"groupId=org.apache.logging.log4j\nartifactId=log4j-core\nversion={version}\n",
        )
    return buffer.getvalue()


@pytest.fixture
def host(tmp_path):
    """A Debian machine on which one Java program listens, an hour old."""

    def host(*, class_path, ssl="3.0.16-1~deb12u1", maps="", more=None):
        files = {
            "etc/os-release": 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID=12\n',
            "proc/sys/kernel/hostname": "web-1",
            "proc/net/tcp": "head\n   0: 00000000:1F90 00000000:0000 0A 0:0 00:0 0 0 0 7 1\n",
            "proc/stat": f"btime {NOW - 3600}\n",
            "proc/42/stat": "42 (java) S 1 0 0 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 100 0 0",
            "proc/42/maps": maps,
            "proc/42/cmdline": f"java\0-cp\0{class_path}\0org.example.Server\0",
            "var/lib/dpkg/status": "".join(
                f"Package: {name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: {version}\nSource: {source}\n\n"
                for name, version, source in (("openjdk-17-jre-headless", "17.0.1-1", "openjdk-17"), ("libssl3", ssl, "openssl"))
            ),
            "var/lib/dpkg/info/openjdk-17-jre-headless.list": "/usr/lib/jvm/bin/java\n",
            "var/lib/dpkg/info/libssl3:amd64.list": "/usr/lib/libssl.so.3\n",
            "usr/lib/jvm/bin/java": "",
            "usr/lib/libssl.so.3": "",
            "srv/log4j-old.jar": jar("2.14.1"),
            "srv/log4j-new.jar": jar("2.17.1"),
            **(more or {}),
        }  # fmt: skip
        for path, content in files.items():
            place = tmp_path / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content if isinstance(content, bytes) else content.encode())
            os.utime(place, (NOW - 9999, NOW - 9999))
        (tmp_path / "proc/42/fd").mkdir()
        (tmp_path / "proc/42/fd/3").symlink_to("socket:[7]")
        (tmp_path / "proc/42/exe").symlink_to("/usr/lib/jvm/bin/java")
        (tmp_path / "proc/42/cwd").symlink_to("/srv")
        (service,) = discover(tmp_path).services
        return service

    return host


def states(service, advisories):
    return {found.id: found.state for found in expose(service, advisories).vulnerabilities}


def test_a_vulnerable_library_that_is_loaded_makes_the_application_vulnerable(host, advisories):
    service = host(class_path="/srv/log4j-old.jar")
    assert states(service, advisories) == {LOG4SHELL: State.AFFECTED}
    assert service.reach is Reach.UNKNOWN


def test_a_vulnerable_library_that_merely_lies_on_the_disk_raises_nothing(host, advisories):
    assert LOG4SHELL not in {
        identity
        for identity, state in states(host(class_path="/srv/log4j-new.jar"), advisories).items()
        if state in {State.AFFECTED, State.UNKNOWN}
    }


MAPPED = "7f00-7f10 r-xp 00000000 fe:01 11 /usr/lib/libssl.so.3"


def test_a_library_of_the_distribution_takes_the_distributions_verdict(host, advisories):
    fixed = states(host(class_path="/srv/log4j-new.jar", maps=f"{MAPPED}\n"), advisories)
    assert fixed[OPENSSL] is State.FIXED


def test_a_library_that_was_upgraded_stays_vulnerable_until_the_process_is_new(host, advisories):
    replaced = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(NOW - 60))
    log = f"{replaced} upgrade libssl3:amd64 3.0.15-1~deb12u1 3.0.16-1~deb12u1\n"
    service = host(
        class_path="/srv/log4j-new.jar", maps=f"{MAPPED} (deleted)\n", more={"var/log/dpkg.log": log}
    )
    (found,) = [v for v in expose(service, advisories).vulnerabilities if v.id == OPENSSL]
    assert (found.state, found.restart_needed) == (State.AFFECTED, True)
    assert service.running.restart_needed


def test_an_old_library_of_which_no_log_tells_is_unknown_and_never_fixed(host, advisories):
    service = host(class_path="/srv/log4j-new.jar", maps=f"{MAPPED} (deleted)\n")
    assert states(service, advisories)[OPENSSL] is State.UNKNOWN
