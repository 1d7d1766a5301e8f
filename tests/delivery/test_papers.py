import pytest

from app.delivery.papers import paper_of


@pytest.mark.parametrize(("country", "paper"), [("US", "Letter"), ("MX", "Letter"), ("FR", "A4"), ("", "A4")])
def test_each_country_prints_on_its_own_paper(country: str, paper: str) -> None:
    assert paper_of(country) == paper
