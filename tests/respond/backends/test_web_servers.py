"""The web servers' rules, loaded by the real servers: the client is denied, others are not, and it is undone."""

import shutil
import socket
import subprocess
import time
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path

import pytest
from carrying_out import change, holds

from vedette.model.plan import Change, Command
from vedette.respond.backends import KEEPERS
from vedette.respond.mitigations import BY_CVE, BY_CWE
from vedette.respond.steps.disconnect import order_for

pytestmark = pytest.mark.slow
BAD, GOOD = "203.0.113.66", "203.0.113.77"

NGINX = """
worker_processes 1; daemon on; pid {root}/nginx.pid; error_log {root}/error.log; user root;
events {{ worker_connections 64; }}
http {{
    access_log off; client_body_temp_path {root}/body; proxy_temp_path {root}/p; fastcgi_temp_path {root}/f;
    uwsgi_temp_path {root}/u; scgi_temp_path {root}/s;
    set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For;
    include {root}/etc/nginx/conf.d/*.conf;
    server {{ listen 127.0.0.1:{port}; {patch} location / {{ root {root}/www; }} }}
}}
"""
APACHE = """
ServerRoot {root}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {root}/apache.pid
ErrorLog {root}/error.log
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule authz_host_module {modules}/mod_authz_host.so
LoadModule remoteip_module {modules}/mod_remoteip.so
RemoteIPHeader X-Forwarded-For
RemoteIPInternalProxy 127.0.0.1
DocumentRoot {root}/www
<Directory {root}/www/closed>
    Require all denied
</Directory>
IncludeOptional {root}/etc/apache2/conf-enabled/*.conf
"""
MODULES = Path("/usr/lib/apache2/modules")
needs_nginx = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is missing")
needs_apache = pytest.mark.skipif(
    shutil.which("apache2") is None or not MODULES.is_dir(), reason="Apache is missing"
)


@pytest.fixture
def root(tmp_path):
    """A folder with a page, an area that is closed, and the folders that the rules go to."""
    for folder in ("www/closed", "etc/nginx/conf.d", "etc/apache2/conf-enabled", "body"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "www/index.html").write_text("page")
    (tmp_path / "www/closed/index.html").write_text("page")
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == Path("/tmp").stat().st_uid and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o755)
    return tmp_path


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


class Server:
    """One that runs, with the words that call its program on its own configuration."""

    def __init__(self, words, start, stop, text, root, patch=""):
        self.port, self.root = free_port(), root
        (root / "server.conf").write_text(
            text.format(root=root, port=self.port, modules=MODULES, patch=patch)
        )
        self.words, self.start, self.stop = words, start, stop

    def __enter__(self):
        self.run(*self.start)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                break
            except OSError:
                time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.run(*self.stop)
        time.sleep(0.1)

    def run(self, *arguments):
        done = subprocess.run([*self.words, *arguments], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done

    def status(self, client, path="/"):
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.putrequest("GET", path)
        connection.putheader("X-Forwarded-For", client)
        connection.putheader("Connection", "close")
        connection.endheaders()
        status = connection.getresponse().status
        connection.close()
        return status

    def becomes(self, wanted, client, path="/"):
        """Whether a reload, which takes a moment, brings that answer."""
        for _ in range(100):
            if self.status(client, path) == wanted:
                return True
            time.sleep(0.02)
        return False

    def carry_out(self, doings, own):
        """own: the arguments that stand for those of the plan's program, which names no configuration."""
        for doing in doings:
            if isinstance(doing, Change):
                change(doing, self.root)
            else:
                self.run(*own.get(doing.argv[1:], doing.argv[1:]))


@needs_nginx
def test_nginx_denies_the_client_that_a_proxy_names(root, situation):
    order = order_for(situation(BAD))
    action = KEEPERS["nginx_deny"].action(order)
    words = ["nginx", "-p", str(root), "-c", "server.conf"]
    with Server(words, (), ("-s", "stop"), NGINX, root) as server:
        assert server.status(BAD) == 200
        server.carry_out(action.doing, {})
        assert server.becomes(403, BAD)
        assert server.status(GOOD) == 200
        (check,) = action.verify
        assert holds(replace(check, command=Command((*words, "-T"))))
        server.carry_out(action.undo, {})
        assert server.becomes(200, BAD)
        assert not holds(replace(check, command=Command((*words, "-T"))))


@needs_nginx
def test_nginx_denies_a_whole_network_of_ipv6(root, situation):
    action = KEEPERS["nginx_deny"].action(order_for(situation("2001:db8:0:bad::66")))
    with Server(["nginx", "-p", str(root), "-c", "server.conf"], (), ("-s", "stop"), NGINX, root) as server:
        server.carry_out(action.doing, {})
        assert server.becomes(403, "2001:db8:0:bad:1::1")
        assert server.status("2001:db8:0:900d::1") == 200


@needs_apache
def test_apache_denies_the_client_and_opens_nothing_that_was_closed(root, situation):
    action = KEEPERS["apache_deny"].action(order_for(situation(BAD)))
    words = ["apache2", "-f", str(root / "server.conf")]
    own = {("configtest",): ("-t",), ("graceful",): ("-k", "graceful")}
    with Server(words, ("-k", "start"), ("-k", "stop"), APACHE, root) as server:
        assert [server.status(BAD, p) for p in ("/index.html", "/closed/index.html")] == [200, 403]
        server.carry_out(action.doing, own)
        assert server.becomes(403, BAD, "/index.html")
        assert [server.status(GOOD, p) for p in ("/index.html", "/closed/index.html")] == [200, 403]
        server.carry_out(action.undo, own)
        assert server.becomes(200, BAD, "/index.html")


@needs_nginx
@pytest.mark.parametrize(
    ("patch", "attacks"),
    [
        (
            BY_CWE["CWE-22"],
            ["/static/../../etc/passwd", "/cgi-bin/.%2e/.%2e/etc/passwd", "/%252e%252e%255cx", "/a/..%2f"],
        ),
        (BY_CVE["CVE-2021-44228"], ["/?x=${jndi:ldap://h/a}", "/?x=$%7Bjndi:ldap://h/a%7D", "/%24%7b::-j}"]),
    ],
    ids=["traversal", "lookup"],
)
def test_a_virtual_patch_refuses_the_attack_and_nothing_honest(root, patch, attacks):
    words = ["nginx", "-p", str(root), "-c", "server.conf"]
    with Server(words, (), ("-s", "stop"), NGINX, root, patch.nginx) as server:
        assert {server.status(GOOD, path) for path in attacks} <= {400, 403}
        for honest in ("/index.html", "/index.html?v=1.2...3&price=$5", "/index.html?q=a..b"):
            assert server.status(GOOD, honest) == 200
