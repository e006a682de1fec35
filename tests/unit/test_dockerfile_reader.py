"""What carries the Dockerfile out without an engine reads it as an engine would, or says that it cannot."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from tests.support.dockerfile import Context, DockerfileError, filled, pairs, read_dockerfile
from webchat.settings import PROJECT

_TEXT = """\
# syntax=docker/dockerfile:1
FROM python:3 AS build
RUN one \\
    # a comment between
    && two
FROM python:3
COPY --from=build /app /app
HEALTHCHECK --interval=10s --retries=3 \\
    CMD ["python", "-c", "1"]
CMD ["python", "-m", "webchat"]
"""


def test_stages_steps_flags_and_both_forms() -> None:
    build, last = read_dockerfile(_TEXT)
    assert (build.name, last.name, build.base) == ("build", "1", "python:3")
    (run,) = build.steps
    assert run.command == ["/bin/sh", "-c", "one     && two"]
    copy, health, command = last.steps
    assert copy.flags == {"from": "build"}
    assert (health.flags, health.text) == ({"interval": "10s", "retries": "3"}, 'CMD ["python", "-c", "1"]')
    assert command.command == ["python", "-m", "webchat"]


@pytest.mark.parametrize(
    "line", ["ADD a b", 'SHELL ["x"]', "COPY --link a b", "RUN --mount=type=cache,target=/x y", "RUN <<END", "RUN a \\"]
)
def test_what_is_not_known_is_an_error(line: str) -> None:
    with pytest.raises(DockerfileError):
        read_dockerfile(f"FROM python:3\n{line}\n")


def test_a_step_before_the_first_stage_is_an_error() -> None:
    with pytest.raises(DockerfileError):
        read_dockerfile("ARG VERSION=3\nFROM python:3\n")


def test_variables() -> None:
    assert filled("$A/${B}-$C", {"A": "a", "B": "b"}) == "a/b-"
    assert pairs('A=1 B="two words" C=$A', {"A": "0"}) == {"A": "1", "B": "two words", "C": "0"}
    with pytest.raises(DockerfileError):
        pairs("NAME value", {})


@pytest.mark.parametrize(
    ("path", "kept"),
    [("a.py", False), ("web/a.py", True), ("web/x/__pycache__/a.pyc", False), ("other/web/a.py", False),
     ("web/a.log", True), ("web/b.tmp", False), ("web/deep/er/b.tmp", False), ("webs", False)],
)  # fmt: skip
def test_what_a_build_may_copy(path: str, kept: bool) -> None:
    context = Context(Path("/"), "*\n!web\n# a comment\n\n**/__pycache__\nweb/**/*.tmp\n*.log\n")
    assert context.holds(PurePosixPath(path)) == kept


def test_ours_leaves_out_secrets_data_and_what_a_machine_has_made(tmp_path: Path) -> None:
    for name in (
        ".env", ".git/config", ".webchat/secret_key", ".venv/bin/python", ".web/build/client/index.html", "tests/a.py",
        "webchat/a.py", "webchat/ui/__pycache__/a.pyc", "webchat/ui/a.js", "reflex.lock/package.json", "key.pem",
        "webchat/.env", "webchat/ui/.DS_Store",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    context = Context(tmp_path, (PROJECT / ".dockerignore").read_text())
    sent = {str(inner) for _, inner in context.files(".")}
    assert sent == {"webchat/a.py", "webchat/ui/a.js", "reflex.lock/package.json"}
    with pytest.raises(DockerfileError):
        list(context.files("tests"))
