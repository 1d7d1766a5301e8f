"""Settings are read once, and each that cannot be right is named in one sentence."""

from pathlib import Path

import pytest

from app import create_app
from app.config import ROOT, MailServer, Settings, SettingsError, data_folder

SECRET = "0123456789abcdef0123456789abcdef"


def settings(**changes: str) -> Settings:
    given = {"SECRET_KEY": SECRET, **changes}
    return Settings.from_environment({f"UNDERSIGNED_{name}": value for name, value in given.items()})


def refused(path: Path) -> bytes:
    raise PermissionError(13, "Permission denied", str(path))


def test_defaults_are_those_of_a_single_machine() -> None:
    found = settings()

    assert found.data_dir == ROOT / "data"
    assert found.database_url == f"sqlite:///{ROOT}/data/undersigned.sqlite"
    assert found.queue_url == f"sqlite:///{ROOT}/data/queue.sqlite"
    assert found.storage_url == f"file://{ROOT}/data/files"
    assert found.base_url == "http://127.0.0.1:5000"
    assert found.mail_server is None
    assert found.abuse_controls
    assert found.languages == ("en", "fr", "uk", "ar")


def test_the_default_address_is_where_the_site_is_served() -> None:
    def address(host: str, port: str) -> str:
        environ = {"UNDERSIGNED_SECRET_KEY": SECRET, "HOST": host, "PORT": port}
        return Settings.from_environment(environ).base_url

    assert address("0.0.0.0", "8080") == "http://127.0.0.1:8080"  # noqa: S104 - nobody can visit that address
    assert address("::1", "8080") == "http://[::1]:8080"
    assert address("letters.example", "80") == "http://letters.example:80"


def test_an_empty_value_is_no_value() -> None:
    assert settings(BASE_URL=" ", LANGUAGES="").base_url == "http://127.0.0.1:5000"


def test_a_mail_server_has_the_port_of_its_security() -> None:
    def port(security: str) -> int:
        server = settings(MAIL_SERVER="mail.example.org", MAIL_SECURITY=security).mail_server
        assert server is not None
        return server.port

    assert [port("none"), port("starttls"), port("tls")] == [25, 587, 465]


def test_a_mail_server_is_read_whole() -> None:
    found = settings(
        MAIL_SERVER="mail.example.org", MAIL_PORT="2525", MAIL_USERNAME="us", MAIL_PASSWORD="pw", MAIL_TIMEOUT="5"
    )

    assert found.mail_server == MailServer("mail.example.org", 2525, "us", "pw", "starttls", 5)


@pytest.mark.parametrize("host", ["localhost", "mail.example.org", "MAIL-1.example.org.", "192.0.2.1", "2001:db8::1"])
def test_a_mail_server_is_a_name_or_an_address(host: str) -> None:
    server = settings(MAIL_SERVER=host).mail_server

    assert server is not None
    assert server.host == host


def test_a_sender_has_the_spelling_of_mail_servers() -> None:
    assert settings(MAIL_SENDER="letters@bücher.example").mail_sender == "letters@xn--bcher-kva.example"
    assert settings(MAIL_SENDER="letters@localhost").mail_sender == "letters@localhost"
    assert settings().mail_sender == "letters@127.0.0.1"


def test_secrets_do_not_show_where_settings_are_printed() -> None:
    found = settings(
        MAIL_SERVER="mail.example.org",
        MAIL_USERNAME="us",
        MAIL_PASSWORD="hush-hush",
        DATABASE_URL="postgresql+psycopg://us:hush-hush@localhost/letters",
        QUEUE_URL="redis://:hush-hush@localhost",
    )

    assert "hush-hush" not in repr(found)
    assert SECRET not in repr(found)


def test_the_secret_of_the_data_folder_is_used_when_none_is_set(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret.key").write_bytes(bytes(range(32)))

    assert settings(SECRET_KEY="", DATA_DIR=str(tmp_path)).secret_key == bytes(range(32)).hex()


def test_a_data_folder_of_any_name_holds_its_files() -> None:
    assert settings(DATA_DIR="/srv/site #1").storage_url == "file:///srv/site%20%231/files"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASE_URL", "letters.example"),
        ("BASE_URL", "ftp://letters.example"),
        ("BASE_URL", "https://letters.example/?page=1"),
        ("BASE_URL", "https://letters.example/#top"),
        ("BASE_URL", "https://letters example"),
        ("BASE_URL", "http://[letters"),
        ("BASE_URL", "http://letters.example:99999"),
        ("DATABASE_URL", "mysql://localhost/letters"),
        ("DATABASE_URL", "postgresql://localhost/letters"),
        ("DATABASE_URL", "letters.sqlite"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql+psycopg://localhost:port/letters"),
        ("QUEUE_URL", "amqp://localhost"),
        ("QUEUE_URL", "redis://[localhost"),
        ("QUEUE_URL", "sqlite:///"),
        ("STORAGE_URL", "file://"),
        ("STORAGE_URL", "s3:///prefix"),
        ("STORAGE_URL", "/srv/files"),
        ("STORAGE_URL", "s3://[bucket"),
        ("SECRET_KEY", "too short"),
        ("SECRET_KEY", "a" * 64),
        ("MAIL_SECURITY", "ssl"),
        ("MAIL_PORT", "0"),
        ("MAIL_PORT", "65536"),
        ("MAIL_PORT", "25.5"),
        ("MAIL_PORT", "smtp"),
        ("MAIL_TIMEOUT", "-1"),
        ("MAIL_TIMEOUT", "nan"),
        ("MAIL_TIMEOUT", "601"),
        ("MAIL_USERNAME", "alone"),
        ("MAIL_SENDER", "The Letters <letters@example.org>"),
        ("MAIL_SENDER", "letters"),
        ("MAIL_SENDER", "lettres-à-tous@example.org"),
        ("MAIL_SENDER", "letters@exa mple.org"),
        ("MAIL_SENDER", "a..b@example.org"),
        ("MAIL_SENDER", "letters@-example.org"),
        ("MAIL_SERVER", "smtp://mail.example.org"),
        ("MAIL_SERVER", "mail.example.org:587"),
        ("MAIL_SERVER", "mail example.org"),
        ("MAIL_SERVER", "-mail.example.org"),
        ("MAIL_SERVER", "mail..example.org"),
        ("MAIL_SERVER", "192.0.2.256"),
        ("ABUSE_CONTROLS", "maybe"),
        ("LANGUAGES", "en,klingon"),
        ("LANGUAGES", "en_GB"),
        ("LANGUAGES", ","),
        ("SEAL_CERTIFICATE", "alone.pem"),
        ("TIMESTAMP_URL", "tsa.example.org"),
        ("TIMESTAMP_URL", "ftp://tsa.example.org"),
        ("TIMESTAMP_URL", "https://"),
        ("TIMESTAMP_URL", "https://tsa.example.org:99999"),
        ("TIMESTAMP_URL", "https://tsa example.org"),
        ("TIMESTAMP_URL", "https://tsa.example.org/\tx"),
        ("TIMESTAMP_URL", "https://me:secret@tsa.example.org"),
        ("TIMESTAMP_URL", "https://tsa.example.org/#top"),
    ],
)
def test_a_value_that_cannot_be_right_is_named_in_one_sentence(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        settings(**{name: value})

    sentence = str(refused.value)
    assert sentence.startswith(f"UNDERSIGNED_{name} ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_password_without_a_name_is_refused() -> None:
    with pytest.raises(SettingsError, match="UNDERSIGNED_MAIL_USERNAME and UNDERSIGNED_MAIL_PASSWORD go together"):
        settings(MAIL_PASSWORD="alone")


def test_a_seal_is_a_certificate_and_a_key() -> None:
    with pytest.raises(SettingsError, match="UNDERSIGNED_SEAL_CERTIFICATE and UNDERSIGNED_SEAL_KEY go together"):
        settings(SEAL_KEY="alone.pem")

    both = settings(SEAL_CERTIFICATE="seal.pem", SEAL_KEY="/etc/seal/key.pem")

    assert (both.seal_certificate, both.seal_key) == (ROOT / "seal.pem", Path("/etc/seal/key.pem"))
    assert settings().seal_certificate is None


def test_a_timestamp_server_has_an_address_of_the_web() -> None:
    assert settings(TIMESTAMP_URL="http://tsa.example.org:318/tsa?x=1").timestamp_url.endswith("?x=1")
    assert settings().timestamp_url == ""


def test_a_secret_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "secret.key").write_bytes(b"x" * 32)
    monkeypatch.setattr(Path, "read_bytes", refused)

    with pytest.raises(SettingsError, match=r"^UNDERSIGNED_DATA_DIR names .+secret\.key cannot be read: .+\.$"):
        settings(SECRET_KEY="", DATA_DIR=str(tmp_path))


def test_a_missing_secret_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="UNDERSIGNED_SECRET_KEY is missing"):
        settings(SECRET_KEY="", DATA_DIR=str(tmp_path))


def test_the_environment_wins_over_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("UNDERSIGNED_DATA_DIR=from-the-file\nUNDERSIGNED_MAIL_SENDER=file@example.org\n")
    monkeypatch.setattr("app.config.ROOT", tmp_path)
    monkeypatch.setenv("UNDERSIGNED_DATA_DIR", "from-the-environment")
    monkeypatch.setenv("UNDERSIGNED_SECRET_KEY", SECRET)
    monkeypatch.delenv("UNDERSIGNED_MAIL_SENDER", raising=False)

    assert data_folder() == tmp_path / "from-the-environment"
    assert Settings.from_environment().mail_sender == "file@example.org"


def test_a_wrong_setting_ends_the_start_with_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_QUEUE_URL", "amqp://localhost")

    with pytest.raises(SystemExit, match="UNDERSIGNED_QUEUE_URL must begin with"):
        create_app()
