"""Files: speed up and down beside nginx and the bare framework, thumbnails a second, memory of a large upload."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import httpx
from PIL import Image

from benchmarks.server import Account, Bench, bench_server
from tests.support.server import free_port, wait_until

SIZE = 2 * 1024**3
_MIB = 1024 * 1024
_PICTURES = 24
_NGINX = """
daemon off; pid {folder}/pid; error_log {folder}/log; worker_processes 1; events {{}}
http {{ access_log off; sendfile on; server {{ listen 127.0.0.1:{port}; root {folder}; }}
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; }}
"""


def measure(size: int = SIZE) -> list[tuple[str, str]]:
    """Rows (what, figure); everything in one run on one machine."""
    with (
        tempfile.TemporaryDirectory(prefix="webchat-bench-") as place,
        bench_server(MAX_FILE_SIZE=str(size * 2)) as bench,
    ):
        folder = Path(place)
        folder.chmod(0o755)
        _fill(folder / "large", size)
        account = bench.account("Media Sender")
        rows = _transfers(bench, account, folder, size)
        return rows + _pictures(account)


def _transfers(bench: Bench, account: Account, folder: Path, size: int) -> list[tuple[str, str]]:
    large, rows = folder / "large", []
    cookie = ["-H", f"Origin: {bench.url}", "-b", f"webchat_session={account.secret}"]
    with _bare(folder) as bare:
        base = _seconds(["-T", str(large), f"{bare}/take"])
        down = _seconds([f"{bare}/large"])
    rows.append((f"bare Starlette: {size // _MIB} MiB up / down", f"{_rate(size, base)} / {_rate(size, down)}"))
    for name, send in (("multipart", _send_form), ("tus", _send_parts)):
        with _peak(bench) as grown:
            spent = send(bench, account, cookie, large, size)
        rows.append((f"upload, {name}", f"{_rate(size, spent)}, {base / spent:.2f} of the bare framework"))
        rows.append((f"memory the server grew by meanwhile, {name}", f"{grown[0] // _MIB} MiB"))
    found = account.api.post("/api/media/upload", files={"file": ("large", large.open("rb"))}, timeout=600).json()
    with _peak(bench) as grown:
        spent = _seconds([*cookie, f"{bench.url}{found['url']}"])
    rows.append(("download", f"{_rate(size, spent)}, {down / spent:.2f} of the bare framework"))
    rows.append(("memory the server grew by meanwhile, download", f"{grown[0] // _MIB} MiB"))
    if shutil.which("nginx"):
        with _nginx(folder) as nginx:
            best = _seconds([f"{nginx}/large"])
        rows.append(("download, nginx", f"{_rate(size, best)}: ours is {best / spent:.2f} of it"))
    return rows


def _send_form(bench: Bench, _account: Account, cookie: list[str], large: Path, _size: int) -> float:
    return _seconds([*cookie, "-F", f"file=@{large}", f"{bench.url}/api/media/upload"])


def _send_parts(bench: Bench, account: Account, cookie: list[str], large: Path, size: int) -> float:
    name = b64encode(b"large.bin").decode()
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": f"filename {name}"}
    address = account.api.post("/api/uploads", headers=headers).raise_for_status().headers["location"]
    part = [
        "-H",
        "Tus-Resumable: 1.0.0",
        "-H",
        "Upload-Offset: 0",
        "-H",
        "Content-Type: application/offset+octet-stream",
    ]
    return _seconds([*cookie, *part, "-X", "PATCH", "-T", str(large), f"{bench.url}{address}"])


def _pictures(account: Account) -> list[tuple[str, str]]:
    with tempfile.NamedTemporaryFile(suffix=".jpg") as file:
        Image.effect_noise((1000, 750), 60).convert("RGB").resize((4000, 3000)).save(file.name, quality=85)
        content = Path(file.name).read_bytes()
    # Each one is another file: the bytes after the picture are not kept.
    sent = [content + str(number).encode() for number in range(_PICTURES)]
    began = perf_counter()
    with ThreadPoolExecutor(4) as pool:
        for made in pool.map(lambda one: account.api.post("/api/media/upload", files={"file": ("a.jpg", one)}), sent):
            made.raise_for_status()
    spent = perf_counter() - began
    return [
        (
            "photos of 12 million pixels made ready",
            f"{_PICTURES / spent:.1f}/s, {3 * _PICTURES / spent:.1f} thumbnails/s",
        )
    ]


@contextmanager
def _peak(bench: Bench) -> Iterator[list[int]]:
    """The most that the server's memory grew by inside, in bytes; in the list afterwards."""
    before, done, grown = bench.rss(), Event(), [0]

    def watch() -> None:
        while not done.wait(0.05):
            grown[0] = max(grown[0], bench.rss() - before)

    thread = Thread(target=watch)
    thread.start()
    try:
        yield grown
    finally:
        done.set()
        thread.join()


@contextmanager
def _bare(folder: Path) -> Iterator[str]:
    port = free_port()
    with _process([sys.executable, "-m", "benchmarks.bare", str(folder), str(port)], f"http://127.0.0.1:{port}") as url:
        yield url


@contextmanager
def _nginx(folder: Path) -> Iterator[str]:
    port = free_port()
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, port=port))
    with _process(["nginx", "-c", str(folder / "nginx.conf")], f"http://127.0.0.1:{port}") as url:
        yield url


@contextmanager
def _process(command: list[str], url: str) -> Iterator[str]:
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: _answers(url), what=url)
        yield url
    finally:
        process.terminate()
        process.wait()


def _answers(url: str) -> bool:
    try:
        return bool(httpx.get(url, trust_env=False).status_code)
    except httpx.HTTPError:
        return False


def _seconds(arguments: list[str]) -> float:
    command = ["curl", "--silent", "--fail", "--noproxy", "*", "-H", "Expect:", "-o", "/dev/null"]
    began = perf_counter()
    subprocess.run([*command, *arguments], check=True)
    return perf_counter() - began


def _rate(size: int, seconds: float) -> str:
    return f"{size / _MIB / seconds:.0f} MiB/s"


def _fill(path: Path, size: int) -> None:
    block = bytearray(os.urandom(_MIB))
    with path.open("wb") as file:
        for number in range(size // _MIB):
            block[:8] = number.to_bytes(8)
            file.write(block)
