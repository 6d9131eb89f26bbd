"""`vedette config`."""

import pytest


@pytest.fixture
def path(tmp_path):
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "config.toml").write_text(
        '[network]\nhome = ["192.0.2.0/24"]\n[gate]\nmost_mib = 8\n'
        '[[feed]]\nname = "own"\npath = "own.txt"\ninterval = "12h"\ngate = { most_growth = 0.5 }\n'
    )
    (tmp_path / "conf.d/10.toml").write_text('[[feed]]\nname = "own"\nconfidence = 40\n')
    return tmp_path / "config.toml"


def test_values_are_shown_with_the_file_that_each_comes_from(run, path):
    done = run("config", "show", "--origin", "--config", path)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "geo = []  # default",
        f'network.home = ["192.0.2.0/24"]  # {path}',
        "network.trusted_proxies = []  # default",
        f"gate.most_mib = 8  # {path}",
        f"feed 'own' name = \"own\"  # {path.parent}/conf.d/10.toml",
        f"feed 'own' path = \"own.txt\"  # {path}",
        f"feed 'own' interval = \"12h\"  # {path}",
        f"feed 'own' gate.most_growth = 0.5  # {path}",
        f"feed 'own' confidence = 40  # {path.parent}/conf.d/10.toml",
    ]


def test_a_configuration_without_fault_is_told_so(run, path, tmp_path):
    done = run("config", "check", "--config", path)
    assert (done.exit_code, done.stdout) == (0, f"{path}, {path.parent}/conf.d/10.toml\n1 feed, no fault\n")
    assert (
        "all is as by default"
        in run("config", "check", "--config", tmp_path / "other" / "config.toml").stdout
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[gate]\nmost_growht = 1\n", "gate"),
        ('[gate]\ncanaries = ["8.8.8"]\n', "'8.8.8' is no IP address"),
        ('[[feed]]\nname = "x"\ncatalog = "tor-exit"\n', "did you mean 'tor-exits'?"),
        ('[[feed]]\nname = "x"\npath = "y"\nformat = "plian"\n', "there is no list format 'plian'"),
        (
            '[[feed]]\nname = "x"\nurl = "https://x/"\ntoken_file = "nowhere"\n',
            "nowhere: feed 'x': No such file",
        ),
        ('[[feed]]\nname = "x"\nurl = "http://x/"\n', "url: not https"),
        ('[[feed]]\nname = "x"\nurl = "https://me:it@x/"\n', "credentials do not belong in a URL"),
        ('[[feed]]\nname = "x"\nurl = "https://x/"\nkind = "path"\n', "kind path does not go with"),
        ('[[feed]]\nname = "x"\nurl = "https://x/"\ngate = { most_mib = "8" }\n', "feed 'x'.gate"),
    ],
)
def test_a_fault_is_one_line_that_names_the_file(run, path, text, told):
    path.write_text(text)
    (path.parent / "conf.d/10.toml").unlink()
    done = run("config", "check", "--config", path)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("vedette: ")
    assert told in done.stderr
    assert "nowhere" in told or str(path) in done.stderr
    assert done.stderr.count("\n") == 1
