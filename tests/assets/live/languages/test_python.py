from tests.assets.live.conftest import mapped

from vedette.assets.live.languages.python import Python, _source
from vedette.assets.live.packages.interface import Package
from vedette.model.running import Evidence

SITE = "/srv/venv/lib/python3.11/site-packages"
FILES = {
    "/srv/venv/pyvenv.cfg": "home = /usr/bin",
    f"{SITE}/flask-3.0.0.dist-info/RECORD": "flask/__init__.py,sha256=x,1\n../../../bin/flask,,\n",
    f"{SITE}/gunicorn-21.2.0.dist-info/RECORD": "gunicorn/__init__.py,,\n../../../bin/gunicorn,,\n",
    f"{SITE}/google_auth-2.1.dist-info/RECORD": "google/auth/x.py,,\n",
    f"{SITE}/google_api-1.0.dist-info/RECORD": '"google/api/y.py",,\n',
    f"{SITE}/PyOld-0.9-py3.11.egg-info/PKG-INFO": "",
    f"{SITE}/PyOld-0.9-py3.11.egg-info/top_level.txt": "pyold\n",
    f"{SITE}/idle-1.0.dist-info/RECORD": "idle/__init__.py,,\n",
    "/srv/venv/bin/gunicorn": "#!/srv/venv/bin/python",
}


def python(scene, memory, *arguments, **values):
    values = {
        "executable": "/usr/bin/python3.11",
        "arguments": ("/srv/venv/bin/python", *arguments),
        **values,
    }
    return Python().examine(scene(FILES, memory, **values))


def purls(program):
    return [part.package.purl for part in program.parts]


def test_only_what_was_imported_is_loaded(scene):
    program = python(scene, [f"{SITE}/flask/__init__.py", f"{SITE}/flask"], "app.py")
    assert purls(program) == ["pkg:pypi/flask@3.0.0"]
    assert program.application.name == "flask"
    assert program.parts[0].evidence is Evidence.IMPORTED


def test_packages_that_share_a_folder_are_told_apart_by_their_records(scene):
    program = python(scene, [f"{SITE}/google/auth/__pycache__/x.cpython-311.pyc"], "app.py")
    assert purls(program) == ["pkg:pypi/google-auth@2.1"]


def test_a_package_of_the_older_kind_is_known_by_its_module(scene):
    assert purls(python(scene, [f"{SITE}/pyold/x.py"], "app.py")) == ["pkg:pypi/pyold@0.9"]


def test_a_native_module_is_mapped(scene):
    program = python(scene, [], "app.py", mappings=mapped(f"{SITE}/flask/_speed.so"))
    assert [(part.package.name, part.evidence) for part in program.parts] == [("flask", Evidence.MAPPED)]


def test_the_script_that_was_started_names_the_application(scene):
    program = python(scene, [f"{SITE}/flask/__init__.py"], "/srv/venv/bin/gunicorn", "app:app")
    assert program.application.purl == "pkg:pypi/gunicorn@21.2.0"
    assert "started by its script" in program.found


def test_the_module_that_was_started_names_the_application(scene):
    program = python(scene, [f"{SITE}/flask/__init__.py"], "-m", "gunicorn", "app:app")
    assert program.application.purl == "pkg:pypi/gunicorn@21.2.0"


def test_where_memory_may_not_be_read_all_on_the_path_is_listed_and_told(scene):
    program = python(scene, None, "app.py")
    assert "pkg:pypi/idle@1.0" in purls(program)
    assert {part.evidence for part in program.parts} == {Evidence.ON_PATH}
    assert "its memory" in program.not_seen[0]


def test_a_module_of_the_distribution_takes_the_distributions_package(scene):
    owned = Package("python3-flask", "2.2.2-3", "deb", "debian")
    path = "/usr/lib/python3/dist-packages/flask/__init__.py"
    program = python(scene, [path], "app.py", owner=lambda file: owned if file == path else None)
    assert purls(program) == ["pkg:deb/debian/python3-flask@2.2.2-3"]
    assert program.parts[0].native


def test_an_interpreter_within_another_program_is_seen(scene):
    values = {"executable": "/usr/bin/uwsgi", "mappings": mapped("/usr/lib/libpython3.11.so.1.0")}
    assert purls(python(scene, [f"{SITE}/flask/__init__.py"], **values)) == ["pkg:pypi/flask@3.0.0"]


def test_hostile_names_of_folders_are_no_packages(scene):
    files = {
        f"{SITE}/{name}/RECORD": "x.py,,\n"
        for name in ("-1.0.dist-info", "nothing.dist-info", "a-.dist-info")
    }
    program = Python().examine(scene(files, [f"{SITE}/x.py"], executable="/usr/bin/python3"))
    assert program.parts == ()


def test_compiled_files_lead_to_their_sources():
    assert _source("a/__pycache__/b.cpython-311.opt-1.pyc") == "a/b.py"
    assert _source("a/b.pyc") == "a/b.pyc"
