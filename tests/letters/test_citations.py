import pytest

from app.letters.citations import cited


@pytest.mark.parametrize(
    ("numbers", "found"),
    [("4", {4}), ("1, 2 and 5", {1, 2, 5}), ("2–4", {2, 3, 4}), ("1-2, 7 — 9", {1, 2, 7, 8, 9}), ("5–3", {3, 5})],
)
def test_ranges_and_lists_name_every_attachment(numbers: str, found: set[int]) -> None:
    assert cited(numbers) == found
