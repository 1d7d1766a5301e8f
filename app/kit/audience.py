"""Audiences: each view declares for whom it is; one without a declaration is closed and fails the tests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Request, current_app

View = TypeVar("View", bound=Callable[..., Any])
OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Audience:
    """`role` is None for the public, else the least role an organiser must hold somewhere, or that of the operator."""

    role: str | None


def public(view: View) -> View:
    """Declare a view for everyone, without cookie or token."""
    view.audience = Audience(None)  # type: ignore[attr-defined]
    return view


def organiser(role: str) -> Callable[[View], View]:
    """Declare a view for signed-in organisers who hold at least this role."""

    def declare(view: View) -> View:
        view.audience = Audience(role)  # type: ignore[attr-defined]
        return view

    return declare


def operator(view: View) -> View:
    """Declare a view for those who run the site: what it shows belongs to no organisation."""
    view.audience = Audience(OPERATOR)  # type: ignore[attr-defined]
    return view


def of(endpoint: str | None) -> Audience | None:
    """Return what the view of an endpoint declared, None where it declared nothing."""
    return getattr(current_app.view_functions.get(endpoint or ""), "audience", None)


def from_elsewhere(request: Request) -> bool:
    """Tell whether a browser says that another site made this request.

    `Sec-Fetch-Site` (W3C Fetch Metadata) decides where it is sent, `Origin` (RFC 6454) otherwise. A client that
    sends neither is no browser that could be misused. `Origin: null` says nothing: our own pages send it wherever
    Sec-Fetch-Site is not sent (plain http but for localhost), because of their Referrer-Policy (Fetch, 3.2.5).
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    own = {urlsplit(request.host_url)[1], urlsplit(current_app.config["BASE_URL"])[1]}
    return origin not in {None, "null"} and str(origin).partition("://")[2] not in own
