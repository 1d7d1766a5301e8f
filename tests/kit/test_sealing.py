"""What is sealed opens where it was sealed, and nowhere else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from app.config import Settings
from app.kit import keys
from app.kit.sealing import NAME_BYTES, Sealer, UnreadableError

pytestmark = pytest.mark.one_database
ROW = "signatory.email:17"


@pytest.fixture(scope="module")
def sealer(tmp_path_factory: pytest.TempPathFactory) -> Sealer:
    return sealer_with_new_keys(tmp_path_factory.mktemp("keys"))


def sealer_with_new_keys(folder: Path) -> Sealer:
    keys.make_missing(folder)
    return Sealer(folder)


@given(value=st.binary())
def test_unseal_gives_back_what_was_sealed(sealer: Sealer, value: bytes) -> None:
    assert sealer.unseal(sealer.seal(value, context=ROW), context=ROW) == value


def test_seal_never_gives_the_same_bytes_twice(sealer: Sealer) -> None:
    assert sealer.seal(b"ines@example.org", context=ROW) != sealer.seal(b"ines@example.org", context=ROW)


def test_a_value_moved_to_another_row_is_refused(sealer: Sealer) -> None:
    envelope = sealer.seal(b"ines@example.org", context=ROW)

    with pytest.raises(UnreadableError, match=r"signatory\.email:18 was changed, or belongs to another row"):
        sealer.unseal(envelope, context="signatory.email:18")


def test_a_value_that_was_changed_or_cut_is_refused(sealer: Sealer) -> None:
    envelope = sealer.seal(b"ines@example.org", context=ROW)
    damaged = [envelope[:-1] + bytes([envelope[-1] ^ 1]), *(envelope[:size] for size in range(len(envelope)))]

    for each in damaged:
        with pytest.raises(UnreadableError, match=r"^The value of signatory\.email:17 was"):
            sealer.unseal(each, context=ROW)


def test_a_value_sealed_with_a_key_that_is_gone_is_refused(sealer: Sealer, tmp_path: Path) -> None:
    envelope = sealer.seal(b"ines@example.org", context=ROW)

    with pytest.raises(UnreadableError, match="was sealed with a key that is not here"):
        sealer_with_new_keys(tmp_path).unseal(envelope, context=ROW)
    assert len(envelope) == NAME_BYTES + 12 + len("ines@example.org") + 16


def test_blind_index_finds_a_value_within_its_scope_alone(sealer: Sealer, tmp_path: Path) -> None:
    index = sealer.blind_index("letter 1", "ines@example.org")

    assert sealer.blind_index("letter 1", "ines@example.org") == index
    assert sealer.blind_index("letter 2", "ines@example.org") != index
    assert sealer_with_new_keys(tmp_path).blind_index("letter 1", "ines@example.org") != index


def test_blind_index_keeps_scope_and_value_apart(sealer: Sealer) -> None:
    assert sealer.blind_index("1", "2x") != sealer.blind_index("12", "x")


def test_a_missing_key_ends_the_start_with_a_sentence(settings: Settings) -> None:
    (settings.data_dir / "keys" / "sealing.key").unlink()

    with pytest.raises(SystemExit, match=r"sealing\.key is missing or damaged"):
        create_app(settings)
