"""Structured logs: one JSON object a line, with the process and, where there is one, the event's trace."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter


def configure(process: str, level: str) -> None:
    """Sends every logger's records to stderr as JSON. DEBUG is off unless asked for: building its records costs."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonFormatter(
            "{asctime}{levelname}{name}{message}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            static_fields={"process": process},
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("httpx", "httpx2"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    if level != "DEBUG":
        logging.disable(logging.DEBUG)
