"""Logs: one line an event on standard error, without addresses, agents or what people typed."""

from __future__ import annotations

import logging
import sys
import time
from typing import Any

from flask import Flask, request

# Libraries that tell of every step; only what goes wrong with them is news.
TALKATIVE = ("alembic", "huey")


class Site(Flask):
    """A Flask application that logs what failed by the name of its view: addresses hold the tokens of signatories."""

    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 - as Flask has it
        """Log an error that nobody handled, with its traceback."""
        self.logger.error("An error in %s", request.endpoint, exc_info=exc_info)


def init_app(*, testing: bool) -> None:
    """Send our events and those of the libraries through one plain format, in UTC."""
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    if testing:
        return  # pytest catches what is logged
    formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S")
    formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
