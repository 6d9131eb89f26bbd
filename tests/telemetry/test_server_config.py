"""Directives in the configurations of nginx and Apache."""

import pytest

from vedette.model.errors import MalformedInput, UnreadableInput
from vedette.telemetry.apache_format import apache
from vedette.telemetry.nginx_format import nginx
from vedette.telemetry.server_config import directive_in

NGINX = """
# log_format main 'commented out';
http {
    log_format main '$remote_addr - [$time_local] '
                    '"$request" $status';   # the rest is not needed
    log_format data escape=json "{\\"ip\\":\\"$remote_addr\\"}";
    log_format bare $remote_addr;
    log_format clientless '$status';
    server { listen 80; access_log /var/log/nginx/access.log main; }
}
"""
APACHE = r"""
# LogFormat "%h" hidden
LogFormat "%h %l %u %t \"%r\" %>s %O \
\"%{Referer}i\"" split
<IfModule x>
  logformat "%a\t%>s" tabs
</IfModule>
"""


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "server.conf"
    path.write_text(NGINX + APACHE)
    return str(path)


@pytest.mark.parametrize(
    ("name", "server", "directive"),
    [
        ("main", "nginx", nginx('$remote_addr - [$time_local] "$request" $status')),
        ("data", "nginx", nginx('escape=json {"ip":"$remote_addr"}')),
        ("bare", "nginx", nginx("$remote_addr")),
        ("split", "apache", apache('%h %l %u %t "%r" %>s %O "%{Referer}i"')),
        ("tabs", "apache", apache("%a\t%>s")),
    ],
)
def test_a_directive_is_found_by_its_name(config, name, server, directive):
    assert directive_in(config, name) == (server, directive)


def test_what_is_not_there_or_cannot_be_used_is_an_error_that_says_so(config):
    with pytest.raises(MalformedInput, match=r"no log_format or LogFormat 'x' \(there are: .*main"):
        directive_in(config, "x")
    with pytest.raises(MalformedInput, match="'clientless' cannot be read: it names no client"):
        directive_in(config, "clientless")
    with pytest.raises(UnreadableInput, match="No such file"):
        directive_in(config + "x", "main")
