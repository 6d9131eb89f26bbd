"""Sensors: installed, configured, alive."""

from tests.investigate.posture.test_listening import HEAD, line

from vedette.investigate.posture.facts.places import PROCESSES

SSH = HEAD + line("00000000", 22, 1)


def status(*packages):
    return "".join(f"Package: {name}\nStatus: install ok installed\nVersion: 1\n\n" for name in packages)


def test_nothing_is_found_where_sensors_are_alive(machine):
    machine.write(
        {
            "/var/lib/dpkg/status": status("fail2ban", "auditd"),
            "/etc/fail2ban/jail.conf": "[DEFAULT]\nenabled = false\n[sshd]\nport = ssh\n",
            "/etc/fail2ban/jail.d/defaults-debian.conf": "[sshd]\nenabled = true\n",
            "/proc/net/tcp": SSH,
            "/proc/7/comm": "fail2ban-server\n",
            "/proc/8/comm": "auditd\n",
        }
    )
    assert machine.found("intrusion_detection") == set()
    assert machine.checked("intrusion_detection").missing == ()


def test_a_machine_without_any_is_found(machine):
    machine.write({"/var/lib/dpkg/status": status("bash"), PROCESSES: "systemd\nsshd\n"})
    assert machine.ids("intrusion_detection") == {"no-intrusion-prevention", "no-intrusion-detection"}


def test_sensors_that_do_not_run_and_a_jail_that_is_off_are_found(machine):
    machine.services = ()
    machine.write(
        {
            "/var/lib/dpkg/status": status("fail2ban", "suricata", "crowdsec"),
            "/etc/fail2ban/jail.conf": "[DEFAULT]\nenabled = false\n",
            "/proc/net/tcp": SSH,
            PROCESSES: "crowdsec\n",
        }
    )
    checked = machine.checked("intrusion_detection")
    assert {(f.id, f.subject) for f in checked.findings} == {
        ("sensor-not-running", "fail2ban"),
        ("sensor-not-running", "Suricata"),
        ("crowdsec-without-bouncer", "CrowdSec"),
        ("fail2ban-without-jail", "sshd"),
    }


def test_without_processes_nothing_is_called_dead(machine):
    machine.write(
        {
            "/etc/suricata/suricata.yaml": "",
            "/etc/crowdsec/config.yaml": "",
            "/etc/crowdsec/bouncers/nft.yaml": "",
        }
    )
    checked = machine.checked("intrusion_detection")
    assert checked.findings == ()
    assert "whether sensors run" in checked.missing[0]
