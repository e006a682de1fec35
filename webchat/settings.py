"""What the operator can set: one frozen object, and the only place that reads the environment.

Every field is documented in `.env.example`. A wrong value stops the start with one sentence.
"""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from email.utils import parseaddr
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


_CLAMD = re.compile(r"unix:/.+|(\[[0-9a-fA-F:]+\]|[\w.-]+):\d{1,5}")
_TURN = re.compile(r"turns?:(\[[0-9a-fA-F:]+\]|[\w.-]+)(:\d{1,5})?(\?transport=(udp|tcp))?")
_HOST = re.compile(r"[\w.-]+(:\d{1,5})?")


class SettingsError(Exception):
    """A setting has a value that cannot be used; the text is one sentence for the operator."""


def _named(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """The settings, from the environment and from `.env` in the project's folder (the environment wins)."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=PROJECT / ".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    database_url: str | None = Field(None, validation_alias=_named("DATABASE_URL"))
    redis_url: str | None = Field(None, validation_alias=_named("REDIS_URL"))
    secret_key: SecretStr = Field(SecretStr(""), validation_alias=_named("SECRET_KEY"))
    debug: bool = Field(False, validation_alias=_named("DEBUG"))
    host: str = Field("0.0.0.0", validation_alias=_named("HOST"))  # noqa: S104  other devices are meant to reach it
    port: int = Field(3000, ge=1, le=65535, validation_alias=_named("PORT"))
    upload_dir: Path = Field(Path("uploads"), validation_alias=_named("UPLOAD_DIR"))
    max_file_size: int = Field(10 * 1024 * 1024, ge=1, validation_alias=_named("MAX_FILE_SIZE"))
    max_picture_size: int | None = Field(None, ge=1, validation_alias=_named("WEBCHAT_MAX_PICTURE_SIZE"))
    max_audio_size: int | None = Field(None, ge=1, validation_alias=_named("WEBCHAT_MAX_AUDIO_SIZE"))
    max_video_size: int | None = Field(None, ge=1, validation_alias=_named("WEBCHAT_MAX_VIDEO_SIZE"))
    allowed_types: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*/*",), validation_alias=_named("WEBCHAT_ALLOWED_TYPES")
    )
    media_retention_days: int = Field(30, ge=1, le=3650, validation_alias=_named("WEBCHAT_MEDIA_RETENTION_DAYS"))
    scan_command: str = Field("", validation_alias=_named("WEBCHAT_SCAN_COMMAND"))
    clamd: str = Field("", validation_alias=_named("WEBCHAT_CLAMD"))
    s3_bucket: str = Field("", validation_alias=_named("WEBCHAT_S3_BUCKET"))
    s3_endpoint: str = Field("", validation_alias=_named("WEBCHAT_S3_ENDPOINT"))
    s3_region: str = Field("us-east-1", validation_alias=_named("WEBCHAT_S3_REGION"))
    s3_access_key: str = Field("", validation_alias=_named("WEBCHAT_S3_ACCESS_KEY"))
    s3_secret_key: SecretStr | None = Field(None, validation_alias=_named("WEBCHAT_S3_SECRET_KEY"))
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field((), validation_alias=_named("ALLOWED_ORIGINS"))
    frontend_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (), validation_alias=_named("WEBCHAT_FRONTEND_ORIGINS")
    )
    data_dir: Path = Field(PROJECT / ".webchat", validation_alias=_named("WEBCHAT_DATA_DIR"))
    stickers_dir: Path = Field(Path("stickers"), validation_alias=_named("WEBCHAT_STICKERS_DIR"))
    service_key: SecretStr | None = Field(None, validation_alias=_named("WEBCHAT_SERVICE_KEY"))
    jwt_secret: SecretStr | None = Field(None, validation_alias=_named("WEBCHAT_JWT_SECRET"))
    jwks_url: str = Field("", validation_alias=_named("WEBCHAT_JWKS_URL"))
    jwt_algorithm: Literal["RS256", "ES256"] = Field("RS256", validation_alias=_named("WEBCHAT_JWT_ALGORITHM"))
    jwt_audience: str = Field("webchat", min_length=1, validation_alias=_named("WEBCHAT_JWT_AUDIENCE"))
    jwt_issuer: str = Field("", validation_alias=_named("WEBCHAT_JWT_ISSUER"))
    rate_limits: bool = Field(True, validation_alias=_named("WEBCHAT_RATE_LIMITS"))
    event_retention_days: int = Field(7, ge=1, le=3650, validation_alias=_named("WEBCHAT_EVENT_RETENTION_DAYS"))
    deleted_retention_days: int = Field(30, ge=1, le=3650, validation_alias=_named("WEBCHAT_DELETED_RETENTION_DAYS"))
    idle_session_days: int = Field(400, ge=1, le=3650, validation_alias=_named("WEBCHAT_IDLE_SESSION_DAYS"))
    undo_seconds: int = Field(30, ge=0, le=86_400, validation_alias=_named("WEBCHAT_UNDO_SECONDS"))
    trusted_proxy_hops: int = Field(0, ge=0, le=10, validation_alias=_named("WEBCHAT_TRUSTED_PROXY_HOPS"))
    users_per_minute: int = Field(30, ge=1, validation_alias=_named("WEBCHAT_USERS_PER_MINUTE"))
    sockets_per_address: int = Field(2000, ge=1, validation_alias=_named("WEBCHAT_SOCKETS_PER_ADDRESS"))
    users_per_day: int = Field(500, ge=1, validation_alias=_named("WEBCHAT_USERS_PER_DAY"))
    welcome_bot: bool = Field(True, validation_alias=_named("WEBCHAT_WELCOME_BOT"))
    welcome_hosted: bool = Field(False, validation_alias=_named("WEBCHAT_WELCOME_HOSTED"))
    link_previews: bool = Field(True, validation_alias=_named("WEBCHAT_LINK_PREVIEWS"))
    private_hosts: Annotated[tuple[str, ...], NoDecode] = Field((), validation_alias=_named("WEBCHAT_PRIVATE_HOSTS"))
    gif_provider: Literal["", "tenor", "giphy"] = Field("", validation_alias=_named("WEBCHAT_GIF_PROVIDER"))
    gif_key: SecretStr = Field(SecretStr(""), validation_alias=_named("WEBCHAT_GIF_KEY"))
    tile_url: str = Field("", validation_alias=_named("WEBCHAT_TILE_URL"))
    tile_attribution: str = Field("© OpenStreetMap contributors", validation_alias=_named("WEBCHAT_TILE_ATTRIBUTION"))
    most_waiting: int = Field(500, ge=1, le=100_000, validation_alias=_named("WEBCHAT_MOST_WAITING"))
    log_format: Literal["text", "json"] = Field("text", validation_alias=_named("WEBCHAT_LOG_FORMAT"))
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", validation_alias=_named("WEBCHAT_LOG_LEVEL")
    )
    metrics_token: SecretStr | None = Field(None, validation_alias=_named("WEBCHAT_METRICS_TOKEN"))
    metrics_dir: Path | None = Field(None, validation_alias=_named("PROMETHEUS_MULTIPROC_DIR"))
    otel_endpoint: str = Field("", validation_alias=_named("OTEL_EXPORTER_OTLP_ENDPOINT"))
    otel_service_name: str = Field("webchat", min_length=1, validation_alias=_named("OTEL_SERVICE_NAME"))
    turn_urls: Annotated[tuple[str, ...], NoDecode] = Field((), validation_alias=_named("WEBCHAT_TURN_URL"))
    turn_secret: SecretStr = Field(SecretStr(""), validation_alias=_named("WEBCHAT_TURN_SECRET"))
    calls_direct: bool = Field(False, validation_alias=_named("WEBCHAT_CALLS_DIRECT"))
    livekit_url: str = Field("", validation_alias=_named("WEBCHAT_LIVEKIT_URL"))
    livekit_key: str = Field("", validation_alias=_named("WEBCHAT_LIVEKIT_KEY"))
    livekit_secret: SecretStr = Field(SecretStr(""), validation_alias=_named("WEBCHAT_LIVEKIT_SECRET"))
    smtp_host: str = Field("", validation_alias=_named("WEBCHAT_SMTP_HOST"))
    smtp_port: int = Field(587, ge=1, le=65535, validation_alias=_named("WEBCHAT_SMTP_PORT"))
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", validation_alias=_named("WEBCHAT_SMTP_SECURITY")
    )
    smtp_user: str = Field("", validation_alias=_named("WEBCHAT_SMTP_USER"))
    smtp_password: SecretStr = Field(SecretStr(""), validation_alias=_named("WEBCHAT_SMTP_PASSWORD"))
    mail_from: str = Field("", validation_alias=_named("WEBCHAT_MAIL_FROM"))
    public_url: str = Field("", validation_alias=_named("WEBCHAT_PUBLIC_URL"))
    push_contact: str = Field("mailto:webchat@example.org", validation_alias=_named("WEBCHAT_PUSH_CONTACT"))
    workers: int = Field(1, ge=1, le=64, validation_alias=_named("WEBCHAT_WORKERS"))
    drain_seconds: int = Field(10, ge=0, le=600, validation_alias=_named("WEBCHAT_DRAIN_SECONDS"))
    hung_seconds: int = Field(20, ge=3, le=600, validation_alias=_named("WEBCHAT_HUNG_SECONDS"))
    db_pool_size: int = Field(10, ge=1, le=100, validation_alias=_named("WEBCHAT_DB_POOL_SIZE"))

    @field_validator("database_url")
    @classmethod
    def _psycopg2_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme, separator, rest = value.partition("://")
        if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg2"}:
            raise ValueError("a PostgreSQL address such as postgresql://user:password@host/database")
        return f"postgresql+psycopg2://{rest}"

    @field_validator("redis_url")
    @classmethod
    def _redis_url(cls, value: str | None) -> str | None:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("an address such as redis://:password@host:6379/0, rediss://… or unix:///path")
        return value or None

    @field_validator("allowed_origins", "frontend_origins", mode="before")
    @classmethod
    def _origins(cls, value: Any) -> tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value
        origins = tuple(part.strip().rstrip("/").lower() for part in parts if part.strip())
        if any(not _is_origin(origin) for origin in origins):
            raise ValueError("origins such as https://example.org, separated by commas (never *)")
        return origins

    @field_validator("allowed_types", mode="before")
    @classmethod
    def _types(cls, value: Any) -> tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value
        types = tuple(part.strip().lower() for part in parts if part.strip())
        if not types or any(one.count("/") != 1 for one in types):
            raise ValueError("types such as image/*,audio/*,application/pdf, separated by commas")
        return types

    @field_validator("private_hosts", mode="before")
    @classmethod
    def _hosts(cls, value: Any) -> tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value
        hosts = tuple(part.strip().lower() for part in parts if part.strip())
        if any(not _HOST.fullmatch(host) for host in hosts):
            raise ValueError(
                "names or addresses of hosts such as intranet.example or 10.0.0.5:8080, separated by commas"
            )
        return hosts

    @field_validator("turn_urls", mode="before")
    @classmethod
    def _turn_urls(cls, value: Any) -> tuple[str, ...]:
        parts = value.split(",") if isinstance(value, str) else value
        urls = tuple(part.strip() for part in parts if part.strip())
        if any(not _TURN.fullmatch(url) for url in urls):
            raise ValueError(
                "addresses such as turn:turn.example.org:3478?transport=udp or turns:turn.example.org:5349, "
                "separated by commas"
            )
        return urls

    @field_validator("otel_endpoint")
    @classmethod
    def _otel_endpoint(cls, value: str) -> str:
        if value and not _is_origin("://".join(urlsplit(value)[:2]).lower()):
            raise ValueError("where traces are collected, such as http://localhost:4318")
        return value

    @field_validator("livekit_url")
    @classmethod
    def _livekit_url(cls, value: str) -> str:
        if value and not re.fullmatch(r"wss?://[^\s/]+(/\S*)?", value):
            raise ValueError("an address such as wss://livekit.example.org")
        return value

    @field_validator("clamd")
    @classmethod
    def _clamd(cls, value: str) -> str:
        if value and not _CLAMD.fullmatch(value):
            raise ValueError("where clamd listens: host:port or unix:/path")
        return value

    @field_validator("tile_url")
    @classmethod
    def _tile_url(cls, value: str) -> str:
        places = all(f"{{{place}}}" in value for place in "zxy")
        if value and not (places and _is_origin("://".join(urlsplit(value)[:2]).lower())):
            raise ValueError("an address such as https://tiles.example.org/{z}/{x}/{y}.png")
        return value

    @field_validator("push_contact")
    @classmethod
    def _contact(cls, value: str) -> str:
        if not value.startswith(("mailto:", "https://")) or len(value) < 12:
            raise ValueError("where you can be reached: mailto:you@example.org or https://example.org/contact")
        return value

    @field_validator("mail_from")
    @classmethod
    def _mail_from(cls, value: str) -> str:
        address = parseaddr(value)[1]
        if value and (not re.fullmatch(r"[^@\s]+@[^@\s]+", address) or "\n" in value or "\r" in value):
            raise ValueError("an address such as WebChat <chat@example.org>")
        return value

    @field_validator("public_url")
    @classmethod
    def _public_url(cls, value: str) -> str:
        value = value.rstrip("/")
        if value and not _is_origin(value.lower()):
            raise ValueError("where people find this chat, such as https://chat.example.org")
        return value

    @field_validator("service_key")
    @classmethod
    def _service_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not (value.get_secret_value().startswith("wcs_") and len(value) >= 24):
            raise ValueError("a key that begins with wcs_ and has at least 24 characters")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _metrics_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value) < 16:
            raise ValueError("at least 16 characters, or nothing (then only this machine may look)")
        return value

    @field_validator("jwt_secret")
    @classmethod
    def _jwt_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value) < 32:
            raise ValueError("at least 32 characters, or nothing")
        return value

    @field_validator("jwks_url")
    @classmethod
    def _jwks_url(cls, value: str) -> str:
        if value and not _is_origin("://".join(urlsplit(value)[:2]).lower()):
            raise ValueError("an address such as https://shop.example.org/.well-known/jwks.json")
        return value

    @field_validator("secret_key")
    @classmethod
    def _secret_key(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value) < 16:
            raise ValueError("at least 16 characters, or nothing (then one is made and kept in the data folder)")
        return value

    @property
    def relay_only(self) -> bool:
        """Whether the media of calls goes through the relay and nowhere else."""
        return bool(self.turn_urls) and not self.calls_direct

    def model_post_init(self, _context: object) -> None:
        """Make the folders absolute and the secret key certain."""
        data_dir = self.data_dir.expanduser().absolute()
        object.__setattr__(self, "data_dir", data_dir)
        object.__setattr__(self, "upload_dir", data_dir / self.upload_dir.expanduser())
        object.__setattr__(self, "stickers_dir", data_dir / self.stickers_dir.expanduser())
        if self.gif_provider and not self.gif_key.get_secret_value():
            raise SettingsError(
                "WEBCHAT_GIF_KEY is empty, but it must be the key that the service of WEBCHAT_GIF_PROVIDER gave you."
            )
        if self.turn_urls and not self.turn_secret.get_secret_value():
            raise SettingsError(
                "WEBCHAT_TURN_SECRET is empty, but it must be the static-auth-secret of the server in WEBCHAT_TURN_URL."
            )
        if self.jwt_secret is not None and self.jwks_url:
            raise SettingsError(
                "WEBCHAT_JWT_SECRET and WEBCHAT_JWKS_URL are both set, but the tokens of your application are signed "
                "in one way: with the secret, or with the keys at that address."
            )
        if self.livekit_url and not (self.livekit_key and len(self.livekit_secret.get_secret_value()) >= 32):
            raise SettingsError(
                "WEBCHAT_LIVEKIT_KEY or WEBCHAT_LIVEKIT_SECRET is missing or shorter than the 32 characters that "
                "LiveKit asks for, but both must be those of the server in WEBCHAT_LIVEKIT_URL."
            )
        if self.smtp_host and not (self.mail_from and self.public_url):
            raise SettingsError(
                "WEBCHAT_MAIL_FROM or WEBCHAT_PUBLIC_URL is empty, but mails through WEBCHAT_SMTP_HOST need both: from "
                "whom they come, and where people find this chat."
            )
        if not self.secret_key.get_secret_value():
            object.__setattr__(self, "secret_key", SecretStr(_kept_secret(data_dir)))


def _is_origin(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.netloc == value.split("://")[1]
    except ValueError:
        return False


def _kept_secret(data_dir: Path) -> str:
    """Read the secret of this installation, made once; the link makes two first starts agree on one."""
    path = data_dir / "secret_key"
    try:
        if not path.exists():
            _make_secret(path)
        return path.read_text().strip()
    except OSError as error:
        raise SettingsError(
            f"WEBCHAT_DATA_DIR is {str(data_dir)!r}, but it cannot be used ({error.strerror}): "
            "it must be a folder that this user may write."
        ) from None


def _make_secret(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"secret_key.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


_SECRET_FIELDS = frozenset(
    {
        "secret_key",
        "service_key",
        "jwt_secret",
        "database_url",
        "redis_url",
        "s3_secret_key",
        "gif_key",
        "metrics_token",
        "turn_secret",
        "livekit_secret",
        "smtp_password",
    }
)


def _sentence(error: ValidationError) -> str:
    """Turn the first finding into: the variable, its value, what is allowed."""
    first = error.errors(include_url=False)[0]
    location = str(first["loc"][0])
    field, variable = _field_of(location)
    given = "set" if field in _SECRET_FIELDS else repr(first["input"])
    return f"{variable} is {given}, but it must be {_allowed(first)}."


def _field_of(location: str) -> tuple[str, str]:
    for name, info in Settings.model_fields.items():
        alias = info.validation_alias
        names = [str(choice) for choice in alias.choices] if isinstance(alias, AliasChoices) else []
        if location == name or location in names:
            return name, names[0]
    return location, location


def _allowed(finding: Any) -> str:
    context = finding.get("ctx", {})
    match finding["type"]:
        case "value_error":
            return str(context["error"])
        case "greater_than_equal" | "less_than_equal" | "int_parsing" | "int_type" | "int_from_float":
            return _whole_number(str(finding["loc"][0]))
        case "literal_error":
            return f"one of {context['expected'].removeprefix(chr(39) * 2 + ', ')}, or nothing"
        case "bool_parsing" | "bool_type":
            return "on or off (also true/false, 1/0)"
    return str(finding["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")


def _whole_number(location: str) -> str:
    field, _ = _field_of(location)
    bounds = {type(item).__name__: item for item in Settings.model_fields[field].metadata}
    low = getattr(bounds.get("Ge"), "ge", None)
    high = getattr(bounds.get("Le"), "le", None)
    return f"a whole number from {low} to {high}" if high is not None else f"a whole number, at least {low}"


def load_settings(**values: Any) -> Settings:
    """Read the settings now; `values` stand over the environment. Raises SettingsError with one sentence."""
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


@cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return load_settings()


def child_environment(**changes: str) -> dict[str, str]:
    """Return the environment for a program that we start: ours with `changes`."""
    return {**os.environ, **changes}


def set_environment(**values: str) -> None:
    """Set variables for libraries in this process that read nothing else."""
    os.environ.update(values)


def default_environment(**values: str) -> None:
    """Set those of the variables that the operator has not set."""
    for name, value in values.items():
        os.environ.setdefault(name, value)


def prepend_path(folder: Path) -> None:
    """Make this process and its children look for programs in `folder` first."""
    path = os.environ.get("PATH", os.defpath)
    if not path.startswith(f"{folder}{os.pathsep}"):
        os.environ["PATH"] = f"{folder}{os.pathsep}{path}"


def __getattr__(name: str) -> Settings:
    if name == "settings":
        return get_settings()
    raise AttributeError(name)
