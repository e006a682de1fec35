"""The settings themselves, and which of them need each other."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from .errors import SettingsError
from .kinds import (
    Clamd,
    Contact,
    DatabaseUrl,
    Hosts,
    JwksUrl,
    JwtSecret,
    LivekitUrl,
    MetricsToken,
    Origins,
    PublicUrl,
    RedisUrl,
    SecretKey,
    Sender,
    ServiceKey,
    TileUrl,
    TraceUrl,
    TurnUrls,
    Types,
)
from .secret import kept_secret

PROJECT = Path(__file__).resolve().parents[2]


def _named(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """The settings, from the environment and from `.env` in the project's folder (the environment wins)."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=PROJECT / ".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    database_url: DatabaseUrl | None = Field(None, validation_alias=_named("DATABASE_URL"))
    redis_url: RedisUrl = Field(None, validation_alias=_named("REDIS_URL"))
    secret_key: SecretKey = Field(SecretStr(""), validation_alias=_named("SECRET_KEY"))
    debug: bool = Field(False, validation_alias=_named("DEBUG"))
    host: str = Field("0.0.0.0", validation_alias=_named("HOST"))  # noqa: S104  other devices are meant to reach it
    port: int = Field(3000, ge=1, le=65535, validation_alias=_named("PORT"))
    upload_dir: Path = Field(Path("uploads"), validation_alias=_named("UPLOAD_DIR"))
    max_file_size: int = Field(10 * 1024 * 1024, ge=1, validation_alias=_named("MAX_FILE_SIZE"))
    max_picture_size: int | None = Field(None, ge=1, validation_alias=_named("WEBCHAT_MAX_PICTURE_SIZE"))
    max_audio_size: int | None = Field(None, ge=1, validation_alias=_named("WEBCHAT_MAX_AUDIO_SIZE"))
    max_video_size: int | None = Field(None, ge=1, validation_alias=_named("WEBCHAT_MAX_VIDEO_SIZE"))
    allowed_types: Types = Field(("*/*",), validation_alias=_named("WEBCHAT_ALLOWED_TYPES"))
    media_retention_days: int = Field(30, ge=1, le=3650, validation_alias=_named("WEBCHAT_MEDIA_RETENTION_DAYS"))
    scan_command: str = Field("", validation_alias=_named("WEBCHAT_SCAN_COMMAND"))
    clamd: Clamd = Field("", validation_alias=_named("WEBCHAT_CLAMD"))
    s3_bucket: str = Field("", validation_alias=_named("WEBCHAT_S3_BUCKET"))
    s3_endpoint: str = Field("", validation_alias=_named("WEBCHAT_S3_ENDPOINT"))
    s3_region: str = Field("us-east-1", validation_alias=_named("WEBCHAT_S3_REGION"))
    s3_access_key: str = Field("", validation_alias=_named("WEBCHAT_S3_ACCESS_KEY"))
    s3_secret_key: SecretStr | None = Field(None, validation_alias=_named("WEBCHAT_S3_SECRET_KEY"))
    allowed_origins: Origins = Field((), validation_alias=_named("ALLOWED_ORIGINS"))
    frontend_origins: Origins = Field((), validation_alias=_named("WEBCHAT_FRONTEND_ORIGINS"))
    data_dir: Path = Field(PROJECT / ".webchat", validation_alias=_named("WEBCHAT_DATA_DIR"))
    stickers_dir: Path = Field(Path("stickers"), validation_alias=_named("WEBCHAT_STICKERS_DIR"))
    service_key: ServiceKey | None = Field(None, validation_alias=_named("WEBCHAT_SERVICE_KEY"))
    jwt_secret: JwtSecret | None = Field(None, validation_alias=_named("WEBCHAT_JWT_SECRET"))
    jwks_url: JwksUrl = Field("", validation_alias=_named("WEBCHAT_JWKS_URL"))
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
    private_hosts: Hosts = Field((), validation_alias=_named("WEBCHAT_PRIVATE_HOSTS"))
    gif_provider: Literal["", "tenor", "giphy"] = Field("", validation_alias=_named("WEBCHAT_GIF_PROVIDER"))
    gif_key: SecretStr = Field(SecretStr(""), validation_alias=_named("WEBCHAT_GIF_KEY"))
    tile_url: TileUrl = Field("", validation_alias=_named("WEBCHAT_TILE_URL"))
    tile_attribution: str = Field("© OpenStreetMap contributors", validation_alias=_named("WEBCHAT_TILE_ATTRIBUTION"))
    most_waiting: int = Field(500, ge=1, le=100_000, validation_alias=_named("WEBCHAT_MOST_WAITING"))
    log_format: Literal["text", "json"] = Field("text", validation_alias=_named("WEBCHAT_LOG_FORMAT"))
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "warning", validation_alias=_named("WEBCHAT_LOG_LEVEL")
    )
    metrics_token: MetricsToken | None = Field(None, validation_alias=_named("WEBCHAT_METRICS_TOKEN"))
    metrics_dir: Path | None = Field(None, validation_alias=_named("PROMETHEUS_MULTIPROC_DIR"))
    otel_endpoint: TraceUrl = Field("", validation_alias=_named("OTEL_EXPORTER_OTLP_ENDPOINT"))
    otel_service_name: str = Field("webchat", min_length=1, validation_alias=_named("OTEL_SERVICE_NAME"))
    turn_urls: TurnUrls = Field((), validation_alias=_named("WEBCHAT_TURN_URL"))
    turn_secret: SecretStr = Field(SecretStr(""), validation_alias=_named("WEBCHAT_TURN_SECRET"))
    calls_direct: bool = Field(False, validation_alias=_named("WEBCHAT_CALLS_DIRECT"))
    livekit_url: LivekitUrl = Field("", validation_alias=_named("WEBCHAT_LIVEKIT_URL"))
    livekit_key: str = Field("", validation_alias=_named("WEBCHAT_LIVEKIT_KEY"))
    livekit_secret: SecretStr = Field(SecretStr(""), validation_alias=_named("WEBCHAT_LIVEKIT_SECRET"))
    smtp_host: str = Field("", validation_alias=_named("WEBCHAT_SMTP_HOST"))
    smtp_port: int = Field(587, ge=1, le=65535, validation_alias=_named("WEBCHAT_SMTP_PORT"))
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", validation_alias=_named("WEBCHAT_SMTP_SECURITY")
    )
    smtp_user: str = Field("", validation_alias=_named("WEBCHAT_SMTP_USER"))
    smtp_password: SecretStr = Field(SecretStr(""), validation_alias=_named("WEBCHAT_SMTP_PASSWORD"))
    mail_from: Sender = Field("", validation_alias=_named("WEBCHAT_MAIL_FROM"))
    public_url: PublicUrl = Field("", validation_alias=_named("WEBCHAT_PUBLIC_URL"))
    push_contact: Contact = Field("mailto:webchat@example.org", validation_alias=_named("WEBCHAT_PUSH_CONTACT"))
    workers: int = Field(1, ge=1, le=64, validation_alias=_named("WEBCHAT_WORKERS"))
    drain_seconds: int = Field(10, ge=0, le=600, validation_alias=_named("WEBCHAT_DRAIN_SECONDS"))
    hung_seconds: int = Field(20, ge=3, le=600, validation_alias=_named("WEBCHAT_HUNG_SECONDS"))
    db_pool_size: int = Field(10, ge=1, le=100, validation_alias=_named("WEBCHAT_DB_POOL_SIZE"))

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
            object.__setattr__(self, "secret_key", SecretStr(kept_secret(data_dir)))
