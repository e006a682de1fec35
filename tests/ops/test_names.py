"""A worker's browser tests share one server, and a name there is somebody's for good."""

from __future__ import annotations

import re
from collections import defaultdict

from webchat.settings import PROJECT

# By the page (unless on a server of the test's own), by a session or by an administrator; what follows a brace counts.
_BY_PAGE = re.compile(r'\bpeople\(\s*f?"([^"{]+)(?=["{])(?![^()]*\burl=)')
_BY_REQUEST = re.compile(r'/(?:session|users)"[^\n]*"(?:name|username)": f?"([^"{]+)(?=["{])')


def test_no_two_files_let_the_same_person_join() -> None:
    files: defaultdict[str, set[str]] = defaultdict(set)
    for path in sorted((PROJECT / "tests" / "browser").glob("*.py")):
        text = path.read_text()
        for name in (*_BY_PAGE.findall(text), *_BY_REQUEST.findall(text)):
            files[name].add(path.name)
    assert files
    assert {name: sorted(where) for name, where in files.items() if len(where) > 1} == {}
