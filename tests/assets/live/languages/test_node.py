import json

from tests.assets.live.conftest import mapped

from vedette.assets.live.languages.node import Node, _folder
from vedette.model.running import Evidence

HOME = "/srv/app/node_modules"


def manifest(name, version="1.0.0"):
    return json.dumps({"name": name, "version": version})


FILES = {
    "/srv/app/package.json": manifest("shop", "0.1.0"),
    "/srv/app/server.js": "",
    f"{HOME}/express/package.json": manifest("express", "4.17.1"),
    f"{HOME}/express/index.js": "",
    f"{HOME}/express/node_modules/qs/package.json": manifest("qs", "6.7.0"),
    f"{HOME}/express/node_modules/qs/lib/index.js": "",
    f"{HOME}/@scope/tool/package.json": manifest("@scope/tool"),
    f"{HOME}/@scope/tool/a.mjs": "",
    f"{HOME}/idle/package.json": manifest("idle"),
    f"{HOME}/idle/index.js": "",
    f"{HOME}/vite/package.json": manifest("vite", "6.2.2"),
    f"{HOME}/vite/bin/vite.js": "",
    f"{HOME}/broken/package.json": "{",
    f"{HOME}/broken/index.js": "",
}


def node(scene, memory, *arguments, **values):
    values = {
        "executable": "/usr/bin/node",
        "arguments": ("node", *arguments),
        "folder": "/srv/app",
        **values,
    }
    return Node().examine(scene(FILES, memory, **values))


def purls(program):
    return {part.package.purl for part in program.parts}


def test_only_loaded_modules_count_and_the_innermost_package_is_theirs(scene):
    program = node(
        scene,
        [f"{HOME}/express/node_modules/qs/lib/index.js", f"file://{HOME}/@scope/tool/a.mjs"],
        "server.js",
    )
    assert purls(program) == {"pkg:npm/qs@6.7.0", "pkg:npm/%40scope/tool@1.0.0"}


def test_the_server_that_is_loaded_names_the_application(scene):
    program = node(scene, [f"{HOME}/express/index.js"], "server.js")
    assert program.application.purl == "pkg:npm/express@4.17.1"


def test_a_script_within_a_package_is_that_package(scene):
    program = node(scene, [f"{HOME}/express/index.js"], f"{HOME}/vite/bin/vite.js", "--port", "1")
    assert program.application.purl == "pkg:npm/vite@6.2.2"


def test_an_application_of_ones_own_is_named_by_its_manifest(scene):
    assert node(scene, [], "server.js").application.purl == "pkg:npm/shop@0.1.0"


def test_what_stands_behind_a_path_in_memory_does_not_hide_it(scene):
    assert "pkg:npm/express@4.17.1" in purls(node(scene, [f"{HOME}/express/index.jsA"], "server.js"))


def test_a_native_module_is_mapped(scene):
    program = node(scene, [], "server.js", mappings=mapped(f"{HOME}/idle/index.js"))
    assert [part.evidence for part in program.parts] == [Evidence.MAPPED]


def test_a_broken_manifest_is_passed_over(scene):
    assert purls(node(scene, [f"{HOME}/broken/index.js"], "server.js")) == set()


def test_paths_that_lead_to_no_file_are_passed_over(scene):
    assert purls(node(scene, [f"{HOME}/express/deleted.js", "/node_modules/", f"{HOME}/.vite/x.js"])) == set()


def test_where_memory_may_not_be_read_it_is_told(scene):
    assert "its memory" in node(scene, None, "server.js").not_seen[0]


def test_the_folder_of_a_package_may_have_a_scope():
    assert _folder("/a/node_modules/@s/n/lib/x.js") == "/a/node_modules/@s/n"
    assert _folder("/a/node_modules/n/x.js") == "/a/node_modules/n"
