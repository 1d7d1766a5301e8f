"""Whole addresses of our own pages, for mails and for links to keep."""

from __future__ import annotations

from flask import current_app


def absolute(endpoint: str, **values: object) -> str:
    """Return the whole address of an endpoint on this site, in a request or outside of it.

    It rests on the setting alone, never on the Host header, which a client chooses.
    """
    path = current_app.url_map.bind("").build(endpoint, values)
    return f"{current_app.config['BASE_URL']}{path}"
