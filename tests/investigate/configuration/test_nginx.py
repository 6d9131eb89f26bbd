"""nginx's grammar, and its includes."""

import shutil
import subprocess

import pytest

from vedette.investigate.configuration.interface import walk

CONF = "/etc/nginx/nginx.conf"


def outline(parsed):
    return [(*(b.name for b in around), d.name, *d.arguments) for d, around in walk(parsed.directives)]


def test_blocks_stand_within_blocks(read):
    parsed = read("nginx", {CONF: "http {\n  server {\n    listen 80;\n  }\n}\n"})
    assert outline(parsed) == [("http",), ("http", "server"), ("http", "server", "listen", "80")]
    (listen,) = parsed.every("listen")
    assert (listen.file, listen.line, listen.text) == (CONF, 3, "listen 80;")


def test_quotes_escapes_comments_and_variables_are_as_nginx_has_them(read):
    text = 'log_format a \'{"x": "$uri"; }\' # set b 1;\n  "c \\" d";\nset $e ${f}g{\n}\nrewrite ^/a{2}$ /b;'
    parsed = read("nginx", {CONF: text})
    first, second = parsed.directives[:2]
    assert first.arguments == ("a", '{"x": "$uri"; }', 'c " d')
    assert (second.name, second.arguments, second.within) == ("set", ("$e", "${f}g"), ())


def test_included_files_stand_in_the_place_of_the_directive(read):
    parsed = read(
        "nginx",
        {
            CONF: "http { include sites/*; include mime.types; gzip on; }",
            "/etc/nginx/sites/b": "server { listen 2; }",
            "/etc/nginx/sites/a": "server { listen 1; }",
        },
    )
    assert [d.value for d in parsed.every("listen")] == ["1", "2"]
    assert parsed.directives[0].within[-1].name == "gzip"
    assert parsed.files == (CONF, "/etc/nginx/sites/a", "/etc/nginx/sites/b")
    assert parsed.problems == ("/etc/nginx/mime.types: is not there, or may not be read",)


def test_code_of_lua_is_passed_by(read):
    text = "content_by_lua_block { if x then y = { 1; 2 } end } autoindex on;"
    assert [d.name for d in read("nginx", {CONF: text}).directives] == ["content_by_lua_block", "autoindex"]


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_what_nginx_itself_prints_of_a_configuration_is_what_was_read(read, tmp_path):
    site = "server { listen 127.0.0.1:0; location ~ \\.php$ { return 403; } }"
    parsed = read(
        "nginx",
        {
            CONF: f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ include sites/*.conf; access_log off; }}",
            "/etc/nginx/sites/a.conf": site.replace(":0", ":8089"),
        },
    )
    done = subprocess.run(
        ["nginx", "-T", "-c", str(tmp_path / CONF[1:])], capture_output=True, text=True, check=True
    )
    told = [line.split()[3].rstrip(":") for line in done.stdout.splitlines() if line.startswith("# conf")]
    assert told == [str(tmp_path / file[1:]) for file in parsed.files]
