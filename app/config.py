"""Settings: every one read once from the environment, checked, and named in a sentence when it cannot be right."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from dotenv import dotenv_values
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - addresses to listen on, which nobody can visit
MAIL_SECURITIES = ("none", "starttls", "tls")
SHORTEST_SECRET = 32
HIGHEST_PORT = 65535


class SettingsError(ValueError):
    """A setting that cannot be right; its text is one sentence that names it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over: `security` is none, starttls or tls; `timeout` in seconds."""

    host: str
    port: int
    username: str | None
    password: str | None
    security: str
    timeout: float


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an operator can set, with the defaults of a single machine."""

    data_dir: Path
    database_url: str
    queue_url: str
    storage_url: str
    secret_key: str
    base_url: str
    mail_server: MailServer | None
    mail_sender: str
    abuse_controls: bool
    languages: tuple[str, ...]
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read `.env` and the environment (which wins); raise SettingsError with one sentence."""
        read = _Reader(_whole_environment() if environ is None else environ)
        data_dir = _data_dir(read)
        base_url = _base_url(read.text("BASE_URL", read.own_address()))
        return cls(
            data_dir=data_dir,
            database_url=_database_url(read.text("DATABASE_URL", f"sqlite:///{data_dir}/undersigned.sqlite")),
            queue_url=_queue_url(read.text("QUEUE_URL", f"sqlite:///{data_dir}/queue.sqlite")),
            storage_url=_storage_url(read.text("STORAGE_URL", f"file://{data_dir}/files")),
            secret_key=_secret_key(read.text("SECRET_KEY", ""), data_dir),
            base_url=base_url,
            mail_server=_mail_server(read),
            mail_sender=_sender(read.text("MAIL_SENDER", f"letters@{urlsplit(base_url).hostname}")),
            abuse_controls=read.choice("ABUSE_CONTROLS", "on", ("on", "off")) == "on",
            languages=_languages(read.text("LANGUAGES", "en,fr,uk,ar")),
        )


def data_folder() -> Path:
    """Return the data folder alone, for what must be made before the other settings can hold."""
    return _data_dir(_Reader(_whole_environment()))


class _Reader:
    """Reads variables by their name after the common prefix; empty means not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        return self._environ.get(f"UNDERSIGNED_{name}", "").strip() or default

    def own_address(self) -> str:
        """Return where `make run` serves, as a reader of this machine would write it."""
        host, port = self._environ.get("HOST") or "127.0.0.1", self._environ.get("PORT") or "5000"
        if host in EVERYWHERE:
            host = "127.0.0.1"
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        value = self.text(name, default).lower()
        if value not in choices:
            _refuse(name, f"must be one of {', '.join(choices)}, not “{value}”")
        return value

    def number(self, name: str, default: str, *, highest: float) -> float:
        value = self.text(name, default)
        try:
            number = float(value)
        except ValueError:
            number = -1
        if not 0 < number <= highest:
            _refuse(name, f"must be a number from 1 to {highest:g}, not “{value}”")
        return number


def _refuse(name: str, why: str) -> None:
    message = f"UNDERSIGNED_{name} {why}."
    raise SettingsError(message)


def _whole_environment() -> dict[str, str]:
    from_file = {key: value for key, value in dotenv_values(ROOT / ".env").items() if value is not None}
    return {**from_file, **os.environ}


def _data_dir(read: _Reader) -> Path:
    return ROOT / read.text("DATA_DIR", "data")


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        _refuse("BASE_URL", f"must be the site's address such as https://letters.example, not “{value}”")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    try:
        driver = make_url(value).drivername
    except ArgumentError:
        driver = ""
    if driver not in {"sqlite", "postgresql+psycopg"}:
        _refuse("DATABASE_URL", "must begin with sqlite:/// or postgresql+psycopg://")
    return value


def _queue_url(value: str) -> str:
    if urlsplit(value).scheme not in {"sqlite", "redis", "rediss", "postgresql"}:
        _refuse("QUEUE_URL", "must begin with sqlite:///, redis:// or postgresql://")
    return value


def _storage_url(value: str) -> str:
    parts = urlsplit(value)
    if not (parts.scheme == "file" and parts.path) and not (parts.scheme == "s3" and parts.netloc):
        _refuse("STORAGE_URL", "must begin with file:/// or s3://bucket")
    return value


def _secret_key(value: str, data_dir: Path) -> str:
    path = data_dir / "keys" / "secret.key"
    if not value and path.is_file():
        value = path.read_bytes().hex()
    if not value:
        _refuse("SECRET_KEY", "is missing: set it, or let `make setup` make one in the data folder")
    if len(value) < SHORTEST_SECRET or len(set(value)) < SHORTEST_SECRET // 4:
        _refuse("SECRET_KEY", f"is too weak: use at least {SHORTEST_SECRET} random characters")
    return value


def _mail_server(read: _Reader) -> MailServer | None:
    security = read.choice("MAIL_SECURITY", "starttls", MAIL_SECURITIES)
    port = read.number("MAIL_PORT", {"none": "25", "starttls": "587", "tls": "465"}[security], highest=HIGHEST_PORT)
    timeout = read.number("MAIL_TIMEOUT", "30", highest=600)
    if port != int(port):
        _refuse("MAIL_PORT", f"must be a whole number, not “{port}”")
    host = read.text("MAIL_SERVER", "")
    username = read.text("MAIL_USERNAME", "") or None
    password = read.text("MAIL_PASSWORD", "") or None
    if (username is None) != (password is None):
        _refuse("MAIL_USERNAME", "and UNDERSIGNED_MAIL_PASSWORD go together: set both or neither")
    return MailServer(host, int(port), username, password, security, timeout) if host else None


def _sender(value: str) -> str:
    if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", value):
        _refuse("MAIL_SENDER", f"must be a bare e-mail address, not “{value}”")
    return value


def _languages(value: str) -> tuple[str, ...]:
    codes = tuple(dict.fromkeys(code.strip() for code in value.split(",") if code.strip()))
    for code in codes:
        try:
            Locale.parse(code, sep="-")
        except (UnknownLocaleError, ValueError):
            _refuse("LANGUAGES", f"holds “{code}”, which is no language code")
    if not codes:
        _refuse("LANGUAGES", "must hold at least one language code")
    return codes
