import pytest

from vedette.assets.live.configuration.nginx import Nginx, upstream

CONF = """
error_log /var/log/nginx/error.log warn;
http {
  access_log /var/log/nginx/access.log combined; access_log syslog:server=x; access_log off;
  include /etc/nginx/sites-enabled/*;
}
"""
SITE = """
upstream app { server 127.0.0.1:8080; server unix:/run/app.sock; }
server { access_log logs/site.log; location / { proxy_pass http://app; } location /php { fastcgi_pass unix:/run/php.sock; } }
"""


def read(scene, content, *arguments):
    return Nginx().read(scene(content, arguments=arguments), frozenset())


def test_the_default_configuration_with_all_that_it_includes(scene):
    found = read(
        scene, {"/etc/nginx/nginx.conf": CONF, "/etc/nginx/sites-enabled/a": SITE}, "nginx: master process"
    )
    assert found.files == ("/etc/nginx/nginx.conf", "/etc/nginx/sites-enabled/a")
    assert found.logs == (
        "/var/log/nginx/error.log",
        "/var/log/nginx/access.log",
        "/usr/share/nginx/logs/site.log",
    )
    assert found.upstreams == ("127.0.0.1:8080", "unix:/run/app.sock", "unix:/run/php.sock")


def test_the_configuration_and_the_prefix_of_the_command_count_first(scene):
    content = {"/etc/nginx/nginx.conf": CONF, "/srv/ng/conf/own.conf": "error_log logs/e.log;"}
    found = read(scene, content, "nginx: master process nginx -p /srv/ng -c conf/own.conf")
    assert (found.files, found.logs) == (("/srv/ng/conf/own.conf",), ("/srv/ng/logs/e.log",))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("http://unix:/run/a.sock:/path", "unix:/run/a.sock"),
        ("unix:/run/php.sock", "unix:/run/php.sock"),
        ("https://10.0.0.1:8443/x", "10.0.0.1:8443"),
        ("app", None),
        ("http://$backend", None),
    ],
)
def test_an_upstream_is_a_socket_or_a_place_with_a_port(text, place):
    assert upstream(text) == place
