"""Settings: every one read once from the environment, checked, and named in a sentence when it cannot be right."""

from __future__ import annotations

import ipaddress
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

from babel import Locale, UnknownLocaleError
from dotenv import dotenv_values
from email_validator import EmailNotValidError, ValidatedEmail, validate_email
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parent.parent
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 - addresses to listen on, which nobody can visit
MAIL_SECURITIES = ("none", "starttls", "tls")
SHORTEST_SECRET = 32
HIGHEST_PORT = 65535
HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\.?", re.IGNORECASE)


class SettingsError(ValueError):
    """A setting that cannot be right; its text is one sentence that names it."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over: `security` is none, starttls or tls; `timeout` in seconds."""

    host: str
    port: int
    username: str | None
    password: str | None = field(repr=False)
    security: str
    timeout: int


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an operator can set, with the defaults of a single machine."""

    data_dir: Path
    database_url: str = field(repr=False)  # may hold a password, as the next one may
    queue_url: str = field(repr=False)
    storage_url: str
    secret_key: str = field(repr=False)
    base_url: str
    mail_server: MailServer | None
    mail_sender: str
    abuse_controls: bool
    languages: tuple[str, ...]
    seal_certificate: Path | None = None  # and its key: both or neither
    seal_key: Path | None = None
    timestamp_url: str = ""
    testing: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read `.env` and the environment (which wins); raise SettingsError with one sentence."""
        read = _Reader(_whole_environment() if environ is None else environ)
        data_dir = _data_dir(read)
        base_url = _base_url(read.text("BASE_URL", read.own_address()))
        seal_certificate, seal_key = _seal(read)
        return cls(
            data_dir=data_dir,
            database_url=_read_database_url(read, data_dir),
            queue_url=_queue_url(read.text("QUEUE_URL", f"sqlite:///{data_dir}/queue.sqlite")),
            storage_url=_storage_url(read.text("STORAGE_URL", (data_dir / "files").as_uri())),
            secret_key=_secret_key(read.text("SECRET_KEY", ""), data_dir),
            base_url=base_url,
            mail_server=_mail_server(read),
            mail_sender=_sender(read.text("MAIL_SENDER", "")) or f"letters@{urlsplit(base_url).hostname}",
            abuse_controls=read.choice("ABUSE_CONTROLS", "on", ("on", "off")) == "on",
            languages=_languages(read.text("LANGUAGES", "en,fr,uk,ar")),
            seal_certificate=seal_certificate,
            seal_key=seal_key,
            timestamp_url=_timestamp_url(read.text("TIMESTAMP_URL", "")),
        )


def data_folder() -> Path:
    """Return the data folder alone, for what must be made before the other settings can hold."""
    return _data_dir(_Reader(_whole_environment()))


def database_address() -> str:
    """Return the database's address alone, for what must be known before the keys are there."""
    return _read_database_url(_Reader(_whole_environment()), data_folder())


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

    def number(self, name: str, default: str, *, highest: int) -> int:
        value = self.text(name, default)
        try:
            number = int(value)
        except ValueError:
            number = 0
        if not 1 <= number <= highest:
            _refuse(name, f"must be a whole number from 1 to {highest}, not “{value}”")
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
    parts = _split(value)
    excess = parts.query or parts.fragment or re.search(r"\s", value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or excess:
        _refuse("BASE_URL", f"must be the site's address such as https://letters.example, not “{value}”")
    return value.rstrip("/")


def _split(value: str) -> SplitResult:
    """Split an address; one that cannot be split has no parts at all."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # read late, and no number above 65535
    except ValueError:
        return urlsplit("")
    return parts


def _read_database_url(read: _Reader, data_dir: Path) -> str:
    return _database_url(read.text("DATABASE_URL", f"sqlite:///{data_dir}/undersigned.sqlite"))


def _database_url(value: str) -> str:
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        url = make_url("unknown://")
    in_memory = url.drivername == "sqlite" and url.database in {None, "", ":memory:"}
    if url.drivername not in {"sqlite", "postgresql+psycopg"} or in_memory:
        _refuse("DATABASE_URL", "must begin with sqlite:/// or postgresql+psycopg://")
    return value


def _queue_url(value: str) -> str:
    parts = _split(value)
    if parts.scheme not in {"sqlite", "redis", "rediss", "postgresql"} or not (parts.netloc or parts.path.strip("/")):
        _refuse("QUEUE_URL", "must begin with sqlite:///, redis:// or postgresql://")
    return value


def _storage_url(value: str) -> str:
    parts = _split(value)
    if not (parts.scheme == "file" and parts.path) and not (parts.scheme == "s3" and parts.netloc):
        _refuse("STORAGE_URL", "must begin with file:/// or s3://bucket")
    return value


def _secret_key(value: str, data_dir: Path) -> str:
    value = value or _kept_secret(data_dir / "keys" / "secret.key")
    if not value:
        _refuse("SECRET_KEY", "is missing: set it, or let `make setup` make one in the data folder")
    if len(value) < SHORTEST_SECRET or len(set(value)) < SHORTEST_SECRET // 4:
        _refuse("SECRET_KEY", f"is too weak: use at least {SHORTEST_SECRET} random characters")
    return value


def _kept_secret(path: Path) -> str:
    try:
        return path.read_bytes().hex() if path.is_file() else ""
    except OSError as error:
        _refuse("DATA_DIR", f"names a folder whose {path} cannot be read: {error.strerror}")
        return ""


def _mail_server(read: _Reader) -> MailServer | None:
    security = read.choice("MAIL_SECURITY", "starttls", MAIL_SECURITIES)
    port = read.number("MAIL_PORT", {"none": "25", "starttls": "587", "tls": "465"}[security], highest=HIGHEST_PORT)
    timeout = read.number("MAIL_TIMEOUT", "30", highest=600)
    host = read.text("MAIL_SERVER", "")
    username = read.text("MAIL_USERNAME", "") or None
    password = read.text("MAIL_PASSWORD", "") or None
    if (username is None) != (password is None):
        _refuse("MAIL_USERNAME", "and UNDERSIGNED_MAIL_PASSWORD go together: set both or neither")
    if host and not _is_host(host):
        _refuse("MAIL_SERVER", f"must be a host name or an address such as mail.example.org, not “{host}”")
    return MailServer(host, port, username, password, security, timeout) if host else None


def _is_host(value: str) -> bool:
    """Tell names and addresses apart: what looks like an IPv4 address must be one."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        return HOST_NAME.fullmatch(value) is not None and not re.fullmatch(r"[0-9.]+", value)
    return True


def _sender(value: str) -> str:
    """Return the one spelling of an address that every mail server understands, as `kit.mailbox` does for people."""
    if re.fullmatch(r"[\w.+-]+@localhost", value, re.ASCII):  # of this machine alone, which mail servers of it take
        return value
    try:
        return value and str(_mailbox(value).ascii_email)
    except EmailNotValidError:
        _refuse("MAIL_SENDER", f"must be a bare e-mail address, not “{value}”")
        return ""


def _mailbox(value: str) -> ValidatedEmail:
    return validate_email(value, check_deliverability=False, allow_smtputf8=False, test_environment=True, strict=True)


def _seal(read: _Reader) -> tuple[Path | None, Path | None]:
    """Return where an operator's own certificate and key are; what they hold is looked at when the site is made."""
    certificate, key = read.text("SEAL_CERTIFICATE", ""), read.text("SEAL_KEY", "")
    if bool(certificate) != bool(key):
        _refuse("SEAL_CERTIFICATE", "and UNDERSIGNED_SEAL_KEY go together: set both or neither")
    return (ROOT / certificate, ROOT / key) if certificate else (None, None)


def _timestamp_url(value: str) -> str:
    parts = _split(value)
    usable = parts.scheme in {"http", "https"} and parts.hostname and _is_host(parts.hostname) and value.isascii()
    if value and (not usable or parts.username is not None or parts.fragment or re.search(r"\s", value)):
        _refuse("TIMESTAMP_URL", f"must be a timestamp server's address such as https://tsa.example.org, not “{value}”")
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
