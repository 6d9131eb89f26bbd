import pytest

from vedette.assets.live.containers import container

ID = "4f2a9c11d3e8" + "0" * 52


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"/docker/{ID}", "docker:4f2a9c11d3e8"),
        (f"/system.slice/docker-{ID}.scope", "docker:4f2a9c11d3e8"),
        (f"/machine.slice/libpod-{ID}.scope/container", "podman:4f2a9c11d3e8"),
        (
            f"/kubepods.slice/kubepods-besteffort.slice/pod1/cri-containerd-{ID}.scope",
            "containerd:4f2a9c11d3e8",
        ),
        (f"/kubepods/besteffort/pod12/{ID}", "kubernetes:4f2a9c11d3e8"),
        ("/lxc.payload.web/system.slice/nginx.service", "lxc:web"),
        ("/machine.slice/systemd-nspawn@web.service/payload", "nspawn:web"),
    ],
)
def test_runtimes_are_known_by_how_they_name_their_groups(path, named):
    assert container([path]) == named


@pytest.mark.parametrize(
    "path", ["/", "/system.slice/nginx.service", "/docker/short", "/docker", "/user.slice"]
)
def test_other_groups_are_no_containers(path):
    assert container([path]) is None
