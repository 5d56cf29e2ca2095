"""JSONL files of articles → raw pages, one a line.

A record needs ``title``, which may be blank, and ``body``; ``id``,
``published``, ``authors``, ``persons``, ``url`` and ``source`` are taken as
given where they are present and have the right shape: an empty list of persons
says that there are none.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import BinaryIO, cast

from index.analysis.normalise import normalise_text
from index.article import Person, published_minute
from index.corpus.page import RawPage
from index.errors import (
    BadFieldError,
    BadRecordError,
    CorpusError,
    MissingFieldError,
    UnreadableFileError,
)
from index.messages import N_

ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.xz")

_VIETNAM = timezone(timedelta(hours=7))
# Vietnamese news begins with Gia Định Báo in 1865; a date far outside is a slip
# of some program, and would stretch every histogram to the year 1.
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?:[\s,-]+([0-9]{1,2}):([0-9]{2}))?"
)
# An article's address holds its id; browsers fold dots between slashes away.
_ADDRESSABLE = re.compile(r"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{1,300}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_records(
    file: Path, path: str, source: str | None
) -> Iterator[RawPage | CorpusError]:
    """Stream the articles of a JSONL file; a bad line is yielded as its error.

    Parameters
    ----------
    file : Path
        Plain, or compressed as its ending says.
    path : str
        The file's path as pages name it.
    source : str or None
        See `RawPage.source`.

    Yields
    ------
    RawPage or CorpusError
        In the order of the lines; empty lines are passed over.
    """
    try:
        with _open(file) as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _read_line(line, path, number, source)
    except (OSError, EOFError, lzma.LZMAError, zlib.error) as exc:
        reason = getattr(exc, "strerror", None) or str(exc)
        yield UnreadableFileError(path, reason=reason)


def _open(file: Path) -> BinaryIO:
    name = file.name.lower()
    if name.endswith(".gz"):
        return cast(BinaryIO, gzip.open(file, "rb"))
    if name.endswith(".xz"):
        return cast(BinaryIO, lzma.open(file, "rb"))
    return io.BufferedReader(io.FileIO(file))


def _read_line(
    line: bytes, path: str, number: int, source: str | None
) -> RawPage | CorpusError:
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        record = json.loads(text)
    except (ValueError, RecursionError) as exc:
        return BadRecordError(path, number, reason=str(exc))
    if not isinstance(record, dict):
        return BadRecordError(path, number, reason=f"found {_name(record)}")
    try:
        fields = {
            name: check(record[name], name, path, number)
            for name, check in _CHECKS.items()
            if not _is_blank(record.get(name))
        }
    except CorpusError as error:
        return error
    if isinstance(record.get("title"), str):
        # A title that is there but blank is no mistake: some texts have none.
        fields.setdefault("title", "")
    for name in ("title", "body"):
        if name not in fields:
            return MissingFieldError(path, number, field=name)
    digest = hashlib.blake2b(line.strip(), digest_size=16).hexdigest()
    return RawPage("record", f"{path}#{number}", digest, fields=fields, source=source)


def _is_blank(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None


def _text(value: object, name: str, path: str, number: int) -> str:
    if not isinstance(value, str):
        raise _bad(value, name, path, number, N_("text"))
    # JSON can spell half of a surrogate pair; no file or answer can hold it.
    return normalise_text(_SURROGATE.sub("\ufffd", value)).strip()


def _id(value: object, name: str, path: str, number: int) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    text = _text(value, name, path, number)
    if not _ADDRESSABLE.fullmatch(text) or {".", "..", ""} & set(text.split("/")):
        expected = N_("an id that can stand in an address (no /../ and no line end)")
        raise _bad(value, name, path, number, expected)
    return text


def _texts(value: object, name: str, path: str, number: int) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(v, str) for v in values):
        raise _bad(value, name, path, number, N_("text or a list of texts"))
    return tuple(text for v in values if (text := _text(v, name, path, number)))


def _persons(value: object, name: str, path: str, number: int) -> tuple[Person, ...]:
    expected = N_("a list of names or of {name, role}")
    if not isinstance(value, list):
        raise _bad(value, name, path, number, expected)
    persons: dict[str, Person] = {}
    for entry in value:
        given = {"name": entry} if isinstance(entry, str) else entry
        if not isinstance(given, dict) or not given.get("name"):
            raise _bad(entry, name, path, number, expected)
        full_name = " ".join(_text(given["name"], name, path, number).split())
        role = given.get("role")
        stated = _text(role, name, path, number) or None if role else None
        if full_name:
            persons.setdefault(full_name, Person(full_name, stated))
    return tuple(persons.values())


def _published(value: object, name: str, path: str, number: int) -> str:
    expected = N_("a date such as 2020-08-25 or 2020-08-25T16:33")
    text = _text(value, name, path, number)
    if day_first := _DAY_FIRST.fullmatch(text):
        day, month, year, hour, minute = day_first.groups()
        text = f"{year}-{month:0>2}-{day:0>2}"
        text += f"T{hour:0>2}:{minute}" if hour else ""
    try:
        if len(text) > 10:
            moment = datetime.fromisoformat(text)
            if moment.tzinfo is not None:
                moment = moment.astimezone(_VIETNAM)
            text = moment.strftime("%Y-%m-%dT%H:%M")
        published_minute(text)
        if not _FIRST_YEAR <= int(text[:4]) <= _LAST_YEAR:
            raise ValueError(text)
    except (ValueError, OverflowError) as exc:
        raise _bad(value, name, path, number, expected) from exc
    return text


def _bad(
    value: object, name: str, path: str, number: int, expected: str
) -> BadFieldError:
    found = json.dumps(value, ensure_ascii=False)[:60]
    return BadFieldError(path, number, field=name, expected=expected, found=found)


def _name(value: object) -> str:
    return {list: "a list", str: "a text", type(None): "null"}.get(
        type(value), "a number"
    )


_Check = Callable[[object, str, str, int], object]
_CHECKS: dict[str, _Check] = {
    "id": _id,
    "title": _text,
    "body": _text,
    "published": _published,
    "authors": _texts,
    "persons": _persons,
    "url": _text,
    "source": _text,
}
