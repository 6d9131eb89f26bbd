from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.configuration.directives import line_directives, nginx_directives, with_included


def test_directives_of_nginx_end_at_semicolons_and_braces():
    text = "user a; # b;\nhttp { log_format x '\"$a;b\"'\n  'c'; include \"a b\"; }"
    assert list(nginx_directives(text)) == [
        ("user", ["a"]),
        ("http", []),
        ("log_format", ["x", '"$a;b"', "c"]),
        ("include", ["a b"]),
    ]


def test_directives_of_lines_may_go_on_and_be_quoted():
    text = '# none\n  CustomLog "/var/log/a b" \\\n combined\n\nListen 80\n'
    assert list(line_directives(text)) == [("CustomLog", ["/var/log/a b", "combined"]), ("Listen", ["80"])]


def test_files_that_include_one_another_end(machine):
    tree = machine({"/a": "include /b;", "/b": "include /a; include /c*;", "/c1": "x 1;", "/c2": "y 2;"})
    files, directives = with_included(tree, "/a", nginx_directives, frozenset({"include"}), "/")
    assert files == ["/a", "/b", "/c1", "/c2"]
    assert ("y", ["2"]) in directives


def test_a_folder_that_is_included_stands_for_its_files(machine):
    tree = machine({"/a": "Include conf.d\n", "/etc/conf.d/1": "A 1\n", "/etc/conf.d/2": "B 2\n"})
    assert with_included(tree, "/a", line_directives, frozenset({"include"}), "/etc")[0] == [
        "/a",
        "/etc/conf.d/1",
        "/etc/conf.d/2",
    ]


@given(st.text(max_size=200))
def test_any_text_is_read_to_its_end(text):
    assert all(name for name, _ in nginx_directives(text))
    assert all(name or name == "" for name, _ in line_directives(text))
