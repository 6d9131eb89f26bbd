from datetime import UTC, datetime

import pytest
from tests.assets.live.conftest import elf, mapped

from vedette.assets.live.identity import identify
from vedette.assets.live.packages.interface import Package
from vedette.model.running import Evidence
from vedette.model.service import VersionSource

NGINX = Package("nginx", "1.22.1-9", "deb", "debian")
LIBC = Package("libc6", "2.36-9", "deb", "debian")


def owners(**packages):
    by_path = {"/usr/sbin/nginx": NGINX, "/usr/lib/libc.so.6": LIBC, **packages}
    return by_path.get


def test_the_package_that_owns_the_executable_is_the_application(scene):
    found = identify(
        [
            scene(
                owner=owners(),
                executable="/usr/sbin/nginx",
                mappings=mapped("/usr/sbin/nginx", "/usr/lib/libc.so.6"),
            )
        ]
    )
    assert (found.name, found.product.id, found.version) == ("nginx", "nginx", "1.22.1-9")
    assert (found.application, found.source) == (NGINX, VersionSource.PACKAGE)
    assert [(part.package, part.evidence) for part in found.parts] == [(LIBC, Evidence.MAPPED)]


def test_code_that_no_package_owns_is_told(scene):
    found = identify([scene(owner=owners(), executable="/usr/sbin/nginx", mappings=mapped("/opt/mod.so"))])
    assert found.unowned == ("/opt/mod.so",)


@pytest.mark.parametrize(
    ("name", "product", "title"),
    [
        ("postgresql-15", "postgresql", "PostgreSQL"),
        ("openssh-server", "openssh", "OpenSSH"),
        ("php8.2-fpm", "php", "PHP"),
    ],
)
def test_products_are_called_as_people_call_them(scene, name, product, title):
    package = Package(name, "1", "deb", "debian")
    found = identify([scene(owner={"/x": package}.get, executable="/x")])
    assert (found.name, found.product.id) == (title, product)


def test_a_program_that_nobody_knows_has_its_files_name_and_no_version(scene):
    found = identify([scene({"/proc/42/exe": elf({b".text": b"x"})}, executable="/opt/ours/server")])
    assert (found.name, found.version, found.application) == ("server", None, None)
    assert found.unowned == ("/opt/ours/server",)


def test_a_file_says_itself_what_it_is(scene):
    data = elf({b".rodata": b"nginx version: nginx/1.25.3\0"})
    found = identify([scene({"/proc/42/exe": data}, executable="/opt/nginx")])
    assert (found.name, found.version, found.source) == ("nginx", "1.25.3", VersionSource.DECLARED)
    assert "its file says 'nginx version: nginx/1.25.3'" in found.found


def test_an_interpreter_outside_any_package_says_itself_what_it_is(scene):
    data = elf({b".rodata": b"node.js/v20.11.0\0"})
    found = identify([scene({"/proc/42/exe": data}, [], executable="/home/a/.nvm/bin/node")])
    assert (found.product.id, found.version) == ("nodejs", "20.11.0")


def test_own_code_on_an_interpreter_of_the_distribution_is_judged_by_that(scene):
    java = Package("openjdk-17-jre-headless", "17.0.1", "deb", "debian")
    found = identify(
        [
            scene(
                owner={"/usr/bin/java": java}.get,
                executable="/usr/bin/java",
                arguments=("java", "org.example.Server"),
            )
        ]
    )
    assert (found.name, found.application) == ("Server (openjdk-17-jre-headless)", java)


def test_a_package_is_not_a_part_of_itself_and_each_counts_once(scene):
    one = scene(owner=owners(), executable="/usr/sbin/nginx", mappings=mapped("/usr/lib/libc.so.6"))
    assert [part.package for part in identify([one, one]).parts] == [LIBC]


def test_the_executable_of_a_stale_process_has_the_version_that_runs(scene):
    started = datetime(2020, 1, 1, tzinfo=UTC)
    log = "2026-01-01 10:00:00 upgrade nginx:amd64 1.22.1-8 1.22.1-9\n"
    found = identify(
        [
            scene(
                {"/usr/sbin/nginx": "", "/var/log/dpkg.log": log},
                owner=owners(), executable="/usr/sbin/nginx", executable_deleted=True, started=started,
            )
        ]
    )  # fmt: skip
    assert (found.version, found.application.version) == ("1.22.1-8", "1.22.1-8")
    assert [stale.installed for stale in found.stale] == [NGINX.purl]
