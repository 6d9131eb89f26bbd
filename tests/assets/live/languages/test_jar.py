import io
import zipfile

import pytest
from tests.assets.live.conftest import opened

from vedette.assets.live.languages.jar import Jar, read_command
from vedette.model.running import Evidence

POM = "META-INF/maven/org.apache.logging.log4j/log4j-core/pom.properties"
PROPERTIES = "#Created by Maven\ngroupId=org.apache.logging.log4j\nartifactId=log4j-core\nversion=2.14.1\n"


def archive(entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return buffer.getvalue()


LOG4J = archive({POM: PROPERTIES})


@pytest.mark.parametrize(
    ("arguments", "main", "class_path"),
    [
        (("java", "-jar", "/srv/app.jar", "-cp", "x"), "/srv/app.jar", ("/srv/app.jar",)),
        (("java", "-Xmx1g", "-cp", "a.jar:lib/*:", "org.x.Main", "-jar"), "org.x.Main", ("a.jar", "lib/*")),
        (("java", "--class-path=a.jar", "--add-opens", "java.base/x=ALL", "Main"), "Main", ("a.jar",)),
        (("java", "-p", "mods", "-m", "app/org.x.Main"), "org.x.Main", ()),
        (("java",), None, ()),
        ((), None, ()),
        (("java", "-cp"), None, ()),
    ],
)
def test_a_command_says_main_class_and_class_path(arguments, main, class_path):
    command = read_command(arguments)
    assert (command.main, command.class_path) == (main, class_path)


def java(scene, tree, *arguments, **values):
    values = {"executable": "/usr/lib/jvm/17/bin/java", "arguments": ("java", *arguments), **values}
    return Jar().examine(scene(tree, **values))


def test_jars_on_the_class_path_are_loaded_and_others_are_not(scene):
    files = {"/srv/lib/a.jar": LOG4J, "/srv/other/b-1.0.jar": archive({"x": ""})}
    program = java(scene, files, "-cp", "lib/*", "org.example.Server")
    assert [(part.package.name, part.evidence) for part in program.parts] == [
        ("log4j-core", Evidence.ON_PATH)
    ]
    assert (program.name, program.application) == ("Server", None)


def test_open_jars_are_loaded_without_being_named(scene):
    program = java(scene, {"/srv/lib/a.jar": LOG4J}, "Main", files=opened("/srv/lib/a.jar"))
    assert [part.evidence for part in program.parts] == [Evidence.OPENED]


def test_a_manifest_adds_jars_to_the_class_path(scene):
    main = archive(
        {
            "META-INF/MANIFEST.MF": "Manifest-Version: 1.0\nClass-Path: lib/a.jar http://x/b.jar ../../etc/c.jar\n"
        }
    )
    program = java(scene, {"/srv/main-1.0.jar": main, "/srv/lib/a.jar": LOG4J}, "-jar", "main-1.0.jar")
    assert {part.package.name for part in program.parts} == {"main", "log4j-core"}
    assert program.application.purl == "pkg:maven/main@1.0"


def test_a_known_server_is_known_by_its_main_class(scene):
    assert java(scene, {}, "-cp", "x", "org.apache.catalina.startup.Bootstrap").name == "Apache Tomcat"
