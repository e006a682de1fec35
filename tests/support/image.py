"""Carries a Dockerfile out, step by step, in clean roots."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from tests.support.clean_root import CleanRoot, bound
from tests.support.dockerfile import Context, DockerfileError, Instruction, Stage, filled, pairs

_BASE = re.compile(r"python:\d+\.\d+\.\d+-slim-bookworm")
_CERTIFICATES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_PROXIES = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
_BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


@dataclass(frozen=True)
class Surroundings:
    """How this machine reaches packages: needed while the image is built, and no part of it."""

    environment: dict[str, str]
    shown: dict[Path, str]  # of this machine -> where in the root, to be read only

    @classmethod
    def of_this_machine(cls, pip: str) -> Surroundings:
        """Ask pip and the environment: an index on disk, certificates, a proxy."""
        given = {name: value for name, value in os.environ.items() if name in (*_CERTIFICATES, *_PROXIES)}
        given |= {name: value for name, value in os.environ.items() if name.lower().startswith("npm_config_")}
        asked = subprocess.run([pip, "config", "list"], capture_output=True, text=True, check=True).stdout
        for name, value in re.findall(r"^(?:global|:env:)\.([\w.-]+)='(.*)'$", asked, re.MULTILINE):
            given[f"PIP_{name.strip('.').upper().replace('-', '_')}"] = value
        shown = {Path(_BUNDLE): _BUNDLE, Path("/etc/resolv.conf"): "/etc/resolv.conf"}
        for word in " ".join(given.values()).split():
            path = Path(urlsplit(word).path if word.startswith("file://") else word)
            if path.is_absolute() and path.exists():
                path = path.parent if path.name == "simple" else path  # the files of an index lie beside its pages
                shown[path.resolve()] = str(path)
        if (npm := Path.home() / ".npmrc").exists():
            shown[npm] = "/root/.npmrc"
        return cls(given, {source: target for source, target in shown.items() if source.exists()})


@dataclass
class Image:
    """What a stage has become, and how a container of it would be run."""

    root: CleanRoot
    arguments: dict[str, str] = field(default_factory=dict)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)
    stop_signal: str = "SIGTERM"
    ports: list[str] = field(default_factory=list)
    volumes: list[str] = field(default_factory=list)


class Build:
    """Builds the stages of a Dockerfile one after another, each in a copy of `base`."""

    def __init__(self, base: Path, folder: Path, context: Context, around: Surroundings) -> None:
        self.base, self.folder, self.context, self.around = base, folder, context, around
        self.images: dict[str, Image] = {}
        self._steps: dict[str, Callable[[Image, Instruction], None]] = {
            "ARG": self._arg, "CMD": self._cmd, "COPY": self._copy, "ENV": self._env, "EXPOSE": self._expose,
            "HEALTHCHECK": self._healthcheck, "RUN": self._run, "STOPSIGNAL": self._stopsignal, "USER": self._user,
            "VOLUME": self._volume, "WORKDIR": self._workdir,
        }  # fmt: skip

    def stage(self, stage: Stage) -> Image:
        """Carry out one stage."""
        if not _BASE.fullmatch(stage.base):
            raise DockerfileError(f"FROM {stage.base}: the base here stands in for Debian's python images only.")
        path = self.folder / f"stage-{stage.name}"
        subprocess.run(["cp", "-a", "--reflink=auto", str(self.base), str(path)], check=True)
        image = self.images[stage.name] = Image(CleanRoot(path))
        for step in stage.steps:
            self._steps[step.name](image, step)
        return image

    def _run(self, image: Image, step: Instruction) -> None:
        mounts = bound(image.root.path, self.around.shown)
        # As in Docker, what ENV says stands over an ARG of the same name.
        given = {**self.around.environment, **image.arguments, **image.root.environment}
        image.root.run(*step.command, mounts=mounts, **given)

    def _copy(self, image: Image, step: Instruction) -> None:
        *sources, target = filled(step.text, self._values(image)).split()
        into = self._inside(image, target)
        if step.flags:
            other = self.images[step.flags["from"]].root.path
            for source in sources:
                self._copy_all(other / source.lstrip("/"), into)
            return
        for source in sources:
            many = len(sources) > 1 or target.endswith("/") or (self.context.folder / source).is_dir() or into.is_dir()
            for file, inner in self.context.files(source):
                place = into / inner if many else into
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(file, place, follow_symlinks=False)
                os.chown(place, 0, 0, follow_symlinks=False)

    @staticmethod
    def _copy_all(source: Path, into: Path) -> None:
        if not source.is_dir():
            raise DockerfileError(f"COPY --from of {source}, which is no folder.")
        into.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", "--reflink=auto", f"{source}/.", str(into)], check=True)
        subprocess.run(["chown", "-hR", "0:0", str(into)], check=True)

    def _arg(self, image: Image, step: Instruction) -> None:
        name, _, default = step.text.partition("=")
        image.arguments[name] = filled(default, self._values(image))

    def _env(self, image: Image, step: Instruction) -> None:
        image.root.environment |= pairs(step.text, self._values(image))

    def _workdir(self, image: Image, step: Instruction) -> None:
        image.root.folder = str(PurePosixPath(image.root.folder) / filled(step.text, self._values(image)))
        self._inside(image, ".").mkdir(parents=True, exist_ok=True)

    def _user(self, image: Image, step: Instruction) -> None:
        image.root.user = image.root.account(filled(step.text, self._values(image)))

    def _volume(self, image: Image, step: Instruction) -> None:
        for target in step.words or filled(step.text, self._values(image)).split():
            self._inside(image, target).mkdir(parents=True, exist_ok=True)
            image.volumes.append(target)

    def _expose(self, image: Image, step: Instruction) -> None:
        image.ports += filled(step.text, self._values(image)).split()

    def _healthcheck(self, image: Image, step: Instruction) -> None:
        word, _, command = step.text.partition(" ")
        if word != "CMD":
            raise DockerfileError(f"HEALTHCHECK {step.text}")
        image.health = Instruction("CMD", command.strip()).command

    def _stopsignal(self, image: Image, step: Instruction) -> None:
        image.stop_signal = filled(step.text, self._values(image))

    def _cmd(self, image: Image, step: Instruction) -> None:
        image.command = step.command

    @staticmethod
    def _values(image: Image) -> dict[str, str]:
        return {**image.arguments, **image.root.environment}

    @staticmethod
    def _inside(image: Image, target: str) -> Path:
        return image.root.path / str(PurePosixPath(image.root.folder) / target).lstrip("/")
