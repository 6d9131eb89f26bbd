"""postgresql.conf and pg_hba.conf."""

CONF = "/etc/postgresql/15/main/postgresql.conf"
FOLDER = "/etc/postgresql/15/main"


def settings(parsed):
    return [(d.name, d.value) for d in parsed.directives if d.name != "hba"]


def test_values_may_be_quoted_and_the_sign_may_be_missing(read):
    text = "listen_addresses = '*' # all\nSSL on\nlog_line_prefix='it''s # %m'\n\nport=5433#x\n"
    parsed = read("postgresql", {CONF: text, f"{FOLDER}/pg_hba.conf": ""})
    assert settings(parsed) == [
        ("listen_addresses", "*"), ("ssl", "on"), ("log_line_prefix", "it's # %m"), ("port", "5433"),
    ]  # fmt: skip


def test_rules_of_access_are_read_in_each_of_their_forms(read):
    rules = (
        'local all all peer\nhost all,b "all" 10.0.0.0 255.0.0.0 md5 # old\n'
        "hostssl \\\n all all ::/0 scram-sha-256 clientcert=verify-full\n"
    )
    parsed = read("postgresql", {CONF: "", f"{FOLDER}/pg_hba.conf": rules})
    assert [(d.arguments, d.line) for d in parsed.every("hba")] == [
        (("local", "all", "all", "", "peer"), 1),
        (("host", "all,b", "all", "10.0.0.0/255.0.0.0", "md5"), 2),
        (("hostssl", "all", "all", "::/0", "scram-sha-256", "clientcert=verify-full"), 3),
    ]


def test_what_is_included_and_what_alter_system_wrote_comes_after(read):
    parsed = read(
        "postgresql",
        {
            CONF: "data_directory = '/data'\nhba_file = '/etc/hba'\ninclude_dir = 'conf.d'\ninclude_if_exists 'x'",
            f"{FOLDER}/conf.d/a.conf": "ssl = off",
            f"{FOLDER}/conf.d/b.txt": "ssl = never",
            "/data/postgresql.auto.conf": "ssl = 'on'",
            "/etc/hba": "local all all trust",
        },
    )
    assert settings(parsed)[-2:] == [("ssl", "off"), ("ssl", "on")]
    assert len(list(parsed.every("hba"))) == 1
    assert parsed.problems == ()
