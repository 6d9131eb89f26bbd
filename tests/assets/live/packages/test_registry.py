from pathlib import Path

import vedette.assets.live.packages as package
from vedette.assets.live.packages import DATABASES, read_packages
from vedette.assets.live.packages.interface import Installed
from vedette.assets.live.tree import Tree

HELPERS = {"__init__", "interface", "control", "history", "rpm_header"}


def test_the_registry_holds_every_database_of_the_folder():
    folder = Path(package.__file__).parent
    assert {path.stem for path in folder.glob("*.py")} - HELPERS == set(DATABASES)


def test_every_database_has_the_name_that_it_is_registered_by():
    assert {name: database.name for name, database in DATABASES.items()} == {name: name for name in DATABASES}


def test_a_machine_without_databases_has_no_packages(tmp_path):
    tree = Tree(tmp_path)
    assert not any(database.present(tree) for database in DATABASES.values())
    for database in DATABASES.values():
        found = database.read(tree, None)
        assert isinstance(found, Installed)
        assert found.packages == ()
    assert read_packages(tree, None).owner("/bin/sh") is None
