"""Lines on standard error: one JSON object each, or text for people.

Whatever a message holds, it cannot begin a line of its own: JSON escapes line
ends, and everything else that is not ASCII; in text, a line that does not begin
with the time belongs to the one before it.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

_encode = json.JSONEncoder(default=str).encode
_SPECIAL = frozenset(' "\\')


class _Formatter(logging.Formatter):
    """Writes a record, the attribute `fields` of which may hold more values."""

    def __init__(self, is_json: bool, request_id: Callable[[], str | None]) -> None:
        super().__init__()
        self._write = _encode if is_json else _write_text
        self._request_id = request_id

    def format(self, record: logging.LogRecord) -> str:
        moment = datetime.fromtimestamp(record.created, UTC)
        line: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "message": record.getMessage(),
        }
        fields: Mapping[str, object] | None = getattr(record, "fields", None)
        if fields is None:
            line["logger"] = record.name
            line["request_id"] = self._request_id()
        else:
            line |= fields
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return self._write(line)


def _write_text(line: dict[str, object]) -> str:
    r"""Write a line for people.

    Examples
    --------
    >>> _write_text({"time": "T", "level": "info", "message": "a\nb", "n": 1})
    'T INFO a\\nb n=1'
    """
    time, level, message = (line.pop(key) for key in ("time", "level", "message"))
    traceback = str(line.pop("traceback", ""))
    words = [str(time), str(level).upper(), _printable(str(message))]
    for name, value in line.items():
        if value is not None:
            words.append(f"{name}={value if isinstance(value, int) else _quote(value)}")
    indented = ("  " + _printable(one) for one in traceback.splitlines())
    return "\n".join([" ".join(words), *indented])


def _quote(value: object) -> str:
    r"""Write a value that cannot be taken for several.

    Examples
    --------
    >>> print(_quote("a"), _quote('1" status="200'))
    a "1\" status=\"200"
    """
    text = _printable(str(value))
    if text and not _SPECIAL.intersection(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _printable(text: str) -> str:
    return "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode("ascii")
        for each in text
    )


def set_up_logging(log_format: str, request_id: Callable[[], str | None]) -> None:
    """Write what the whole process logs to standard error in one of `LOG_FORMATS`.

    Parameters
    ----------
    log_format : str
    request_id : callable
        Gives the id of the request under way, for messages that are about one.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Formatter(log_format == "json", request_id))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    # What no line has need not be found out for each: "Optimization" in the
    # logging HOWTO of Python.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
