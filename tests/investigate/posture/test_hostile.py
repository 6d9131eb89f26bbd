"""Whatever a machine's files hold, every group ends, and none raises."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.investigate.posture.conftest import Machine

from vedette.investigate.posture import GROUPS
from vedette.investigate.posture.facts.places import COMMANDS

FILES = (
    "/etc/passwd", "/etc/shadow", "/etc/sudoers", "/etc/sudoers.d/a", "/etc/ufw/ufw.conf", "/etc/ufw/user.rules",
    "/etc/default/ufw", "/etc/iptables/rules.v4", "/etc/apt/apt.conf.d/20auto", "/var/lib/dpkg/status",
    "/var/lib/apt/lists/a-security_Packages", "/etc/fail2ban/jail.local", "/proc/net/tcp", "/proc/1/comm",
    "/etc/nginx/nginx.conf", "/etc/apache2/apache2.conf", "/etc/ssh/sshd_config", "/etc/redis/redis.conf",
    "/etc/postgresql/15/main/postgresql.conf", "/etc/postgresql/15/main/pg_hba.conf", *COMMANDS,
)  # fmt: skip
WORDS = (
    "host", "local", "all", "trust", "md5", "ALL", "NOPASSWD:", "=", ":", "### tuple ### allow tcp", "22", "0.0.0.0/0",
    "in", "ENABLED=yes", "*filter", ":INPUT", "DROP", "-A", "--dport", "Package: a", "Version: 1", "\n", "\n\n", "{",
    "}", ";", "<Location /admin>", "</Location>", "location", "/admin", "Require", "sshd", "[sshd]", "enabled", "bind",
    "Match", "User", "PermitRootLogin", "yes", "ssl_protocols", "SSLProtocol", "+", "Options", "rename-command", '"',
    "Status: active", "ALLOW IN", "Anywhere", "@include sudoers", "00000000:18EB", "0A", "listen_addresses", "99999999999",
    "RewriteRule", "auth_basic", "-", "listen", "[::]:80", "[", "AuthenticationMethods", "hmac-md5", "ciphers", "\ud7ff",
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=60))
def test_any_content_is_judged_without_an_error(words, tmp_path):
    text = " ".join(words).replace("\0", "").encode("utf-8", "replace").decode()
    machine = Machine(tmp_path).write(dict.fromkeys(FILES, text))
    for name in GROUPS:
        for finding in machine.checked(name).findings:
            assert finding.evidence
            assert all(len(evidence.excerpt) <= 400 for evidence in finding.evidence)
