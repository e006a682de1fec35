"""`python -m webchat send` and `tail`."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from tests.client.conftest import Friend
from webchat.settings import PROJECT

_WEBCHAT = [sys.executable, "-m", "webchat"]


def _environment(friend: Friend) -> dict[str, str]:
    return {"WEBCHAT_URL": friend.url, "WEBCHAT_TOKEN": friend.token}


def _send(friend: Friend, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return _run(_environment(friend), "send", *arguments, text=text)


def _run(environment: dict[str, str], *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*_WEBCHAT, *arguments],
        env=os.environ | environment, cwd=PROJECT, input=text, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_send_takes_words_or_standard_input(ana: Friend, bob: Friend) -> None:
    name = bob.client.me().username
    first = _send(ana, "--to", name, "from the shell")
    assert first.returncode == 0, first.stderr
    (conversation,) = bob.client.conversations()
    assert _send(ana, "--conversation", str(conversation.id), text="two\nlines\n").returncode == 0
    bodies = [one.body for one in bob.client.messages(conversation.id).items]
    assert bodies == ["from the shell", "two\nlines"]


def test_send_says_in_a_sentence_what_is_wrong(ana: Friend) -> None:
    nobody = _send(ana, "--to", "Nobody at all", "hello")
    assert (nobody.returncode, nobody.stderr.strip()) == (1, "Nobody is called Nobody at all.")
    assert "exactly one of" in _send(ana, "hello").stderr
    assert _send(ana, "--conversation", "999999999", "hello").stderr.strip() == "There is nothing here."


def test_send_takes_bytes_that_are_no_text(ana: Friend, bob: Friend) -> None:
    done = subprocess.run(
        [*_WEBCHAT, "send", "--to", bob.client.me().username],
        env=os.environ | _environment(ana), cwd=PROJECT, input=b"caf\xe9 is full", capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (conversation,) = bob.client.conversations()
    assert [one.body for one in bob.client.messages(conversation.id).items] == ["caf\ufffd is full"]


def test_tail_follows_the_log(ana: Friend, bob: Friend) -> None:
    since = bob.client.cursor()
    ana.client.send("one\nand \x1b[31mred", to=bob.id)
    command = [*_WEBCHAT, "tail", "--since", since]
    lines = _first_lines(bob, command, "message.created")
    assert f"message.created {ana.client.me().display_name}: one and  [31mred" in lines[-1]
    event = json.loads(_first_lines(bob, [*command, "--json"], "message.created")[-1])
    assert (event["type"], event["data"]["body"]) == ("message.created", "one\nand \x1b[31mred")


def _first_lines(friend: Friend, command: list[str], last: str) -> list[str]:
    environment = os.environ | _environment(friend)
    process = subprocess.Popen(command, env=environment, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = []
    try:
        for line in process.stdout:
            lines.append(line.strip())
            if last in line:
                break
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    return lines
