from pathlib import Path

from tests.assets.live.conftest import opened, written

import vedette.assets.live.configuration as package
from vedette.assets.live.configuration import PRODUCTS, configured
from vedette.assets.live.configuration.interface import option, patterns
from vedette.assets.live.configuration.known_places import CONFIGURATIONS, IN_FOLDER, LOGS
from vedette.model.products import product_by_id

HELPERS = {"__init__", "interface", "directives", "known_places"}


def test_the_registry_holds_every_product_of_the_folder():
    folder = Path(package.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - HELPERS == set(PRODUCTS)
    assert {name: product.name for name, product in PRODUCTS.items()} == {name: name for name in PRODUCTS}


def test_every_product_is_one_of_the_table():
    for identity in (*CONFIGURATIONS, *IN_FOLDER, *LOGS, *(name.replace("_", "-") for name in PRODUCTS)):
        assert product_by_id(identity).id == identity


def test_a_product_without_configuration_has_none(scene):
    for product in (None, "kafka", *PRODUCTS):
        found = configured(product, [scene()], frozenset({80}))
        assert (found.files, found.logs, found.upstreams) == ((), (), ())


def test_files_that_the_command_names_are_configuration(scene):
    content = {"/srv/app.toml": "", "/srv/x/y.json": "", "/srv/app.py": ""}
    arguments = ("app", "app.py", "app.toml", "--config=x/y.json", "missing.ini")
    assert configured(None, [scene(content, arguments=arguments)], frozenset()).files == (
        "/srv/app.toml",
        "/srv/x/y.json",
    )


def test_open_files_that_are_written_are_logs_by_their_name_or_their_place(scene):
    names = (
        "/srv/access.log",
        "/srv/logs/today",
        "/var/log/app/x",
        "/srv/data.db",
        "/srv/pid.pid",
        "/srv/errors.log.1",
    )
    files = (*written(*names), *opened("/srv/read.log"), *written("/srv/stdout", standard=True))
    found = configured(None, [scene(files=files)], frozenset()).logs
    assert found == (
        "/srv/access.log",
        "/srv/logs/today",
        "/var/log/app/x",
        "/srv/errors.log.1",
        "/srv/stdout",
    )


def test_known_places_count_where_they_are_there(scene):
    content = {"/etc/mysql/my.cnf": "", "/etc/mysql/mysql.conf.d/a.cnf": "", "/var/log/mysql/error.log": ""}
    found = configured("mysql", [scene(content)], frozenset())
    assert found.files == ("/etc/mysql/my.cnf", "/etc/mysql/mysql.conf.d/a.cnf")
    assert found.logs == ("/var/log/mysql/error.log",)


def test_an_option_is_found_in_a_command_line_that_was_overwritten(scene):
    process = scene(arguments=("nginx: master process nginx -c /etc/x.conf -g daemon off;",)).process
    assert option(process, "-c") == "/etc/x.conf"
    assert option(scene(arguments=("sshd", "-f/etc/x", "-f", "/etc/y")).process, "-f") == "/etc/y"
    assert option(scene(arguments=("x", "--config=a")).process, "--config") == "a"
    assert option(scene(arguments=("x", "-f")).process, "-f") is None


def test_a_log_stands_for_what_rotating_makes_of_it_and_its_name_for_itself():
    assert patterns(["/var/log/a[1].log"]) == ("/var/log/a[[]1].log*",)
