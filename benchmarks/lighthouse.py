"""What Lighthouse says of the first page and of the chat: performance, accessibility, best practices, out of 100."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from benchmarks.server import Bench
from tests.support.browser import ARGUMENTS, chromium_path
from tests.support.person import Person
from tests.support.server import free_port
from webchat.serving.environment import prepare_reflex

VERSION = "13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices")
_CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "webchat" / f"lighthouse-{VERSION}"
_WORTH_SAYING = 0.9


def ensure_lighthouse() -> Path:
    """The program; npm brings it into the user's cache the first time. Raises CalledProcessError where it cannot."""
    prepare_reflex()  # the Node of its wheel is on the path then
    program = _CACHE / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.exists():
        _CACHE.mkdir(parents=True, exist_ok=True)
        options = ["--no-audit", "--no-fund", "--ignore-scripts", "--omit=dev", "--prefix", "."]
        subprocess.run(["npm", "install", *options, f"lighthouse@{VERSION}"], cwd=_CACHE, check=True)
    return program


def measure(bench: Bench) -> list[tuple[str, str]]:
    """All rows of this file; what takes points away goes to stderr."""
    program, port, rows = ensure_lighthouse(), free_port(), []
    with tempfile.TemporaryDirectory(prefix="webchat-lighthouse-") as folder, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            folder, executable_path=chromium_path(), args=[*ARGUMENTS, f"--remote-debugging-port={port}"]
        )
        for name, path in (("first page", "/"), ("chat", "/chat/")):
            if path != "/":
                _sign_in(playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{port}"), bench.url)
            for form in ("phone", "desktop"):
                report = _report(program, bench.url + path, port, form)
                scores = [f"{report['categories'][one]['score'] * 100:.0f}" for one in CATEGORIES]
                rows.append((f"{name}, {form}: {', '.join(CATEGORIES)}", ", ".join(scores)))
                print(*(f"  {name}, {form}: {one}" for one in findings(report)), sep="\n", file=sys.stderr)
        context.close()
    return rows


def findings(report: dict[str, Any]) -> list[str]:
    """What takes points away: the audit, its score, what was measured."""
    audits = report["audits"]
    weighed = [one["id"] for name in CATEGORIES for one in report["categories"][name]["auditRefs"] if one["weight"]]
    # Without a score an audit does not apply, or it failed itself.
    weak = [audits[one] for one in weighed if (audits[one]["score"] or 0) < _WORTH_SAYING]
    return [
        f"{one['id']} {one['score']} {one.get('displayValue') or one.get('errorMessage', '')}"
        for one in weak
        if one["scoreDisplayMode"] not in ("notApplicable", "manual")
    ]


def _report(program: Path, url: str, port: int, form: str) -> dict[str, Any]:
    """Lighthouse's whole report of a page, by the browser on `port`: with its cookies, without its cache."""
    preset = ["--preset=desktop"] if form == "desktop" else []
    with tempfile.TemporaryDirectory(prefix="webchat-lighthouse-") as folder:
        output = (
            Path(os.environ.get("WEBCHAT_BENCH_REPORTS", folder)) / f"{url.strip('/').rpartition('/')[2]}-{form}.json"
        )
        arguments = [
            f"--port={port}", f"--only-categories={','.join(CATEGORIES)}", "--output=json", "--quiet",
            f"--output-path={output}", *preset,
        ]  # fmt: skip
        subprocess.run(["node", str(program), url, *arguments], check=True)
        report: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
        return report


def _sign_in(browser: Browser, url: str) -> None:
    """In the browser's own context, which Lighthouse uses too."""
    person = Person(browser.contexts[0], url, "Light House").join()
    expect(person.page.get_by_role("button", name="New conversation").first).to_be_visible()
    person.page.close()
