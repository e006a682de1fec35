"""A wrong value stops the start with one sentence: the variable, the value, what is allowed."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from webchat.settings import PROJECT, SettingsError, load_settings


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("PORT", "99999", "a whole number from 1 to 65535"),
        ("PORT", "web", "a whole number from 1 to 65535"),
        ("DEBUG", "perhaps", "on or off"),
        ("MAX_FILE_SIZE", "0", "a whole number, at least 1"),
        ("ALLOWED_ORIGINS", "*", "never *"),
        ("WEBCHAT_PRIVATE_HOSTS", "http://10.0.0.5/", "hosts such as intranet.example"),
        ("WEBCHAT_LINK_PREVIEWS", "sometimes", "on or off"),
        ("WEBCHAT_TILE_URL", "https://tiles.example.org/only-one.png", "an address such as https://tiles"),
        ("WEBCHAT_TILE_URL", "javascript:{z}{x}{y}", "an address such as https://tiles"),
        ("WEBCHAT_TURN_URL", "https://turn.example.org", "addresses such as turn:turn.example.org:3478"),
        ("WEBCHAT_LIVEKIT_URL", "https://livekit.example.org", "an address such as wss://"),
        ("WEBCHAT_JWKS_URL", "https://[::1/keys", "an address such as https://shop.example.org"),
        ("ALLOWED_ORIGINS", "https://example.org/path", "origins such as https://example.org"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, allowed: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{name} is ")
    assert value in str(caught.value)
    assert allowed in str(caught.value)


@pytest.mark.parametrize("name", ["DATABASE_URL", "WEBCHAT_SERVICE_KEY", "SECRET_KEY"])
def test_a_wrong_secret_is_not_shown(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "swordfish")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert str(caught.value).startswith(f"{name} is set")
    assert "swordfish" not in str(caught.value)


def test_the_command_line_ends_without_a_traceback() -> None:
    environment = {**os.environ, "PORT": "many"}
    done = subprocess.run(
        [sys.executable, "-m", "webchat", "serve"], env=environment, cwd=PROJECT, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "PORT is 'many', but it must be a whole number from 1 to 65535."


def test_origins_are_read_from_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_ORIGINS", "https://Example.org/, http://other:8080")
    assert load_settings().allowed_origins == ("https://example.org", "http://other:8080")


def test_a_usual_postgresql_address_gets_our_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://user@host/name")
    assert load_settings().database_url == "postgresql+psycopg2://user@host/name"


def test_the_secret_key_is_made_once_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WEBCHAT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first, second = load_settings(), load_settings()
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_two_ways_to_sign_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBCHAT_JWT_SECRET", "swordfish" * 4)
    monkeypatch.setenv("WEBCHAT_JWKS_URL", "https://shop.example.org/keys")
    with pytest.raises(SettingsError, match="WEBCHAT_JWT_SECRET and WEBCHAT_JWKS_URL are both set") as caught:
        load_settings()
    assert "swordfish" not in str(caught.value)


def test_every_setting_is_documented() -> None:
    text = (PROJECT / ".env.example").read_text()
    for name, info in type(load_settings()).model_fields.items():
        assert f"#{info.validation_alias.choices[0]}=" in text, name
