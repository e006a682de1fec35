"""The command line on a real database: what whoever operates the machine types."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from typer.main import get_command
from typer.testing import CliRunner

from tests.support.chat import Listener, direct, say
from tests.support.server import free_port
from webchat.cli.program import cli
from webchat.domain.actor import Actor
from webchat.domain.events import SESSION_ENDED
from webchat.settings import PROJECT


@pytest.fixture
def webchat(database_url: str):
    """Runs `python -m webchat` on the session's database, as another process beside the server."""
    url = make_url(database_url).set(drivername="postgresql").render_as_string()

    async def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return await asyncio.to_thread(
            subprocess.run, [sys.executable, "-m", "webchat", *arguments], cwd=PROJECT, capture_output=True, text=True,
            env={**os.environ, "DATABASE_URL": url, "NO_COLOR": "1", "COLUMNS": "100"},
        )  # fmt: skip

    return run


async def test_people_are_looked_at_and_suspended(live: Listener, ana: Actor, bob: Actor, webchat) -> None:
    await say(bob, await direct(bob, ana), "Hello")
    listed = await webchat("users", "list")
    assert [line.split()[1] for line in listed.stdout.splitlines()] == ["Ana", "Bob"]
    done = await webchat("users", "suspend", "bob", "--reason", "spam")
    assert done.returncode == 0, done.stderr
    assert "suspended" in done.stdout
    # The server hears of it by the log, though another process did it.
    await live.until(lambda: any(one.type == SESSION_ENDED and one.user_id == bob.user_id for one in live.signals))
    told = await webchat("audit")
    assert "(at the machine)  user.suspended Bob  (reason spam)" in told.stdout


async def test_what_is_not_there_is_said_in_a_sentence(live: Listener, ana: Actor, webchat) -> None:
    done = await webchat("users", "suspend", "Nobody")
    assert (done.returncode, done.stdout, done.stderr) == (1, "", "There is nobody called Nobody.\n")


async def test_everything_somebody_wrote_goes_once_that_is_confirmed(
    live: Listener, ana: Actor, bob: Actor, webchat
) -> None:
    await say(bob, await direct(bob, ana), "Hello")
    asked = await webchat("users", "delete-content", "Bob")
    assert asked.returncode == 1
    done = await webchat("users", "delete-content", "Bob", "--yes")
    assert done.stdout == "1 messages are deleted.\n"


def _elsewhere(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that is called without the server's settings, and so looks into another folder."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"WEBCHAT_DATA_DIR": str(folder), "PORT": str(free_port())}
    return subprocess.run(
        [sys.executable, "-m", "webchat", *arguments], cwd=PROJECT, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("command", ["users make-admin Ana", "backup {copy}", "prune-media", "create-token Ana"])
def test_without_an_installation_nothing_is_made_and_no_success_reported(command: str, tmp_path: Path) -> None:
    folder, copy = tmp_path / "not-the-servers", tmp_path / "copy.tar"
    done = _elsewhere(folder, *command.format(copy=copy).split())
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"There is no installation in {folder}: call this with the server's own settings (WEBCHAT_DATA_DIR or "
        "DATABASE_URL), or start the server there first.\n"
    )
    assert not (folder / "postgres").exists()
    assert not copy.exists()


def test_the_doctor_makes_no_installation(tmp_path: Path) -> None:
    done = _elsewhere(tmp_path / "new", "doctor")
    assert f"ok      No database is in {tmp_path / 'new'} yet: the first start makes it.\n" in done.stdout
    assert not (tmp_path / "new" / "postgres").exists()


def test_every_command_says_what_it_does() -> None:
    """In this process: the help needs no database."""
    told = CliRunner().invoke(cli, ["--help"], env={"COLUMNS": "200"}).output
    for name in ("serve", "doctor", "users", "audit", "backup", "restore", "export", "prune", "media-check", "send"):
        assert f" {name} " in told
    people = CliRunner().invoke(cli, ["users", "--help"], env={"COLUMNS": "200"}).output
    for name in ("list", "show", "suspend", "unsuspend", "rename", "make-admin", "delete-content"):
        assert f" {name} " in people


def test_every_command_is_in_the_table_of_the_guide() -> None:
    guide = (PROJECT / "docs" / "self-hosting.md").read_text()
    table = guide.partition("\n## Commands\n")[2].partition("\n## ")[0]
    rows = " ".join(re.findall(r"^\| (`.*?`) \|", table, re.MULTILINE))
    shown = [one for one in get_command(cli).commands.items() if not one[1].hidden]
    assert [name for name, _ in shown if not re.search(rf"(…|webchat) {name}\b(?!-)", rows)] == []
