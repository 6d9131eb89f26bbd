import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

KEV = json.dumps({"vulnerabilities": [{"cveID": "CVE-2099-0001"}]}).encode()


@pytest.fixture
def server():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Length", str(len(KEV)))
            self.end_headers()
            self.wfile.write(KEV)

        def log_message(self, *_):
            pass

    http = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}"
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.fixture
def config(tmp_path, server):
    file = tmp_path / "config.toml"
    file.write_text(
        '[vulns]\nsources = ["kev"]\n[vulns.source.kev]\n'
        f'url = "{server}/kev.json"\nallow_private = true\nallow_insecure = true\n'
    )
    return file


def test_the_usual_sources_are_those_of_the_configuration(run, config, tmp_path):
    result = run("vulns", "update", "--config", config, "--state", tmp_path)
    assert result.exit_code == 0
    assert result.stdout.startswith("kev ")
    assert "1 entries" in result.stdout
    assert result.stderr == "fetching CISA KEV\n"
    listed = run("vulns", "update", "--list", "--config", config, "--state", tmp_path).stdout
    assert "* kev                1 entries" in listed
    assert "  nvd                NVD: https://" in listed


def test_a_source_in_trouble_is_told_and_exits_4(run, config, tmp_path):
    config.write_text(config.read_text().replace("[vulns.source.kev]", "[vulns.source.nginx]"))
    result = run("vulns", "update", "nginx", "--config", config, "--state", tmp_path, "-o", "jsonl")
    assert result.exit_code == 4
    assert "is kev, not nginx" in json.loads(result.stdout)["trouble"]


@pytest.mark.parametrize(
    ("text", "why"),
    [('sources = ["nothing"]', "no source is called 'nothing'"), ("sorces = []", "unknown field `sorces`")],
)
def test_a_configuration_that_is_wrong_is_refused(run, tmp_path, text, why):
    (tmp_path / "config.toml").write_text(f"[vulns]\n{text}\n")
    result = run("vulns", "update", "--config", tmp_path / "config.toml", "--state", tmp_path)
    assert result.exit_code == 1
    assert why in result.stderr


def test_a_source_that_nobody_knows_is_refused_at_once(run, config, tmp_path):
    result = run("vulns", "update", "nothing", "--config", config, "--state", tmp_path)
    assert result.exit_code == 2
    assert "--list" in result.stderr


def test_files_are_imported_replaced_and_forgotten(run, tmp_path):
    folder = tmp_path / "advisories"
    folder.mkdir()
    (folder / "kev.json").write_bytes(KEV)
    (folder / "README").write_text("hello")
    state = tmp_path / "state"
    first = run("vulns", "import", folder, "--state", state)
    assert (first.exit_code, "1 entries" in first.stdout) == (0, True)
    (folder / "kev2.json").write_bytes(KEV.replace(b"0001", b"0002"))
    assert "2 entries" in run("vulns", "import", folder, "--state", state).stdout
    (folder / "kev3.json").write_bytes(b'{"vulnerabilities": 1, "cveID": 2}')
    assert run("vulns", "import", folder, "--state", state).exit_code == 4
    assert "import:" in run("vulns", "update", "--list", "--state", state).stdout
    assert run("vulns", "import", "--forget", folder, "--state", state).exit_code == 0
    assert "import:" not in run("vulns", "update", "--list", "--state", state).stdout


def test_a_file_that_is_no_advisory_is_refused_by_name(run, tmp_path):
    (tmp_path / "x").write_text("hello")
    result = run("vulns", "import", tmp_path / "x", "--state", tmp_path)
    assert result.exit_code == 1
    assert "x: is no advisory format" in result.stderr
    assert not (tmp_path / "vulns" / "advisories.db").exists()
