"""Logs: one line an event on standard error, without addresses, agents or what people typed."""

from __future__ import annotations

import logging
import sys

import structlog


def init_app(*, testing: bool) -> None:
    """Send our events and those of the libraries through one plain format."""
    processors: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*processors, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=not testing,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=processors,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
            ],
        )
    )
    root = logging.getLogger()
    if not testing:
        root.handlers = [handler]
        root.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)
