"""Headers of every answer: what a browser may do with our pages, and what it must not tell others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.datastructures import ContentSecurityPolicy

if TYPE_CHECKING:
    from flask import Flask, Response

# No script at all and nothing from elsewhere; a page that needs more has to say so here.
POLICY = ContentSecurityPolicy(
    {
        "default-src": "'none'",
        "style-src": "'self'",
        "font-src": "'self'",
        "img-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
).to_header()
YEAR = 365 * 24 * 60 * 60


def init_app(app: Flask, *, secure: bool) -> None:
    """Set the headers on every answer; over https also HSTS (RFC 6797)."""
    fixed = {
        "Content-Security-Policy": POLICY,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "interest-cohort=(), geolocation=(), camera=(), microphone=()",
    }
    if secure:
        fixed["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in fixed.items():
            response.headers.setdefault(name, value)
        return response
