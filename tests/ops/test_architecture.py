"""What import-linter cannot say about the shape of the code."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

import pytest

from webchat.settings import PROJECT

PACKAGE = PROJECT / "webchat"


def _modules() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), path.read_text()


def _offenders(pattern: str, allowed: tuple[str, ...]) -> list[str]:
    return [name for name, code in _modules() if re.search(pattern, code) and not name.startswith(allowed)]


def test_only_the_settings_read_the_environment() -> None:
    assert _offenders(r"\bos\.(environ|getenv)\b|\bfrom os import .*\benviron\b", ("settings/",)) == []


def test_only_the_unit_of_work_commits() -> None:
    assert _offenders(r"\.commit\(", ("db/unit_of_work.py", "db/engine.py")) == []


@pytest.mark.parametrize("call", [r"(?<![\w.])select\(", r"(?<![\w.])text\("])
def test_queries_stand_in_repositories(call: str) -> None:
    allowed = ("repositories/", "db/", "models/")
    queries = [
        name
        for name, code in _modules()
        if re.search(r"^from sql(alchemy|model)\b.*", code, re.MULTILINE)
        and re.search(call, code)
        and not name.startswith(allowed)
    ]
    assert queries == []


def test_the_migrations_are_no_package_that_hides_alembic() -> None:
    assert not (PROJECT / "alembic" / "__init__.py").exists()


def test_the_composition_root_only_wires() -> None:
    assert len((PACKAGE / "webchat.py").read_text().splitlines()) < 80


def test_no_test_sleeps() -> None:
    sleepers = [
        path.name
        for path in (PROJECT / "tests").rglob("*.py")
        if path.name != "test_architecture.py" and re.search(r"\btime\.sleep\(|wait_for_timeout\(", path.read_text())
    ]
    assert sleepers == []


def test_the_picture_of_the_layers_is_the_one_that_is_checked() -> None:
    page = (PROJECT / "docs" / "architecture.md").read_text()
    contract = tomllib.loads((PROJECT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]
    checked = [
        {name.strip(" ()").removeprefix("webchat.") for name in layer.split("|")} for layer in contract["layers"]
    ]
    drawn = page.split("```\n")[1].replace("webchat.py", "webchat").split("->")
    assert [{name.strip() for name in layer.split("|")} for layer in drawn] == checked
    rooms = re.findall(
        r"`([\w.]+)", "".join(re.findall(r"^\| (`.*?) \|", page.split("## A message's way")[0], re.MULTILINE))
    )
    there = {path.name for path in PACKAGE.iterdir() if not path.name.startswith("__") and path.suffix in ("", ".py")}
    assert there - set(rooms) == {"webchat.py"}
