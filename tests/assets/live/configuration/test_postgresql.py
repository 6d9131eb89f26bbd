from vedette.assets.live.configuration.postgresql import PostgreSql


def read(scene, content, *arguments, **values):
    return PostgreSql().read(scene(content, arguments=("postgres", *arguments), **values), frozenset({5432}))


def test_debian_keeps_configuration_apart_from_the_data(scene):
    content = {
        "/etc/postgresql/15/main/postgresql.conf": "data_directory = '/data'\nhba_file = '/etc/postgresql/15/main/pg_hba.conf'\n",
        "/etc/postgresql/15/main/pg_hba.conf": "",
        "/data/postgresql.auto.conf": "",
    }
    found = read(scene, content, "-D", "/data", "-c", "config_file=/etc/postgresql/15/main/postgresql.conf")
    assert set(found.files) == set(content)
    assert found.logs == ()


def test_the_collectors_logs_are_in_the_data_unless_they_are_elsewhere(scene):
    conf = "logging_collector = on\nlog_filename = 'pg-%Y.log'\n"
    assert read(scene, {"/srv/postgresql.conf": conf}).logs == ("/srv/log/pg-",)
    conf += "log_directory = '/var/log/pg' # there\n"
    assert read(scene, {"/srv/postgresql.conf": conf}).logs == ("/var/log/pg/pg-",)
