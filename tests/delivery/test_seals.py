from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from flask import Flask

from app import create_app
from app.config import Settings
from app.delivery import seals as site_seals
from app.paper.seal import identity
from tests import seals

pytestmark = pytest.mark.one_database


def of(settings: Settings) -> site_seals.Seals:
    with create_app(settings).app_context():
        return site_seals.of_site()


def operated(settings: Settings, folder: Path, private: str = "any") -> Settings:
    """Settings of an operator who has brought a certificate."""
    pair = folder / f"{private}.pem", folder / f"{private}-key.pem"
    pair[0].write_bytes(seals.certificate(private=seals.key(private)).public_bytes(Encoding.PEM))
    pair[1].write_bytes(seals.pem(seals.key(private)))
    return replace(settings, seal_certificate=pair[0], seal_key=pair[1])


def test_a_site_seals_with_its_own_certificate(app: Flask) -> None:
    with app.app_context():
        found = site_seals.of_site()

    assert found.identity.certificate == seals.site().certificate
    assert found.known == (seals.site().certificate,)
    assert found.timestamps is None


def test_a_data_folder_that_lacks_the_seal_gets_one_at_the_start(settings: Settings) -> None:
    kept = settings.data_dir / "keys"
    for name in (identity.CERTIFICATE, identity.KEY):
        (kept / name).unlink()

    made = of(settings)

    assert made.identity.certificate.owner == "localhost"
    assert of(settings).identity.certificate == made.identity.certificate


def test_an_operators_certificate_seals_and_all_that_sealed_before_stay_known(
    settings: Settings, tmp_path: Path
) -> None:
    first = of(operated(settings, tmp_path, "first"))
    second = of(operated(settings, tmp_path, "second"))
    again = of(settings)

    assert second.identity.certificate != first.identity.certificate
    assert set(second.known) == {seals.site().certificate, first.identity.certificate, second.identity.certificate}
    assert second.known[0] == second.identity.certificate
    assert set(again.known) == set(second.known)
    assert again.identity.certificate == seals.site().certificate


def test_a_folder_of_keys_that_is_closed_to_us_stops_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def closed(*_where: object) -> None:
        raise PermissionError(13, "Permission denied", "seals")

    monkeypatch.setattr(identity, "keep", closed)

    assert of(settings).known == (seals.site().certificate,)


def test_a_timestamp_server_is_used_where_one_is_set(settings: Settings) -> None:
    found = of(replace(settings, timestamp_url="https://tsa.example.org/stamp"))

    assert found.timestamps is not None
    assert found.timestamps.host == "tsa.example.org"


def test_a_seal_that_cannot_be_used_stops_the_start_in_one_sentence(settings: Settings, tmp_path: Path) -> None:
    wrong = replace(operated(settings, tmp_path), seal_key=tmp_path / "nothing.pem")

    with pytest.raises(SystemExit, match=r"^UNDERSIGNED_SEAL_KEY names a file that cannot be read: [^\n]+\.$"):
        create_app(wrong)
