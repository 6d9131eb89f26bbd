"""Real programs, started on loopback: each is found with its package, version, libraries, configuration and logs."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from tests.assets.live.conftest import free_port, newest_postgresql, program

from vedette.assets.inventory import InventoryJson
from vedette.assets.writing import write
from vedette.model.purl import parse_purl
from vedette.model.running import Evidence, Reach
from vedette.run.discovery import discover

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        os.geteuid() != 0, reason="whose a socket is, and what it has loaded, only root may see"
    ),
]

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def folder():
    """A folder that other users may enter, as services drop their privilege."""
    with tempfile.TemporaryDirectory(prefix="vedette-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def service_on(port):
    """The service that is found there, after it was written as an inventory and read again."""
    found = InventoryJson().read(write(discover()), "inventory.json").services
    (service,) = [service for service in found if service.port == port]
    return service


def debian(package):
    """The version of a package by dpkg's own word; the test is skipped where it is not Debian's."""
    done = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${Version}", package],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip(f"{package} is not installed as a package of Debian or Ubuntu")
    return done.stdout


def names(service):
    """The packages that are loaded, by their type."""
    return {(purl.type, purl.name) for text in service.components if (purl := parse_purl(text))}


def test_nginx_of_the_distribution(folder, start):
    version, port = debian("nginx"), free_port()
    conf = folder / "nginx.conf"
    (folder / "sites").mkdir()
    (folder / "sites/one").write_text(f"server {{ listen 127.0.0.1:{port}; access_log {folder}/one.log; }}")
    conf.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}"
        f" http {{ access_log {folder}/access.log; include sites/*; }}"
    )
    start(port, program("nginx"), "-c", conf)
    service = service_on(port)
    assert (service.product, service.version, service.protocol) == ("nginx", version, "http")
    assert service.version_verified
    purl = parse_purl(service.purl)
    assert (purl.type, purl.name, purl.version) == ("deb", "nginx", version)
    assert purl.distro is not None
    assert {("deb", "libc6"), ("deb", "zlib1g")} <= names(service)
    assert ("deb", "libssl3") in names(service) or ("deb", "libssl3t64") in names(service)
    assert service.config_files == (str(conf), f"{folder}/sites/one")
    assert {f"{folder}/{log}.log*" for log in ("error", "access", "one")} <= set(service.logs)
    assert service.reach is Reach.LOOPBACK
    assert not service.running.restart_needed


def test_openssh_of_the_distribution(folder, start):
    version, port = debian("openssh-server"), free_port()
    Path("/run/sshd").mkdir(exist_ok=True)
    key, conf = folder / "key", folder / "sshd_config"
    subprocess.run([program("ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    conf.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {key}\nPidFile none\nInclude {folder}/more/*.conf\n"
    )
    (folder / "more").mkdir()
    (folder / "more/a.conf").write_text("UseDNS no\n")
    start(port, program("sshd"), "-D", "-f", conf, "-E", folder / "auth.out")
    service = service_on(port)
    assert (service.product, service.version, service.protocol) == ("OpenSSH", version, "ssh")
    assert parse_purl(service.purl).source == "openssh"
    assert ("deb", "libpam0g") in names(service)
    assert service.config_files == (str(conf), f"{folder}/more/a.conf")
    assert f"{folder}/auth.out*" in service.logs


def test_redis_of_the_distribution_whose_command_line_no_longer_names_its_configuration(folder, start):
    version, port = debian("redis-server"), free_port()
    conf = folder / "redis-test.conf"
    conf.write_text(f"port {port}\nbind 127.0.0.1\ndir {folder}\nlogfile {folder}/redis.log\nsave ''\n")
    start(port, program("redis-server"), conf)
    service = service_on(port)
    assert (service.product, service.version, service.protocol) == ("Redis", version, "redis")
    assert parse_purl(service.purl).source == "redis"
    assert ("deb", "libc6") in names(service)
    assert service.config_files == (str(conf),)
    assert service.logs == (f"{folder}/redis.log*",)


def test_apache_of_the_distribution(folder, start):
    version, port = debian("apache2-bin"), free_port()
    conf = folder / "apache2.conf"
    modules = Path("/usr/lib/apache2/modules")
    conf.write_text(
        f"ServerRoot {folder}\nServerName test\nDefaultRuntimeDir {folder}\nPidFile {folder}/pid\nUser www-data\nGroup www-data\n"
        f"LoadModule mpm_event_module {modules}/mod_mpm_event.so\nLoadModule authz_core_module {modules}/mod_authz_core.so\n"
        f"Listen 127.0.0.1:{port}\nErrorLog {folder}/error.log\nCustomLog access.log common\nInclude ports.conf\n"
    )
    (folder / "ports.conf").write_text("# none\n")
    start(port, program("apache2"), "-f", conf, "-DFOREGROUND")
    service = service_on(port)
    assert (service.product, service.version, service.protocol) == ("Apache HTTP Server", version, "http")
    assert parse_purl(service.purl).name == "apache2-bin"
    assert ("deb", "libapr1") in names(service) or ("deb", "libapr1t64") in names(service)
    assert service.config_files == (str(conf), f"{folder}/ports.conf")
    assert {f"{folder}/error.log*", f"{folder}/access.log*"} <= set(service.logs)


def test_postgresql_of_the_distribution(folder, start):
    port, bin_ = free_port(), newest_postgresql()
    if not Path(bin_).is_dir():
        pytest.skip("PostgreSQL is not installed as Debian installs it")
    version = debian(f"postgresql-{bin_.parent.name}")
    owner = pwd.getpwnam("postgres")
    os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    subprocess.run(
        [bin_ / "initdb", "-D", data, "-A", "trust", "--no-sync"],
        user="postgres", group="postgres", extra_groups=[], cwd=folder, check=True, capture_output=True,
    )  # fmt: skip
    with (data / "postgresql.conf").open("a") as conf:
        conf.write(f"port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n")
        conf.write(
            "logging_collector = on\nlog_directory = 'pg_log'\nlog_filename = 'pg-%a.log'\nfsync = off\n"
        )
    start(port, bin_ / "postgres", "-D", data, user="postgres", group="postgres", extra_groups=[], cwd=folder)
    service = service_on(port)
    assert (service.product, service.version, service.protocol) == ("PostgreSQL", version, "postgresql")
    assert {("deb", "libc6"), ("deb", "libxml2")} <= names(service)
    assert {f"{data}/postgresql.conf", f"{data}/pg_hba.conf"} <= set(service.config_files)
    assert f"{data}/pg_log/pg-*" in service.logs
    assert service.running.user == "postgres"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A virtual environment with the recording's aiohttp, and a package that the application does not import."""
    lab = ROOT / "lab/work/venv/bin/python"
    if lab.exists():
        return lab
    home = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    done = subprocess.run(
        [home / "bin/pip", "install", "-q", "--only-binary", ":all:", "aiohttp==3.9.1"],
        check=False,
        capture_output=True,
    )
    if done.returncode:
        pytest.skip("aiohttp 3.9.1 cannot be installed here: no network, or none for this Python")
    return home / "bin/python"


AIOHTTP = """
import logging, sys
from aiohttp import web
logging.getLogger("aiohttp.access").addHandler(logging.FileHandler("access.log"))
web.run_app(web.Application(), host="127.0.0.1", port=int(sys.argv[1]), print=None)
"""


def test_aiohttp_of_a_virtual_environment(folder, start, environment):
    port = free_port()
    (folder / "app.py").write_text(AIOHTTP)
    start(port, environment, "app.py", port, cwd=folder)
    service = service_on(port)
    assert (service.product, service.version) == ("aiohttp", "3.9.1")
    assert service.purl == "pkg:pypi/aiohttp@3.9.1"
    assert {("pypi", name) for name in ("yarl", "multidict", "idna", "aiosignal", "attrs")} <= names(service)
    assert ("pypi", "pip") not in names(service), "it lies on the disk alone"
    assert service.logs == (f"{folder}/access.log*",)
    evidence = {parse_purl(each.purl).name: each.evidence for each in service.running.loaded}
    assert (evidence["multidict"], evidence["idna"]) == (Evidence.MAPPED, Evidence.IMPORTED)


@pytest.fixture(scope="module")
def vite(tmp_path_factory):
    """The recording's vite, of which node runs the script."""
    program("node", "nodejs")
    lab = ROOT / "lab/work/node/node_modules/vite/bin/vite.js"
    if lab.exists():
        return lab
    home = tmp_path_factory.mktemp("node")
    done = subprocess.run(
        [program("npm"), "install", "--prefix", home, "--no-fund", "--no-audit", "vite@6.2.2"],
        check=False, capture_output=True,
    )  # fmt: skip
    if done.returncode:
        pytest.skip("vite 6.2.2 cannot be installed here: no network")
    return home / "node_modules/vite/bin/vite.js"


def test_vite_of_npm(folder, start, vite):
    port = free_port()
    (folder / "vite.config.js").write_text("export default {}\n")
    (folder / "index.html").write_text("<h1>x</h1>")
    with (folder / "said").open("wb") as said:
        start(
            port,
            program("node", "nodejs"),
            vite,
            "--host",
            "127.0.0.1",
            "--port",
            port,
            cwd=folder,
            stdout=said,
        )
    service = service_on(port)
    assert (service.product, service.version) == ("Vite development server", "6.2.2")
    assert service.purl == "pkg:npm/vite@6.2.2"
    assert {("npm", "rollup"), ("npm", "esbuild"), ("deb", "libc6")} <= names(service)
    assert service.config_files == (f"{folder}/vite.config.js",)
    assert service.logs == (f"{folder}/said*",)


JAVA = """
public class Server {
    public static void main(String[] args) throws Exception {
        try { Class.forName("org.example.Nowhere"); } catch (ClassNotFoundException e) { }
        new java.net.ServerSocket(Integer.parseInt(args[0]), 5, java.net.InetAddress.getByName("127.0.0.1")).accept();
    }
}
"""
POM = "groupId=org.apache.logging.log4j\nartifactId=log4j-core\nversion={}\n"


def jar(path, version):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\n")
        archive.writestr(
            "META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties", POM.format(version)
        )


@pytest.fixture
def java(folder, start):
    """A Java program with an old library on its class path: its port."""
    javac, port = program("javac"), free_port()
    (folder / "Server.java").write_text(JAVA)
    subprocess.run([javac, "-d", folder, folder / "Server.java"], check=True)
    jar(folder / "logging.jar", "2.14.1")
    jar(folder / "elsewhere.jar", "2.13.0")
    with (folder / "server.log").open("ab") as log:
        start(port, program("java"), "-cp", "logging.jar:.", "Server", port, cwd=folder, stdout=log)
    return port


def test_java_with_an_old_library_on_its_class_path(folder, java):
    service = service_on(java)
    assert service.product.startswith("Server")
    assert "pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1" in service.components
    assert not any("2.13.0" in purl for purl in service.components), "it lies on the disk alone"
    assert service.logs == (f"{folder}/server.log*",)
    (loaded,) = [each for each in service.running.loaded if "log4j-core" in each.purl]
    assert (loaded.evidence, loaded.file) == (Evidence.OPENED, f"{folder}/logging.jar")


def test_a_library_that_was_replaced_on_the_disk_makes_a_restart_needed(folder, java):
    jar(folder / "new.jar", "2.17.1")
    (folder / "new.jar").replace(folder / "logging.jar")
    service = service_on(java)
    assert service.running.restart_needed
    (stale,) = service.running.stale
    new = "pkg:maven/org.apache.logging.log4j/log4j-core@2.17.1"
    assert (stale.file, stale.installed) == (f"{folder}/logging.jar", new)
    assert new.replace("2.17.1", "2.14.1") in service.components, "the old one still runs"
    assert new not in service.components


NATIVE = """
import ctypes, socket, sys
ctypes.CDLL(sys.argv[2])
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    server.accept()
"""


def test_a_mapped_library_that_was_upgraded_makes_a_restart_needed(folder, start):
    library = next(iter(Path("/usr/lib").rglob("libz.so.1*")), None) or pytest.skip("no zlib to copy")
    copy, port = folder / "libcopied.so", free_port()
    copy.write_bytes(library.read_bytes())
    os.utime(copy, (1e9, 1e9))
    start(port, sys.executable, "-c", NATIVE, port, copy)
    before = service_on(port).running
    assert not before.restart_needed
    assert str(copy) in before.unowned
    (folder / "new").write_bytes(library.read_bytes())
    (folder / "new").replace(copy)
    after = service_on(port).running
    assert [(stale.file, stale.reason) for stale in after.stale] == [
        (str(copy), "it was replaced, and the old one is still mapped")
    ]


IMPORTING = """
import greeter, socket, sys
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    server.accept()
"""


def install(site, name, version):
    """What pip leaves behind."""
    module, facts = site / name, site / f"{name}-{version}.dist-info"
    module.mkdir(exist_ok=True)
    facts.mkdir()
    (module / "__init__.py").write_text(f"version = {version!r}\n")
    (facts / "RECORD").write_text(f"{name}/__init__.py,,\n{facts.name}/RECORD,,\n")


def test_an_old_module_in_a_running_interpreter_makes_a_restart_needed(folder, start):
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    (site,) = (folder / "venv/lib").glob("python*/site-packages")
    install(site, "greeter", "1.0")
    install(site, "unused", "1.0")
    port = free_port()
    (folder / "app.py").write_text(IMPORTING)
    started = start(port, folder / "venv/bin/python", "app.py", port, cwd=folder)
    before = service_on(port)
    assert "pkg:pypi/greeter@1.0" in before.components
    assert ("pypi", "unused") not in names(before)
    assert not before.running.restart_needed
    shutil.rmtree(site / "greeter-1.0.dist-info")
    install(site, "greeter", "2.0")
    later = time.time() + 60
    os.utime(site / "greeter-2.0.dist-info", (later, later))
    after = service_on(port)
    assert started.poll() is None
    assert [stale.installed for stale in after.running.stale] == ["pkg:pypi/greeter@2.0"]
    assert "pkg:pypi/greeter" in after.components, "which version runs is not known any more"
    assert "pkg:pypi/greeter@2.0" not in after.components


@pytest.mark.parametrize("name", ["nginx", "redis-server"])
def test_a_server_outside_any_package_is_known_by_what_its_file_says(folder, start, name):
    version, port = debian(name), free_port()
    binary = folder / name
    shutil.copy(program(name), binary)
    conf = folder / "own.conf"
    if name == "nginx":
        conf.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/e.log; events {{}}"
            f" http {{ server {{ listen 127.0.0.1:{port}; }} access_log off; }}"
        )
        start(port, binary, "-c", conf)
    else:
        conf.write_text(f"port {port}\nbind 127.0.0.1\ndir {folder}\nsave ''\n")
        start(port, binary, conf)
    service = service_on(port)
    assert service.product.lower() == name.partition("-")[0]
    assert service.version in version
    assert service.purl is None
    assert service.config_files == (str(conf),)
    assert ("deb", "libc6") in names(service)
    assert str(binary) in service.running.unowned


def test_a_server_of_go_is_known_by_its_build_information(folder, start, vite):
    binaries = sorted(vite.parents[2].glob("@esbuild/*/bin/esbuild"))
    port = free_port()
    start(
        port,
        *binaries[:1],
        f"--serve=127.0.0.1:{port}",
        f"--servedir={folder}",
        cwd=folder,
        stdin=subprocess.PIPE,
    )
    service = service_on(port)
    assert service.product == "esbuild"
    assert service.purl.startswith("pkg:golang/github.com/evanw/esbuild")
    assert {("golang", "stdlib"), ("golang", "sys")} <= names(service)
    assert service.running.loaded[0].evidence is Evidence.BUILT_IN


def test_an_application_behind_a_proxy_is_told_to_be_reached_through_it(folder, start):
    debian("nginx")
    behind, socket_path, port = free_port(), folder / "app.sock", free_port()
    conf = folder / "nginx.conf"
    conf.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ access_log off;"
        f" server {{ listen 0.0.0.0:{port}; location / {{ proxy_pass http://127.0.0.1:{behind}; }}"
        f" location /u {{ proxy_pass http://unix:{socket_path}; }} }} }}"
    )
    start(port, program("nginx"), "-c", conf)
    start(behind, sys.executable, "-c", UPSTREAM, behind, socket_path)
    services = InventoryJson().read(write(discover()), "inventory.json").services
    found = {(s.port, s.listen_address): s for s in services}
    assert found[behind, "127.0.0.1"].reach is Reach.PROXIED
    assert found[None, str(socket_path)].reach is Reach.PROXIED
    assert found[None, str(socket_path)].reach_reason == "nginx passes requests on to it"
    assert found[port, "0.0.0.0"].reach in {Reach.OPEN, Reach.FIREWALLED}


UPSTREAM = """
import socket, sys
path = socket.socket(socket.AF_UNIX)
path.bind(sys.argv[2])
path.listen()
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    server.accept()
"""


def test_who_is_not_root_is_told_what_could_not_be_seen(folder, start):
    port = free_port()
    start(port, sys.executable, "-c", NATIVE.replace("ctypes.CDLL(sys.argv[2])", ""), port)
    discover()  # what is imported on the way, that user may not read
    os.seteuid(pwd.getpwnam("nobody").pw_uid)
    try:
        found = discover()
    finally:
        os.seteuid(0)
    (service,) = [service for service in found.services if service.port == port]
    assert (service.product, service.version, service.running) == ("unknown", None, None)
    assert service.reach is Reach.LOOPBACK
    assert any("which only root may read" in note for note in found.notes)
    assert any("processes of listening sockets" in note for note in found.notes)
