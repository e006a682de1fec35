"""A worker's browser tests share one server, and a name there is somebody's for good."""

from __future__ import annotations

import re
from collections import defaultdict

from webchat.settings import PROJECT

_PERSON = re.compile(r'\bpeople\(\s*"([^"]+)"(?![^()]*\burl=)')


def test_no_two_files_let_the_same_person_join() -> None:
    files: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted((PROJECT / "tests" / "browser").glob("test_*.py")):
        for name in _PERSON.findall(path.read_text()):
            files[name].add(path.name)
    assert files
    assert {name: sorted(where) for name, where in files.items() if len(where) > 1} == {}
