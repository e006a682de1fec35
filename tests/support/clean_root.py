"""A folder as the root of programs, with namespaces of their own: what a container is, without its engine."""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import signal
import socket
import struct
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.support.server import wait_until

MIRROR = "http://deb.debian.org/debian"
_CLONE_NEWNET = 0x40000000
_SIOCSIFFLAGS, _IFF_UP = 0x8914, 1
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
# In the new mount namespace, so that all of it ends with the program: $1 is the root, $2 more commands to mount things.
_SCRIPT = r"""
root=$1
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755,nosuid tmpfs "$root/dev"
mkdir -m 1777 "$root/dev/shm"
mount -t tmpfs -o nosuid,nodev,size=64m shm "$root/dev/shm"
for device in null zero full random urandom tty; do
    touch "$root/dev/$device"
    mount --bind "/dev/$device" "$root/dev/$device"
done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
eval "$2"
shift 2
exec "$@"
"""


class CannotMake(Exception):
    """What is missing here to make a clean root, in a sentence."""


def look_at_machine() -> None:
    """Raises CannotMake where programs cannot have a root and namespaces of their own."""
    if os.geteuid() != 0:
        raise CannotMake("Only root can run programs in a clean root.")
    _need("unshare", "nsenter", "chroot")
    tried = subprocess.run(["unshare", "--mount", "--pid", "--net", "--fork", "true"], capture_output=True, text=True)
    if tried.returncode:
        raise CannotMake(f"Root may make no namespaces here: {tried.stderr.strip()}")


def _need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            raise CannotMake(f"{program} is not installed here.")


def make_debian(folder: Path) -> None:
    """Put a small Debian with its Python into `folder`, all of it or nothing. Raises CannotMake."""
    _need("debootstrap")
    begun = folder.with_name(f"{folder.name}.begun")
    shutil.rmtree(begun, ignore_errors=True)
    command = ["debootstrap", "--variant=minbase", "--include=python3,python3-venv,ca-certificates,netbase,tzdata"]
    done = subprocess.run([*command, "bookworm", str(begun), MIRROR], capture_output=True, text=True, check=False)
    if done.returncode:
        last = ((done.stdout + done.stderr).strip().splitlines() or ["it said nothing"])[-1]
        raise CannotMake(f"debootstrap could not bring Debian from {MIRROR}: {last}")
    # The base image has its Python under this name.
    (begun / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    begun.rename(folder)


@dataclass(frozen=True)
class User:
    """Somebody of a root's /etc/passwd."""

    uid: int = 0
    gid: int = 0
    home: str = "/root"


@dataclass
class CleanRoot:
    """The folder, and what every program in it gets."""

    path: Path
    environment: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    user: User = field(default_factory=User)

    def account(self, name: str) -> User:
        """Look a user up in this root."""
        for line in (self.path / "etc/passwd").read_text().splitlines():
            login, _, uid, gid, _, home, _ = line.split(":")
            if login == name:
                return User(int(uid), int(gid), home)
        raise LookupError(f"{name} is not in the root's /etc/passwd.")

    def command(self, *words: str, bare: bool = False, **environment: str) -> list[str]:
        """The command line that, begun inside the root, runs `words` as its user; `bare`: it can gain no rights."""
        given = {"PATH": _PATH, "HOME": self.user.home, **self.environment, **environment}
        become = ["setpriv", f"--reuid={self.user.uid}", f"--regid={self.user.gid}", "--clear-groups"]
        if bare:
            become += ["--no-new-privs", "--bounding-set=-all"]
        return [
            *become, "env", "-i", f"--chdir={self.folder}", *(f"{name}={value}" for name, value in given.items()),
            *words,
        ]  # fmt: skip

    def run(self, *words: str, mounts: Sequence[str] = (), **environment: str) -> str:
        """Run a program to its end in the machine's network; return what it printed. Fails where that fails."""
        inside = self.command(*words, **environment)
        done = subprocess.run(
            self._begin(mounts, inside, alone=False), text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, check=False, env={"PATH": _PATH},
        )  # fmt: skip
        assert done.returncode == 0, f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-4000:]}"
        return done.stdout

    def start(self, *words: str, log: Path, mounts: Sequence[str] = (), bare: bool = False) -> Running:
        """Begin a program that stays, as process 1 of a machine that has no network but its own loopback."""
        with log.open("wb") as out:
            process = subprocess.Popen(
                self._begin(mounts, self.command(*words, bare=bare), alone=True), stdin=subprocess.DEVNULL, stdout=out,
                stderr=out, env={"PATH": _PATH}, start_new_session=True,
            )  # fmt: skip
        return Running(self, process, log)

    def _begin(self, mounts: Sequence[str], inside: Sequence[str], *, alone: bool) -> list[str]:
        more = "\n".join(mounts)
        net = ["--net"] if alone else []
        spaces = ["unshare", "--mount", "--pid", "--fork", "--kill-child", *net]
        return [*spaces, "sh", "-euc", _SCRIPT, "sh", str(self.path), more, "chroot", str(self.path), *inside]


class Running:
    """A program that runs as process 1 of a clean root."""

    def __init__(self, root: CleanRoot, process: subprocess.Popen[bytes], log: Path) -> None:
        self.root, self.process, self.log = root, process, log
        wait_until(self._first, what="the first process")
        self.pid = self._first()
        with self.network(), socket.socket() as any_one:
            fcntl.ioctl(any_one, _SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", _IFF_UP))

    def _first(self) -> int:
        if self.process.poll() is not None:
            raise AssertionError(f"It ended with {self.process.returncode}:\n{self.output()}")
        return next((child.pid for child in psutil.Process(self.process.pid).children()), 0)

    @contextmanager
    def network(self) -> Iterator[None]:
        """For the length of a `with` block this thread's new sockets are in the program's network."""
        libc = ctypes.CDLL(None, use_errno=True)
        with Path("/proc/thread-self/ns/net").open() as ours, Path(f"/proc/{self.pid}/ns/net").open() as theirs:
            assert libc.setns(theirs.fileno(), _CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
            try:
                yield
            finally:
                assert libc.setns(ours.fileno(), _CLONE_NEWNET) == 0

    def execute(self, *words: str, user: User | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program beside it, as `docker exec` does."""
        beside = CleanRoot(self.root.path, self.root.environment, self.root.folder, user or self.root.user)
        enter = ["nsenter", f"--target={self.pid}", "--mount", "--net", "--pid", "--root"]
        return subprocess.run([*enter, *beside.command(*words)], capture_output=True, text=True, check=False)

    def stop(self, name: str, patience: float) -> int:
        """Send it a signal by name; return its exit code, or fail after that many seconds."""
        os.kill(self.pid, signal.Signals[name])
        return self.process.wait(patience)

    def output(self) -> str:
        """What it printed so far."""
        return self.log.read_text(errors="replace")

    def end(self) -> None:
        """Make sure that nothing of it is left: its processes and mounts end with the first one."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def tmpfs(root: Path, target: str, options: str = "") -> str:
    """The command for a tmpfs as Docker mounts it: over a folder of the image it has that one's mode, but is root's."""
    under = root / target.lstrip("/")
    mode = f"{under.stat().st_mode & 0o7777:04o}" if under.exists() else "1777"
    own = ",".join(one for one in options.split(",") if one and not (under.exists() and one.startswith("mode=")))
    mounted = f"nosuid,nodev,noexec,mode={mode}{',' + own if own else ''}"
    return f"mkdir -p {under}; mount -t tmpfs -o {mounted} tmpfs {under}"


def volume(root: Path, folder: Path, target: str) -> str:
    """The command for a new named volume as Docker mounts it: it takes over what the image has there, and its owner."""
    under = root / target.lstrip("/")
    folder.mkdir(mode=0o755)
    if under.exists():
        subprocess.run(["cp", "-a", f"{under}/.", str(folder)], check=True)
    else:
        under.mkdir(parents=True)
    return f"mount --bind {folder} {under}"


def bound(root: Path, sources: Mapping[Path, str]) -> list[str]:
    """The commands that show folders and files of this machine in the root, to be read only."""
    commands = []
    for source, target in sources.items():
        under = root / target.lstrip("/")
        make = f"mkdir -p {under}" if source.is_dir() else f"mkdir -p {under.parent}; touch {under}"
        commands.append(f"{make}; mount --bind {source} {under}; mount -o remount,bind,ro {under}")
    return commands
