"""Apache's grammar: sections, conditions and variables."""

CONF = "/etc/apache2/apache2.conf"


def names(parsed):
    return [(d.name, *d.arguments) for d in parsed.directives]


def test_a_section_holds_what_is_in_it(read):
    parsed = read(
        "apache_httpd", {CONF: '<Directory "/srv/a b">\n  Require all \\\n  denied\n</Directory>\n'}
    )
    (directory,) = parsed.directives
    assert (directory.name, directory.arguments) == ("directory", ("/srv/a b",))
    (require,) = directory.within
    assert (require.name, require.arguments, require.line) == ("require", ("all", "denied"), 2)


def test_conditions_are_decided_by_what_was_loaded_before(read):
    text = (
        "<IfModule mod_ssl.c>\nA 1\n</IfModule>\nLoadModule ssl_module m/mod_ssl.so\n"
        "<IfModule mod_ssl.c>\nB 2\n</IfModule>\n<IfModule !ssl_module>\nC 3\n</IfModule>\n"
        "<IfDefine X>\nD 4\n</IfDefine>\nDefine X\n<IfDefine X>\nE 5\n</IfDefine>"
    )
    parsed = read("apache_httpd", {CONF: text})
    found = {name for name, *_ in names(parsed)}
    assert {"b", "e"} <= found
    assert not {"a", "c", "d"} & found


def test_includes_follow_variables_folders_and_the_server_root(read):
    parsed = read(
        "apache_httpd",
        {
            CONF: "Define where conf-enabled\nInclude ${where}\nIncludeOptional none/*\nInclude lost.conf",
            "/etc/apache2/conf-enabled/a.conf": "ServerTokens Prod",
        },
    )
    assert ("servertokens", "Prod") in names(parsed)
    assert parsed.problems == ("/etc/apache2/lost.conf: is not there, or may not be read",)


def test_what_does_not_hold_is_not_included(read):
    text = "<IfModule none.c>\n<IfModule mod_so.c>\nInclude a.conf\n</IfModule>\n</IfModule>"
    parsed = read("apache_httpd", {CONF: text, "/etc/apache2/a.conf": "A 1"})
    assert parsed.directives == ()
    assert parsed.files == (CONF,)
