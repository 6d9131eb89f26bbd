"""Whoever writes a configuration cannot make its reading endless, large or wrong without a word."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.assets.live.tree import Tree
from vedette.investigate.configuration import SERVERS, read_all
from vedette.investigate.configuration.including import MOST_DIRECTIVES
from vedette.investigate.configuration.interface import walk

INCLUDES = {
    "nginx": ("/etc/nginx/nginx.conf", "include {};"),
    "apache_httpd": ("/etc/apache2/apache2.conf", "Include {}"),
    "openssh": ("/etc/ssh/sshd_config", "Include {}"),
    "postgresql": ("/etc/postgresql/15/main/postgresql.conf", "include '{}'"),
    "redis": ("/etc/redis/redis.conf", "include {}"),
}


def test_every_server_is_tried_here():
    assert set(INCLUDES) == set(SERVERS)


@pytest.mark.parametrize("server", SERVERS)
def test_a_file_that_includes_itself_is_told_and_read_once(read, server):
    path, line = INCLUDES[server]
    parsed = read(server, {path: f"{line.format(path)}\n"})
    assert f"{path}: includes itself" in parsed.problems
    assert parsed.files == (path,)


@pytest.mark.parametrize("server", SERVERS)
def test_files_that_include_the_next_one_many_times_end(read, server):
    path, line = INCLUDES[server]
    folder = path.rpartition("/")[0]
    names = [path, *(f"{folder}/x{n}.conf" for n in range(12))]
    files = {name: f"{line.format(after)}\n" * 8 for name, after in pairwise(names)}
    began = time.process_time()
    parsed = read(server, files)
    assert time.process_time() - began < 60
    assert any("more than" in problem or "too large" in problem for problem in parsed.problems)


def test_blocks_within_blocks_without_end_are_told(read):
    parsed = read("nginx", {"/etc/nginx/nginx.conf": "a {" * 100_000})
    assert "within one another" in parsed.problems[0]


def test_many_directives_are_cut_and_told(read):
    parsed = read("nginx", {"/etc/nginx/nginx.conf": "a;" * (MOST_DIRECTIVES + 10)})
    assert len(parsed.directives) == MOST_DIRECTIVES
    assert any("directives" in problem for problem in parsed.problems)


def test_a_link_out_of_the_root_leads_to_nothing_of_ours(read, tmp_path):
    (tmp_path / "etc/nginx").mkdir(parents=True)
    (tmp_path / "etc/nginx/out.conf").symlink_to("/../../../../etc/passwd")
    parsed = read("nginx", {"/etc/nginx/nginx.conf": "include out.conf; include ../../../../etc/passwd;"})
    assert parsed.directives == ()
    assert len(parsed.problems) == 2


@pytest.mark.parametrize("server", SERVERS)
@given(data=st.text(alphabet=st.sampled_from("ab \n\t\"'\\;{}<>/#=${}match include0.1*\0é")))
def test_any_text_is_read_without_an_error(server, data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")
    (folder / "conf").write_text(data)
    parsed = SERVERS[server].read(Tree(folder), "/conf")
    lines = data.count("\n") + 1
    assert all(1 <= directive.line <= lines for directive, _ in walk(parsed.directives))


def test_a_machine_without_servers_has_no_configurations(tmp_path):
    assert read_all(Tree(tmp_path), ()) == ()
