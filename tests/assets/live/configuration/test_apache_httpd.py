from vedette.assets.live.configuration.apache_httpd import ApacheHttpd

CONF = "ErrorLog ${APACHE_LOG_DIR}/error.log\nIncludeOptional sites-enabled/*.conf\nInclude ports.conf\n"
SITE = (
    'CustomLog "${APACHE_LOG_DIR}/access.log" combined\nCustomLog "|/usr/bin/rotatelogs x" combined\n'
    'ProxyPass "/" "http://127.0.0.1:8080/"\nSetHandler "proxy:unix:/run/php.sock|fcgi://localhost"\n'
)


def test_the_default_configuration_with_all_that_it_includes(scene):
    content = {
        "/etc/apache2/apache2.conf": CONF,
        "/etc/apache2/sites-enabled/a.conf": SITE,
        "/etc/apache2/ports.conf": "Listen 80\n",
    }
    found = ApacheHttpd().read(scene(content, arguments=("/usr/sbin/apache2", "-k", "start")), frozenset())
    assert found.files == tuple(
        f"/etc/apache2/{n}" for n in ("apache2.conf", "sites-enabled/a.conf", "ports.conf")
    )
    assert found.logs == ("/var/log/apache2/error.log", "/var/log/apache2/access.log")
    assert found.upstreams == ("127.0.0.1:8080", "unix:/run/php.sock")


def test_the_root_that_the_configuration_declares_is_where_relative_paths_begin(scene):
    content = {"/srv/own.conf": "ServerRoot /srv/web\nErrorLog logs/e\n"}
    found = ApacheHttpd().read(scene(content, arguments=("httpd", "-f", "/srv/own.conf")), frozenset())
    assert found.logs == ("/srv/web/logs/e",)


def test_the_environment_says_where_logs_are(scene):
    content = {"/etc/apache2/apache2.conf": CONF}
    found = ApacheHttpd().read(scene(content, environment={"APACHE_LOG_DIR": "/mnt/logs"}), frozenset())
    assert found.logs == ("/mnt/logs/error.log",)
