"""Servers that run: discovery finds their configuration, and the checks what is wrong with it."""

import os
import tempfile
from pathlib import Path

import pytest
from tests.assets.live.conftest import free_port, program, start
from tests.investigate.posture.conftest import NOW

from vedette.assets.live.tree import Tree
from vedette.investigate.posture import GROUPS
from vedette.investigate.posture.ground import Ground
from vedette.run.discovery import discover

__all__ = ["start"]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="whose a socket is only root may see"),
]
NGINX = """daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}
http {{
    access_log off; {tokens}
    server {{
        listen {address}:{port};
        location /server-status {{ stub_status; {guard} }}
        location / {{ autoindex {index}; root {folder}; }}
    }}
}}
"""
REDIS = 'port {port}\nbind {address}\nprotected-mode {mode}\ndir {folder}\nsave ""\n{password}'
GROUPS_TRIED = ("listening", "access", "authentication", "tls")


@pytest.fixture
def folder():
    """A folder that other users may enter, as services drop their privilege."""
    with tempfile.TemporaryDirectory(prefix="vedette-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def found(port, conf):
    """Ids of findings about a running server: those of its port and of its configuration."""
    services = [service for service in discover().services if service.port == port]
    assert services[0].config_files == (str(conf),)
    ground = Ground(Tree(), services, NOW, live=True)
    findings = [finding for group in GROUPS_TRIED for finding in GROUPS[group].run(ground).findings]
    return {
        finding.id
        for finding in findings
        if finding.subject == f"tcp/{port}" or any(e.source == str(conf) for e in finding.evidence)
    }


def test_a_running_nginx_in_a_good_and_in_a_bad_configuration(folder, start):
    good = {"tokens": "server_tokens off;", "guard": "allow 127.0.0.1; deny all;", "index": "off"}
    bad = {"tokens": "", "guard": "", "index": "on"}
    for name, values in {"good": good, "bad": bad}.items():
        conf, port = folder / f"{name}.conf", free_port()
        conf.write_text(NGINX.format(folder=folder, port=port, address="0.0.0.0", **values))
        start(port, program("nginx"), "-c", conf)
        expected = {"version-shown", "admin-path-open", "directory-listing"} if name == "bad" else set()
        assert found(port, conf) == expected


def test_a_running_redis_in_a_good_and_in_a_bad_configuration(folder, start):
    good = {"address": "127.0.0.1", "mode": "yes", "password": "requirepass long-and-random\n"}
    bad = {"address": "0.0.0.0", "mode": "no", "password": ""}
    for name, values in {"good": good, "bad": bad}.items():
        conf, port = folder / f"{name}.conf", free_port()
        conf.write_text(REDIS.format(folder=folder, port=port, **values))
        start(port, program("redis-server"), conf)
        told = found(port, conf)
        if name == "good":
            assert told == set()
        else:
            assert {"redis-open", "redis-no-password", "redis-in-clear"} <= told
            assert told - {"listens-to-world"} == {"redis-open", "redis-no-password", "redis-in-clear"}
