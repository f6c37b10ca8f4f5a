"""Structured logs without personal data: keys are a closed list, and numbers that look personal are cut."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# 15 to 18 digits (ID numbers) and 11 digits starting with 1 (mobile phones), wherever they stand.
_PERSONAL = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|1\d{10})(?!\d)")
# What follows in an address after /q/ or /surveys/c/ opens an account or a child's form: a code on paper.
_CODE = re.compile(r"(/(?:q|surveys/c)/)[^/\s?]+")


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> dict[str, Any]:
    """Cut anything that reads like an ID number or a phone out of every value, however deep."""
    return {str(_cut(key)): _cut(value) for key, value in event.items()}


def places(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of an exception the places and its kind; its message may hold a row."""
    given = event.pop("exc_info", None)
    if given:
        error = given if isinstance(given, BaseException) else sys.exc_info()[1]
        event["exception"] = _trace(error)
    return event


def _cut(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(_cut(key)): _cut(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_cut(inner) for inner in value]
    if isinstance(value, bool | float) or value is None:
        return value
    text = _CODE.sub(r"\1[redacted]", _PERSONAL.sub("[redacted]", str(value)))
    return value if isinstance(value, int) and text == str(value) else text


def _trace(error: BaseException | None) -> str:
    lines = []
    trace = error.__traceback__ if error else None
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return "\n".join([*lines, type(error).__name__])


class _Redacted(logging.Formatter):
    """For records of other libraries: the message cut, and of a traceback the places, not the values."""

    def format(self, record: logging.LogRecord) -> str:
        return str(_cut(super().format(record)))

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the base class's name
        return _trace(ei[1])


def set_up(level: str = "INFO") -> None:
    """Send everything to stderr: our lines as JSON, other libraries' at WARNING and above."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacted("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    # Refused requests have their line (with the route); Django's would add the address as typed.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=False),
            places,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
