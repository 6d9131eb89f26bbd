"""Step 3: the package URL decides how, and nothing is guessed."""

from dataclasses import replace

import pytest

from vedette.model.plan import Command, Manual
from vedette.model.running import Evidence, Loaded, Running
from vedette.model.vulnerability import State, Vulnerability
from vedette.respond.steps.patch import Patch


def vulnerability(ident, purl, fixed, **more):
    values = {"state": State.AFFECTED, "cwes": (), **more}
    return Vulnerability(
        ident, values.pop("state"), "because", purl, None, None, kev=False, fixed_version=fixed, **values
    )


def step_for(situation, *found, running=None, attacked=None):
    made = situation(service={"running": running, "purl": None})
    alert = replace(made.alert, vulnerabilities=found, attacked_vulnerability=attacked or found[0].id)
    return Patch().plan(replace(made, alert=alert))


def running(file=None, purl="", **more):
    values = {"unit": None, "container": None, **more}
    loaded = (Loaded(purl, Evidence.IMPORTED, file),) if file else ()
    return Running(7, None, (), None, None, values["unit"], values["container"], loaded)


@pytest.mark.parametrize(
    ("purl", "file", "command"),
    [
        (
            "pkg:deb/debian/nginx@1.22.1-9?distro=debian-12",
            None,
            "apt-get install --yes --only-upgrade nginx",
        ),
        ("pkg:apk/alpine/nginx@1.24.0-r6", None, "apk upgrade --update-cache nginx"),
        ("pkg:rpm/redhat/nginx@1.20.1-1", None, "dnf upgrade --assumeyes --refresh nginx"),
        (
            "pkg:pypi/aiohttp@3.9.1",
            "/srv/app/venv/lib/python3.11/site-packages/aiohttp/__init__.py",
            "/srv/app/venv/bin/python -m pip install --upgrade aiohttp==3.9.2",
        ),
        (
            "pkg:npm/%40scope/vite@6.2.2",
            "/srv/web app/node_modules/@scope/vite/index.js",
            "npm install --prefix '/srv/web app' --ignore-scripts --no-audit --no-fund @scope/vite@3.9.2",
        ),
    ],
)
def test_the_package_url_decides_the_command(situation, purl, file, command):
    step = step_for(situation, vulnerability("CVE-1", purl, "3.9.2"), running=running(file, purl))
    assert str(step.actions[0].doing[-1]) == command


def test_where_nobody_saw_the_environment_a_person_names_it(situation):
    step = step_for(situation, vulnerability("CVE-1", "pkg:pypi/aiohttp@3.9.1", "3.9.2"))
    assert isinstance(step.actions[0].doing[0], Manual)
    assert "its environment are not known" in step.gaps[0]


def test_of_several_fixes_the_highest_version_has_all(situation):
    purl = "pkg:pypi/aiohttp@3.9.1"
    step = step_for(situation, vulnerability("CVE-1", purl, "3.10.0"), vulnerability("CVE-2", purl, "3.9.2"))
    assert [str(d) for d in step.actions[0].doing if isinstance(d, Command)] == [
        "python3 -m pip install --upgrade aiohttp==3.10.0"
    ]


def test_an_unknown_ecosystem_is_for_a_person_and_names_the_goal(situation):
    purl = "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1"
    step = step_for(situation, vulnerability("CVE-1", purl, "2.15.0"), vulnerability("CVE-2", purl, "2.16.0"))
    assert step.actions[0].does == "Bring org.apache.logging.log4j/log4j-core 2.14.1 to 2.16.0 or later"


def test_a_container_gets_a_new_image(situation):
    found = vulnerability("CVE-1", "pkg:deb/debian/nginx@1", "2")
    step = step_for(situation, found, running=running(container="docker:4f2a9c11d3e8"))
    (action,) = step.actions
    assert "build its image anew" in action.doing[0].says


def test_the_unit_is_restarted_where_it_is_known(situation):
    found = vulnerability("CVE-1", "pkg:deb/debian/nginx@1", "2")
    step = step_for(situation, found, running=running(unit="nginx.service"))
    assert step.actions[1].doing == (Command(("systemctl", "restart", "nginx.service")),)


def test_what_only_has_to_be_started_anew_is_not_installed_again(situation):
    found = vulnerability("CVE-1", "pkg:deb/debian/nginx@1", "2", restart_needed=True)
    step = step_for(situation, found, running=running(unit="nginx.service"))
    assert [action.id for action in step.actions][:1] == ["patch.restart"]


def test_what_only_has_to_be_started_anew_reads_so_and_is_not_mitigated(situation):
    found = vulnerability("CVE-1", "pkg:deb/debian/nginx@1", None, restart_needed=True, cwes=("CWE-22",))
    step = step_for(situation, found, running=running(unit="nginx.service"))
    assert [action.id for action in step.actions] == ["patch.restart"]
    assert step.facts == ("CVE-1 restart needed: because",)
    (action,) = step_for(situation, found, running=running(container="docker:4f2a9c11d3e8")).actions
    assert action.doing[0].says == "Start the container docker:4f2a9c11d3e8 on web-1 anew"


def test_without_a_fix_the_weakness_decides_the_mitigation(situation):
    purl = "pkg:pypi/x@1"
    ids = [a.id for a in step_for(situation, vulnerability("CVE-1", purl, None, cwes=("CWE-22",))).actions]
    assert "patch.virtual-patch-CVE-1" in ids
    ids = [a.id for a in step_for(situation, vulnerability("CVE-1", purl, None)).actions]
    assert "patch.shut-off-CVE-1" in ids


def test_without_a_vulnerability_nothing_is_to_be_patched(situation):
    fixed = vulnerability("CVE-1", "pkg:pypi/x@1", "2", state=State.FIXED)
    assert step_for(situation, fixed).actions == ()
