"""Structured logs without personal data: keys are a closed list, and numbers that look personal are cut."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# 15 to 18 digits (ID numbers) and 11 digits starting with 1 (mobile phones), wherever they stand.
_PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1\d{10})(?!\d)")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Cut anything that reads like an ID number or a phone out of every value."""
    return {key: _cut(value) for key, value in event.items()}


def _cut(value: Any) -> Any:
    return _PERSONAL.sub("[redacted]", value) if isinstance(value, str) else value


class _Redacted(logging.Formatter):
    """For records of other libraries: the message cut, and of a traceback the places, not the values."""

    def format(self, record: logging.LogRecord) -> str:
        return str(_cut(super().format(record)))

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the base class's name
        kind, _error, trace = ei
        lines = []
        while trace is not None:
            code = trace.tb_frame.f_code
            lines.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return "\n".join([*lines, kind.__name__])


def set_up(level: str = "INFO") -> None:
    """Send everything to stderr: our lines as JSON, other libraries' at WARNING and above."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacted("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
