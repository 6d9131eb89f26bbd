"""Real servers' configurations, good and bad: every planted weakness is found, and nothing in the good ones.

Each configuration is first shown to the server itself, so that it is one.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

GROUPS = ("access", "authentication", "tls")
NGINX, APACHE, SSHD = "/etc/nginx/nginx.conf", "/etc/apache2/apache2.conf", "/etc/ssh/sshd_config"
POSTGRESQL, REDIS = "/etc/postgresql/15/main/postgresql.conf", "/etc/redis/redis.conf"
HBA = "/etc/postgresql/15/main/pg_hba.conf"
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="servers drop the privilege of root")


def program(name):
    found = shutil.which(
        name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/bin:/usr/lib/postgresql/15/bin"
    )
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def accepted(*command):
    """That the server itself takes the configuration."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.fixture
def certificate(authority, tmp_path):
    issued = authority.issue_cert("web-1.example")
    issued.private_key_and_cert_chain_pem.write_to_path(tmp_path / "both.pem")
    return tmp_path / "both.pem"


# nginx

NGINX_GOOD = """events {{}}
pid {root}/pid; error_log stderr;
http {{
    server_tokens off; access_log off;
    include sites/*;
}}
"""
NGINX_GOOD_SITE = """server {{
    listen 8443 ssl;
    ssl_certificate {pem}; ssl_certificate_key {pem};
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers HIGH:!aNULL:!MD5:!3DES;
    location / {{ root /srv/www; autoindex off; }}
    location /static/ {{ alias /srv/static/; }}
    location /admin {{ auth_basic "who?"; auth_basic_user_file {root}/users; }}
    location = /nginx_status {{ stub_status; allow 127.0.0.1; deny all; }}
    location ~ /\\.git {{ deny all; }}
}}
server {{
    listen 127.0.0.1:8081;
    location /metrics {{ stub_status; }}
    location /private {{ auth_basic "inner"; auth_basic_user_file {root}/users; }}
}}
"""
NGINX_BAD = """events {{}}
pid {root}/pid; error_log stderr;
http {{
    access_log off;
    server {{
        listen 8443 ssl;
        ssl_certificate {pem}; ssl_certificate_key {pem};
        ssl_protocols TLSv1 TLSv1.2;
        ssl_ciphers ALL:RC4-SHA;
        location /files {{
            alias /srv/files/;
            autoindex on;
        }}
        location /server-status {{ stub_status; }}
        location ^~ /phpmyadmin/ {{ proxy_pass http://127.0.0.1:9; }}
    }}
    server {{
        listen 8080;
        location /members {{
            auth_basic "who?";
            auth_basic_user_file {root}/users;
        }}
    }}
}}
"""


def nginx(machine, certificate, *files):
    names = (NGINX, "/etc/nginx/sites/web")
    machine.write(
        {
            name: text.format(root=machine.root, pem=certificate)
            for name, text in zip(names, files, strict=False)
        }
    )
    accepted(program("nginx"), "-t", "-c", machine.root / NGINX[1:])


@root_only
def test_nothing_is_found_in_a_good_configuration_of_nginx(machine, certificate):
    nginx(machine, certificate, NGINX_GOOD, NGINX_GOOD_SITE)
    assert machine.found(*GROUPS) == set()


@root_only
def test_every_weakness_planted_in_nginx_is_found(machine, certificate):
    nginx(machine, certificate, NGINX_BAD)
    assert machine.found(*GROUPS) == {
        ("version-shown", None),
        ("tls-old-protocol", 8),
        ("tls-weak-cipher", 9),
        ("alias-traversal", 10),
        ("directory-listing", 12),
        ("admin-path-open", 14),
        ("admin-path-open", 15),
        ("login-in-clear", 20),
    }


# Apache

APACHE_HEAD = """ServerRoot {modules}
ServerName web-1.example
PidFile {root}/pid
ErrorLog /dev/null
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule authn_core_module modules/mod_authn_core.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule authz_host_module modules/mod_authz_host.so
LoadModule authz_user_module modules/mod_authz_user.so
LoadModule authn_file_module modules/mod_authn_file.so
LoadModule auth_basic_module modules/mod_auth_basic.so
LoadModule status_module modules/mod_status.so
LoadModule autoindex_module modules/mod_autoindex.so
LoadModule socache_shmcb_module modules/mod_socache_shmcb.so
LoadModule ssl_module modules/mod_ssl.so
Listen 8080
Listen 8443
"""
APACHE_GOOD = """ServerTokens Prod
<Directory />
    Require all denied
</Directory>
<Directory /srv/www>
    Options -Indexes
    Require all granted
</Directory>
<Location /server-status>
    SetHandler server-status
    Require local
</Location>
<VirtualHost *:8443>
    SSLEngine on
    SSLCertificateFile {pem}
    SSLProtocol all -TLSv1 -TLSv1.1
    SSLCipherSuite HIGH:!aNULL:!MD5:!3DES
    <Location /members>
        AuthType Basic
        AuthName who
        AuthUserFile {root}/users
        Require valid-user
    </Location>
</VirtualHost>
<IfModule mod_nothing.c>
    ServerTokens Full
    Include nothing.conf
</IfModule>
"""
APACHE_BAD = """ServerTokens Full
<Directory />
    Options Indexes
    Require all granted
</Directory>
<Location /server-status>
    SetHandler server-status
</Location>
<VirtualHost *:8443>
    SSLEngine on
    SSLCertificateFile {pem}
    SSLProtocol all -TLSv1.1
    SSLCipherSuite RC4-SHA:HIGH
</VirtualHost>
<VirtualHost *:8080>
    <Location /members>
        AuthType Basic
        AuthName who
        AuthUserFile {root}/users
        Require valid-user
    </Location>
</VirtualHost>
"""


def apache(machine, certificate, text):
    httpd = program("apache2")
    modules = Path("/usr/lib/apache2")
    whole = (APACHE_HEAD + text).format(root=machine.root, pem=certificate, modules=modules)
    machine.write({APACHE: whole})
    accepted(httpd, "-t", "-f", machine.root / APACHE[1:])


@root_only
def test_nothing_is_found_in_a_good_configuration_of_apache(machine, certificate):
    apache(machine, certificate, APACHE_GOOD)
    assert machine.found(*GROUPS) == set()


@root_only
def test_every_weakness_planted_in_apache_is_found(machine, certificate):
    apache(machine, certificate, APACHE_BAD)
    head = APACHE_HEAD.count("\n")
    assert machine.found(*GROUPS) == {
        ("version-shown", head + 1),
        ("directory-listing", head + 3),
        ("filesystem-granted", head + 4),
        ("admin-path-open", head + 6),
        ("tls-old-protocol", head + 12),
        ("tls-weak-cipher", head + 13),
        ("login-in-clear", head + 17),
    }


# OpenSSH

SSHD_GOOD = """Port 22
HostKey {root}/key
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM yes
MaxAuthTries 4
Ciphers chacha20-poly1305@openssh.com,aes256-gcm@openssh.com
MACs hmac-sha2-512-etm@openssh.com
KexAlgorithms curve25519-sha256
Include {root}/etc/ssh/sshd_config.d/*.conf
Match Address 192.0.2.0/24
    PasswordAuthentication yes
"""
SSHD_BAD = """Port 22
HostKey {root}/key
PermitRootLogin yes
PermitEmptyPasswords yes
MaxAuthTries 12
HostbasedAuthentication yes
Ciphers aes256-ctr,3des-cbc,aes128-cbc
MACs hmac-sha2-256,hmac-md5
KexAlgorithms curve25519-sha256,diffie-hellman-group1-sha1
Match User deploy
    PermitRootLogin yes
"""


def sshd(machine, text):
    daemon, keygen = program("sshd"), program("ssh-keygen")
    Path("/run/sshd").mkdir(exist_ok=True)
    accepted(keygen, "-q", "-t", "ed25519", "-N", "", "-f", machine.root / "key")
    machine.write({SSHD: text.format(root=machine.root)})
    return accepted(daemon, "-T", "-f", machine.root / SSHD[1:])


@root_only
def test_nothing_is_found_in_a_good_configuration_of_sshd(machine):
    sshd(machine, SSHD_GOOD)
    assert machine.found(*GROUPS) == set()


@root_only
def test_every_weakness_planted_in_sshd_is_found(machine):
    sshd(machine, SSHD_BAD)
    assert machine.found(*GROUPS) == {
        ("sshd-root-login", 3),
        ("sshd-empty-passwords", 4),
        ("sshd-many-tries", 5),
        ("sshd-host-based", 6),
        ("sshd-password-login", None),
        ("sshd-weak-algorithm", 7),
        ("sshd-weak-algorithm", 8),
        ("sshd-weak-algorithm", 9),
        ("sshd-root-login", 11),
    }


@root_only
@pytest.mark.parametrize("text", [SSHD_GOOD, SSHD_BAD])
def test_what_sshd_prints_of_itself_leads_to_the_same_findings_for_everyone(machine, text):
    printed = sshd(machine, text)
    own = {f.id for f in machine.checked("authentication").findings}
    machine.write({"/vedette-facts/sshd-T.txt": printed})
    assert machine.ids("authentication") == own


def test_pam_that_asks_for_passwords_all_the_same_is_found(machine):
    machine.write({SSHD: "PasswordAuthentication no\nUsePAM yes\n"})
    assert machine.ids("authentication") == {"sshd-password-by-pam"}


def test_passwords_beside_a_key_that_is_required_are_no_weakness(machine):
    machine.write({SSHD: "PasswordAuthentication yes\nAuthenticationMethods publickey,password\n"})
    assert machine.ids("authentication") == set()


# PostgreSQL

POSTGRESQL_GOOD = """listen_addresses = 'localhost, 192.0.2.10'
ssl = on
ssl_min_protocol_version = 'TLSv1.2'
"""
HBA_GOOD = """local all all peer
hostssl app app 192.0.2.0/24 scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
host all all 0.0.0.0/0 reject
"""
POSTGRESQL_BAD = """listen_addresses = '*'
ssl = off
include_dir = 'conf.d'
"""
HBA_BAD = """local all all trust
host all all 192.0.2.0/24 md5
host all postgres 0.0.0.0/0 trust
"""


def postgresql(machine, settings, rules):
    machine.write({POSTGRESQL: settings, HBA: rules, f"{Path(POSTGRESQL).parent}/conf.d/a.conf": ""})
    with tempfile.TemporaryDirectory(prefix="vedette-test-") as name:  # where the server's own user may read
        shutil.copytree((machine.root / POSTGRESQL[1:]).parent, name, dirs_exist_ok=True)
        for path in (name, f"{name}/conf.d"):
            Path(path).chmod(0o755)
        done = subprocess.run(
            [program("postgres"), "-D", name, "-C", "listen_addresses"],
            capture_output=True, text=True, check=False, user="postgres", group="postgres", cwd="/",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in settings


@root_only
def test_nothing_is_found_in_a_good_configuration_of_postgresql(machine):
    postgresql(machine, POSTGRESQL_GOOD, HBA_GOOD)
    assert machine.found(*GROUPS) == set()


@root_only
def test_every_weakness_planted_in_postgresql_is_found(machine):
    postgresql(machine, POSTGRESQL_BAD, HBA_BAD)
    assert machine.found(*GROUPS) == {
        ("postgresql-trust", 1),
        ("postgresql-weak-password", 2),
        ("postgresql-trust", 3),
        ("postgresql-from-everywhere", 3),
        ("postgresql-in-clear", 2),
    }


# Redis

REDIS_GOOD = 'bind 127.0.0.1 -::1\nprotected-mode yes\nport 0\nrequirepass "a long one"\nsave ""\n'
REDIS_BAD = 'protected-mode no\nbind 0.0.0.0\nport 0\nsave ""\nunixsocket {root}/sock\n'


def redis(machine, text, start_redis):
    machine.write({REDIS: text.format(root=machine.root)})
    start_redis(machine.root / REDIS[1:])


@pytest.fixture
def start_redis():
    """Starts the server for a moment: it has no check of its own."""

    def starts(conf):
        server = program("redis-server")
        with subprocess.Popen(
            [server, conf, "--dir", conf.parent], stdout=subprocess.PIPE, text=True
        ) as running:
            told = ""
            for line in running.stdout:
                told += line
                if "Configuration loaded" in line or "FATAL" in line:
                    break
            running.terminate()
        assert "Configuration loaded" in told, told

    return starts


def test_nothing_is_found_in_a_good_configuration_of_redis(machine, start_redis):
    redis(machine, REDIS_GOOD, start_redis)
    assert machine.found(*GROUPS) == set()


def test_every_weakness_planted_in_redis_is_found(machine, start_redis):
    redis(machine, REDIS_BAD, start_redis)
    assert machine.found(*GROUPS) == {("redis-open", 2), ("redis-no-password", None)}
    conf = machine.root / REDIS[1:]
    conf.write_text(conf.read_text().replace("port 0", "port 6379"))
    assert machine.ids(*GROUPS) == {"redis-open", "redis-no-password", "redis-in-clear"}


def test_every_finding_has_evidence_a_control_and_a_fix(machine):
    machine.write({SSHD: SSHD_BAD, REDIS: REDIS_BAD, POSTGRESQL: POSTGRESQL_BAD, HBA: HBA_BAD})
    machine.write({NGINX: NGINX_BAD.format(root="/r", pem="/p"), APACHE: APACHE_BAD})
    findings = [finding for group in GROUPS for finding in machine.checked(group).findings]
    assert len(findings) > 25
    for finding in findings:
        assert finding.evidence
        assert all(evidence.source.startswith("/") and evidence.shows for evidence in finding.evidence)
        assert finding.fix
        assert finding.control
        assert finding.reasons
