"""Somebody at a site with a plain client: no cookie, no script, pages read as text."""

import http.client
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup


class Answer(NamedTuple):
    """What came back over the wire."""

    status: int
    headers: dict[str, str]
    text: str

    def link(self, part: str) -> str:
        """Return the address of the one link that holds this."""
        (found,) = {str(a["href"]) for a in self.page("a") if part in a["href"]}
        return found

    @property
    def page(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "html.parser")

    @property
    def words(self) -> str:
        return self.page.get_text(" ", strip=True)


class Visitor:
    """Asks one site; fails when it is given a cookie."""

    def __init__(self, site: str) -> None:
        self._site = urlsplit(site).netloc

    def get(self, address: str) -> Answer:
        return self.ask("GET", address)

    def post(self, address: str, **fields: str) -> Answer:
        return self.ask("POST", address, urlencode(fields))

    def ask(self, method: str, address: str, body: str | None = None) -> Answer:
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        headers = {} if body is None else {"Content-Type": "application/x-www-form-urlencoded"}
        connection = http.client.HTTPConnection(self._site, timeout=20)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        answer = Answer(response.status, dict(response.getheaders()), response.read().decode())
        connection.close()
        assert "Set-Cookie" not in answer.headers
        return answer
