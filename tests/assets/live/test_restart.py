from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from vedette.assets.live.languages.interface import Part
from vedette.assets.live.packages.interface import Package
from vedette.assets.live.processes import Mapping, OpenFile
from vedette.assets.live.restart import as_running, stale_code
from vedette.model.running import Evidence, Stale

NOW = datetime.now(UTC)
SSL = Package("libssl3", "3.0.3", "deb", "debian", (("upstream", "openssl@3.0.3"),))


def mapping(path, *, deleted=False, executable=True):
    return Mapping(path, deleted, executable, 1)


def reasons(*scenes, parts=()):
    return {stale.file: stale.reason for stale in stale_code(scenes, parts)}


def test_a_replaced_library_is_known_by_the_kernels_mark(scene):
    found = stale_code(
        [
            scene(
                {"/usr/lib/libssl.so": ""},
                owner=lambda _: SSL,
                mappings=(mapping("/usr/lib/libssl.so", deleted=True),),
            )
        ],
        (),
    )
    assert [(s.file, s.installed) for s in found] == [("/usr/lib/libssl.so", SSL.purl)]
    assert found[0].reason == "it was replaced, and the old one is still mapped"


def test_a_removed_library_needs_a_restart_but_not_one_that_was_temporary(scene):
    mappings = (mapping("/opt/x.so", deleted=True), mapping("/tmp/ffi123", deleted=True))
    assert reasons(scene(mappings=mappings)) == {"/opt/x.so": "it was removed, and is still mapped"}


def test_replaced_data_needs_none(scene):
    mappings = (mapping("/usr/lib/locale/x", deleted=True, executable=False),)
    assert reasons(scene({"/usr/lib/locale/x": ""}, mappings=mappings)) == {}


def test_a_replaced_executable_is_told_once(scene):
    values = {
        "executable": "/usr/sbin/x",
        "executable_deleted": True,
        "mappings": (mapping("/usr/sbin/x", deleted=True),),
    }
    assert reasons(scene({"/usr/sbin/x": ""}, **values)) == {"/usr/sbin/x": "the executable was replaced"}


def test_a_library_that_was_written_over_in_its_place_is_newer_than_the_process(scene):
    mappings = (mapping("/srv/x.so"),)
    before, after = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    assert (
        "after the process had started"
        in reasons(scene({"/srv/x.so": ""}, mappings=mappings, started=before))["/srv/x.so"]
    )
    assert reasons(scene({"/srv/x.so": ""}, mappings=mappings, started=after)) == {}


def test_a_replaced_jar_that_is_still_open_needs_a_restart(scene):
    files = (OpenFile("/srv/a.jar", deleted=True, written=False),)
    assert list(reasons(scene({"/srv/a.jar": ""}, files=files))) == ["/srv/a.jar"]


@pytest.mark.parametrize(
    ("native", "evidence", "needed"),
    [
        (True, Evidence.MAPPED, False),  # the kernel would say so
        (True, Evidence.IMPORTED, True),
        (False, Evidence.MAPPED, True),
        (False, Evidence.IMPORTED, True),
    ],
)
def test_a_package_that_is_newer_than_the_process_was_read_before(scene, native, evidence, needed):
    package = replace(SSL, installed=NOW)
    part = Part(package, evidence, "/x", native=native)
    assert bool(reasons(scene(started=NOW - timedelta(minutes=1)), parts=[part])) is needed
    assert not reasons(scene(started=NOW + timedelta(minutes=1)), parts=[part])
    assert not reasons(scene(started=None), parts=[part])


def test_what_runs_is_the_version_before_or_unknown(scene):
    log = f"{NOW.astimezone():%Y-%m-%d %H:%M:%S} upgrade libssl3:amd64 3.0.2 3.0.3\n"
    part, other = (
        Part(SSL, Evidence.MAPPED, "/x", native=True),
        Part(Package("a", "1", "pypi"), Evidence.MAPPED, "/y"),
    )
    before = NOW - timedelta(hours=1)
    values = {"owner": lambda _: SSL, "mappings": (mapping("/x", deleted=True),), "started": before}
    known = scene({"/x": "", "/var/log/dpkg.log": log}, **values)
    running = as_running([part, other], stale_code([known], ()), known)
    assert [p.package.version for p in running] == ["3.0.2", "1"]
    assert running[0].package.purl == "pkg:deb/debian/libssl3@3.0.2?upstream=openssl"
    unknown = scene({"/x": "", "/var/log/dpkg.log": ""}, **values)
    assert as_running([part], stale_code([unknown], ()), unknown)[0].package.version is None


def test_a_version_that_was_read_from_what_runs_stands(scene):
    package = Package("log4j-core", "2.14.1", "maven")
    stale = (Stale("/srv/a.jar", "it was replaced, and the old one is still open", package.purl),)
    assert as_running([Part(package, Evidence.OPENED, "/srv/a.jar")], stale, scene())[0].package == package
    assert (
        as_running([Part(package, Evidence.ON_PATH, "/srv/a.jar")], stale, scene())[0].package.version is None
    )
