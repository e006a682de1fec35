"""Take pictures: `python -m benchmarks.pictures` those of docs/screenshots, with `--all --folder /tmp/pictures` all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

from benchmarks.pictures import (
    gallery,
    scenes_calls,  # noqa: F401
    scenes_composers,  # noqa: F401
    scenes_dialogs,  # noqa: F401
    scenes_first,  # noqa: F401
    scenes_lists,  # noqa: F401
    scenes_timelines,  # noqa: F401
    stage,
)
from benchmarks.pictures.camera import SCENES, VIEWS, Camera, Scene
from benchmarks.pictures.circle import Circle
from benchmarks.server import bench_server
from tests.support.browser import ARGUMENTS, chromium_path

Shot = tuple[Scene, str]
FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"


def every(only: Iterable[str] = (), views: Iterable[str] = VIEWS) -> list[Shot]:
    """All scenes, or these, in their views; calls stand last, for they leave a line in the conversation."""
    scenes = [one for one in SCENES.values() if not only or one.name in set(only)]
    scenes.sort(key=lambda one: one.name.startswith("call-"))
    return [(scene, view) for scene in scenes for view in views if view in scene.views]


def take(circle: Circle, folder: Path, shots: Iterable[Shot]) -> list[str]:
    """Take these pictures; gives what could not be taken, in words."""
    folder.mkdir(parents=True, exist_ok=True)
    missed = []
    with sync_playwright() as playwright:
        arguments = [*ARGUMENTS, "--use-fake-ui-for-media-stream"]
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        camera = Camera(browser, circle, folder)
        for scene, view in shots:
            try:
                print(camera.take(scene, view).name, file=sys.stderr)
            except (Error, AssertionError) as problem:
                missed.append(f"{scene.name} {view}: {str(problem).splitlines()[0]}")
                print(f"- {missed[-1]}", file=sys.stderr)
        browser.close()
    return missed


def main() -> int:
    """Start a server of our own, fill it, take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--all", action="store_true", help="every state, not the gallery's only")
    parser.add_argument("--only", nargs="*", default=[], choices=sorted(SCENES), metavar="NAME")
    parser.add_argument("--views", nargs="*", default=list(VIEWS), choices=VIEWS)
    asked = parser.parse_args()
    shots = every(asked.only, asked.views)
    if not asked.all:
        shots = [(scene, view) for scene, view in shots if (scene.name, view) in gallery.wanted()]
    with bench_server() as bench:
        circle = Circle(bench)
        stage.gather(circle)
        missed = take(circle, asked.folder, shots)
    if asked.folder == FOLDER:
        gallery.write(FOLDER)
    print("\n".join(missed) or "All pictures are taken.", file=sys.stderr)
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
