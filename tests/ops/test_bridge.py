"""The shape of the bridge's JavaScript, which no type checker reads."""

from __future__ import annotations

import re
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from webchat.settings import PROJECT

UI = PROJECT / "webchat" / "ui"
BRIDGE = UI / "bridge"
_FROM = re.compile(r'^(?:import|export) [^;]*? from "(\.[^"]+)";', re.MULTILINE)
_LATER = re.compile(r'\bimport\("(\.[^"]+)"\)')
_NAMED = re.compile(r'^import \{([^}]*)\} from "(\.[^"]+)";', re.MULTILINE)
_SAID = re.compile(r"^export (?:async )?(?:default )?(?:const|let|function\*?|class) (\w+)", re.MULTILINE)
_SAID_TOGETHER = re.compile(r"^export \{([^}]*)\}", re.MULTILINE)
_BY_PYTHON = re.compile(r'\bact\(\s*"([a-z_]+)\.(\w+)"|\bderived\(\s*"([a-z_]+)\.js", "(\w+)"')
FILES = {path: path.read_text() for path in sorted(BRIDGE.glob("*/*.js*"))}


def _meant(path: Path, name: str) -> Path:
    return (path.parent / name).resolve()


def _exports(code: str) -> set[str]:
    together = {name.split(" as ")[-1].strip() for names in _SAID_TOGETHER.findall(code) for name in names.split(",")}
    return set(_SAID.findall(code)) | together


def test_no_two_files_bear_the_same_name() -> None:
    assert [name for name, count in Counter(path.stem + path.suffix for path in FILES).items() if count > 1] == []


def test_what_is_imported_is_there() -> None:
    missing = [
        f"{path.name}: {name}"
        for path, code in FILES.items()
        for name in (*_FROM.findall(code), *_LATER.findall(code))
        if _meant(path, name) not in FILES
    ]
    unsaid = [
        f"{path.name}: {name} of {source}"
        for path, code in FILES.items()
        for names, source in _NAMED.findall(code)
        for name in (one.split(" as ")[0].strip() for one in names.split(","))
        if name and name not in _exports(FILES.get(_meant(path, source), ""))
    ]
    assert missing + unsaid == []


def test_what_python_calls_is_there() -> None:
    exports = {path.name: _exports(code) for path, code in FILES.items()}
    missing = []
    for path in sorted(UI.rglob("*.py")):
        for module, name, other, derived in _BY_PYTHON.findall(path.read_text()):
            if (name or derived) not in exports.get(f"{module or other}.js", set()):
                missing.append(f"{path.name}: {module or other}.{name or derived}")
    assert missing == []


def test_no_files_import_each_other_in_a_circle() -> None:
    """What is loaded later may: it begins when the page has."""
    imports = {path: [_meant(path, name) for name in _FROM.findall(code)] for path, code in FILES.items()}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        raise AssertionError(" -> ".join(path.name for path in error.args[1])) from None


def test_the_ground_floor_stands_on_nothing() -> None:
    """`base/` is what all others stand on: the store, the line, the address."""
    higher = [
        f"{path.name}: {name}"
        for path, code in FILES.items()
        if path.parent.name == "base"
        for name in _FROM.findall(code)
        if _meant(path, name).parent.name != "base"
    ]
    assert higher == []
