import pytest

from app.kit.sizes import size


@pytest.mark.parametrize(
    ("count", "language", "words"),
    [
        (1, "en", "1 kB"),
        (64_200, "en", "64 kB"),
        (1_440_000, "en", "1.4 MB"),
        (72_000, "fr", "72\u202fko"),
        (1_440_000, "uk", "1,4 МБ"),
        (72_000, "ar", "72 كيلوبايت"),
    ],
)
def test_a_size_is_written_as_its_language_writes_it(count: int, language: str, words: str) -> None:
    assert size(count, language) == words
