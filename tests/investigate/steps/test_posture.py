"""Step 5: a machine that is at hand, one that is not, and a group that fails."""

from tests.investigate.steps.conftest import alert, service

from vedette.investigate import posture
from vedette.investigate.steps.posture import PostureStep
from vedette.model.investigation import StepStatus

VITE = service("vite", "6.2.2", 5173)
FILES = {
    "/etc/ssh/sshd_config": "PermitRootLogin yes\n",
    "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\n",
}


def run(scene, **options):
    return PostureStep().run(scene.case(alert("a1", "203.0.113.66", VITE), (VITE,), **options))


def test_a_copy_of_the_machine_is_judged_gravest_first(scene):
    record = run(scene, files=FILES)
    assert record.status is StepStatus.DONE
    assert record.findings[0].id == "second-root"
    assert {"sshd-root-login", "sshd-password-login", "listens-to-world"} <= {f.id for f in record.findings}
    ranks = [finding.severity.rank for finding in record.findings]
    assert ranks == sorted(ranks, reverse=True)
    assert record.summary.startswith("web-1: ")
    assert any("nft.json" in text for text in record.missing)
    assert record.confidence < 1


def test_a_machine_that_cannot_be_looked_at_is_judged_by_the_inventory_and_asked_for(scene):
    record = run(scene)
    assert record.status is StepStatus.NEEDS_INPUT
    assert [f.id for f in record.findings] == ["listens-to-world"]
    commands = record.questions[0].commands
    assert "ssh root@web-1 'nft --json list ruleset' > ./web-1/vedette-facts/nft.json" in commands
    assert commands[-1].endswith("--root ./web-1")
    assert "whether a firewall keeps strangers out is not known" in record.findings[0].says
    (files,) = [text for text in record.missing if text.startswith("the files of web-1")]
    assert "firewall, access control" in files


def test_a_hostile_name_of_a_host_cannot_leave_its_quotes(scene):
    hostile = service("vite", "6.2.2", 5173, host="web-1; reboot")
    record = PostureStep().run(scene.case(alert("a1", "203.0.113.66", hostile), (hostile,)))
    assert any("ssh 'root@web-1; reboot' " in command for command in record.questions[0].commands)
    assert not any(
        "; reboot" in command.replace("web-1; reboot", "") for command in record.questions[0].commands
    )


def test_a_group_that_fails_hides_nothing_that_others_find(scene, monkeypatch):
    def fails(self, ground):
        raise ValueError("broken")

    monkeypatch.setattr(type(posture.GROUPS["firewall"]), "run", fails)
    record = run(scene, files=FILES)
    assert "second-root" in {f.id for f in record.findings}
    assert any("a defect of Vedette (ValueError: broken)" in text for text in record.missing)


def test_the_same_machine_gives_the_same_record_and_digest(scene):
    def made(files):
        case = scene.case(alert("a1", "203.0.113.66", VITE), (VITE,), files=files)
        return PostureStep().digest(case), PostureStep().run(case)

    first = made(FILES)
    assert made(FILES) == first
    assert made({**FILES, "/etc/passwd": "root:x:0:0:root:/root:/bin/sh\n"})[0] != first[0]
