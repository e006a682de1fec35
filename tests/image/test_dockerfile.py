"""The project's Dockerfile, carried out in clean roots, and its image run as `docker run` and compose.yaml run it.

`bin/test image`. There is no container engine in this: debootstrap makes a small Debian whose own Python stands in for
that of the base image, so another version of Python than the image's takes the steps. Everything else is the files'.
WEBCHAT_IMAGE_BASE names a folder with another root to begin with (`docker export` of the base image), or one that is
made once and kept.
"""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml

from tests.support.clean_root import CannotMake, CleanRoot, Running, User, look_at_machine, make_debian, tmpfs, volume
from tests.support.dockerfile import Context, read_dockerfile
from tests.support.image import Build, Image, Surroundings
from tests.support.program import Program
from tests.support.server import wait_until
from webchat.settings import PROJECT

_SERVICE = yaml.safe_load((PROJECT / "compose.yaml").read_text())["services"]["app"]
_UPLOADS = _SERVICE["environment"]["UPLOAD_DIR"]  # a folder of the image, for a volume
_START = 240.0
_TOOLS = {
    "as", "bun", "c++", "cargo", "cc", "clang", "corepack", "cpp", "g++", "gcc", "git", "go", "ld", "make", "node",
    "node_modules", "npm", "npx", "pnpm", "rustc", "yarn",
}  # fmt: skip
_SECRETS = {".env", ".git", ".npmrc", ".pypirc", ".ssh", ".webchat", "pip.conf", "secret_key"}
_ANYBODYS = {"/tmp", "/var/tmp", "/run/lock"}  # in every Debian


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="webchat-image-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture(scope="module")
def build(folder: Path) -> Build:
    """Both stages, carried out."""
    base = Path(os.environ.get("WEBCHAT_IMAGE_BASE") or folder / "base").absolute()
    try:
        look_at_machine()
        if not base.exists():
            make_debian(base)
    except CannotMake as error:
        pytest.skip(str(error))
    context = Context(PROJECT, (PROJECT / ".dockerignore").read_text())
    around = Surroundings.of_this_machine(str(Path(sys.executable).with_name("pip")))
    made = Build(base, folder, context, around)
    for stage in read_dockerfile((PROJECT / "Dockerfile").read_text()):
        made.stage(stage)
    return made


@pytest.fixture(scope="module")
def image(build: Build) -> Image:
    """The last stage: what is shipped."""
    return list(build.images.values())[-1]


@contextmanager
def _running(image: Image, log: Path, *mounts: str, bare: bool = False, patience: float) -> Iterator[Running]:
    """A container: until its health check says yes; at the end its stop signal must end it well."""
    running = image.root.start(*image.command, log=log, mounts=mounts, bare=bare)
    try:
        wait_until(lambda: _is_well(running, image), _START, "the health check")
        yield running
        assert running.stop(image.stop_signal, patience) == 0, running.output()
    finally:
        running.end()


def _is_well(running: Running, image: Image) -> bool:
    if running.process.poll() is not None:
        pytest.fail(f"It ended with {running.process.returncode}:\n{running.output()[-4000:]}")
    return running.execute(*image.health).returncode == 0


def _talk(running: Running, image: Image) -> None:
    """Somebody joins, writes, sends a file, and opens the page."""
    (port,) = image.ports
    with running.network():
        ana = Program(f"http://127.0.0.1:{port}", "Ana")
        with ana.rest as rest:
            notes = rest.post("/api/conversations/notes").raise_for_status().json()
            said = {"conversation_id": notes["id"], "body": "From a clean root"}
            rest.post("/api/messages/", json=said).raise_for_status()
            history = rest.get("/api/messages", params={"conversation_id": notes["id"]}).raise_for_status()
            assert "From a clean root" in history.text
            rest.post("/api/media/upload", files={"file": ("a.txt", b"A file")}).raise_for_status()
            page = rest.get("/").raise_for_status()
            assert "<script" in page.text


def _writable(running: Running) -> set[str]:
    """Whatever the image's user may write into, on the file systems of the root and of what is mounted for it."""
    found = running.execute(
        "find", "/", "(", "-path", "/proc", "-o", "-path", "/sys", "-o", "-path", "/dev", ")", "-prune", "-o",
        "!", "-type", "l", "-writable", "-print",
    )  # fmt: skip
    return set(found.stdout.splitlines())


def _outside(paths: set[str], *allowed: str) -> set[str]:
    return {path for path in paths if not any(path == one or path.startswith(f"{one}/") for one in allowed)}


def test_the_image_starts_talks_and_stops(image: Image, folder: Path) -> None:
    grace = int(_SERVICE["stop_grace_period"].removesuffix("s"))
    data = folder / "data"
    with _running(image, folder / "run.log", volume(image.root.path, data, "/data"), patience=grace) as running:
        _talk(running, image)
        assert running.execute("id", "-u").stdout.strip() == str(image.root.user.uid) != "0"
        assert _outside(_writable(running), *image.volumes, "/app/.web/backend", _UPLOADS, *_ANYBODYS) == set()
        everyones = User(65534, 65534, "/")
        kept = running.execute("find", "/data", "-mindepth", "1", "-readable", user=everyones)
        assert kept.stdout == ""  # what people say and the secrets are for the image's user only
    assert "Traceback" not in running.output()
    assert (data / "secret_key").exists()
    # A new container on the same volume goes on with what is there.
    mounted = f"mount --bind {data} {image.root.path}/data"
    with _running(image, folder / "again.log", mounted, patience=grace) as running:
        _talk(running, image)


def test_compose_runs_it_without_rights_on_a_root_that_nobody_writes(image: Image, folder: Path) -> None:
    """As compose.yaml says, but for the other services: the embedded database stands in for them."""
    assert _SERVICE["read_only"]
    assert _SERVICE["cap_drop"] == ["ALL"]
    assert _SERVICE["security_opt"] == ["no-new-privileges:true"]
    root = image.root.path
    mounts = [tmpfs(root, *one.split(":", 1)) for one in _SERVICE["tmpfs"]]
    for number, one in enumerate(_SERVICE["volumes"]):
        mounts.append(volume(root, folder / f"volume-{number}", one.split(":")[1]))
    mounts.append('mount -o remount,bind,ro "$root"')
    grace = int(_SERVICE["stop_grace_period"].removesuffix("s"))
    set_up = Image(CleanRoot(root, {**image.root.environment, "UPLOAD_DIR": _UPLOADS}, "/app", image.root.user))
    set_up.command, set_up.health, set_up.ports = image.command, image.health, image.ports
    with _running(set_up, folder / "compose.log", *mounts, bare=True, patience=grace) as running:
        assert _outside(_writable(running), "/tmp", *image.volumes, "/app/.web/backend", _UPLOADS) == set()
        _talk(running, image)
        files = running.execute("find", _UPLOADS, "-type", "f").stdout.splitlines()
        assert files
    assert "cannot be written" not in running.output()
    assert "Traceback" not in running.output()


def test_nothing_is_left_that_only_the_build_needs(image: Image) -> None:
    tools, folders = [], [image.root.path]
    for place in folders:
        for one in os.scandir(place):
            if one.is_dir(follow_symlinks=False):
                folders.append(Path(one.path))
            if one.name in _TOOLS and (one.name == "node_modules" or _is_program(Path(one.path))):
                tools.append(one.path)
    assert tools == []


def _is_program(path: Path) -> bool:
    """Whether somebody could start it: a file that may be executed, or a link to a thing in its root."""
    mode = path.lstat().st_mode
    return stat.S_ISLNK(mode) or (stat.S_ISREG(mode) and bool(mode & 0o111))


def test_nothing_secret_is_in_it(build: Build, image: Image) -> None:
    app = image.root.path / "app"
    assert [str(one) for one in app.rglob("*") if one.name in _SECRETS and "site-packages" not in one.parts] == []
    assert not any((image.root.path / "data").iterdir())
    made = next(iter(build.images.values())).root.path / "tmp/build/secret_key"
    secret = made.read_text().strip()
    assert len(secret) >= 32
    found = subprocess.run(
        ["grep", "-rlF", "-e", secret, str(image.root.path / "app")], capture_output=True, check=False
    )
    assert found.returncode == 1, found.stdout
    for name in ("tests", "docs", "benchmarks", "compose.yaml", "deploy", "Dockerfile"):
        assert not (app / name).exists()


def test_how_large_it_is(image: Image, capsys: pytest.CaptureFixture[str]) -> None:
    """A figure for docs/self-hosting.md; an image that has grown to more than what is said there needs a look."""
    sizes = {name: _size(image.root.path / "app" / name) for name in (".", ".venv", ".web/build", "webchat", "assets")}
    with capsys.disabled():
        print("\n/app of the image: " + ", ".join(f"{name} {size:.0f} MB" for name, size in sizes.items()))
    assert sizes["."] < 1000


def _size(folder: Path) -> float:
    done = subprocess.run(["du", "-sb", str(folder)], capture_output=True, text=True, check=True)
    return int(done.stdout.split()[0]) / 1e6
