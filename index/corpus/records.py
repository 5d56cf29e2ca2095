"""JSONL files of articles → raw pages, one a line.

A file may be compressed, and is in UTF-8, as JSON is; or in UTF-16, or, line by
line, in an 8-bit encoding whose words are Vietnamese.

A record needs ``title``, which may be blank, and ``body``; ``id``,
``published``, ``authors``, ``persons``, ``url`` and ``source`` are taken as
given where they are present and have the right shape: an empty list of persons
says that there are none.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

from index.analysis.letters import compose
from index.analysis.normalise import is_seen, normalise_text
from index.apart import READER, StoppedError
from index.article import Person, published_minute
from index.corpus.compression import ENDINGS as COMPRESSED
from index.corpus.compression import CompressedDataError, open_stream
from index.corpus.eight_bit import decode_8_bit
from index.corpus.legacy import convert_legacy_texts
from index.corpus.legacy.spelling import spelling_score
from index.corpus.page import NONE_KNOWN, KnownHashes, RawPage, SamePage
from index.corpus.record_lines import (
    EndlessLineError,
    LineEncoding,
    line_encoding,
    read_lines,
)
from index.errors import (
    BadFieldError,
    BadRecordError,
    CorpusError,
    InvalidJsonError,
    MissingFieldError,
    ReadingStoppedError,
    RecordEncodingError,
    UnexpectedError,
    UnreadableFileError,
)
from index.limits import APART_FROM, MAX_BAD_LINES, MAX_BLANK_LINES, MAX_ID
from index.messages import N_

_log = logging.getLogger(__name__)

ENDINGS = tuple(f".jsonl{ending}" for ending in COMPRESSED)


_VIETNAM = timezone(timedelta(hours=7))
# Vietnamese news begins with Gia Định Báo in 1865; a date far outside is a slip
# of some program, and would stretch every histogram to the year 1.
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?:[\s,-]+([0-9]{1,2}):([0-9]{2}))?"
)
# An article's address holds its id; browsers fold dots between slashes away.
_ADDRESSABLE = re.compile(rf"[^\x00-\x1f\x7f-\x9f\u2028\u2029]{{1,{MAX_ID}}}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_records(
    file: Path, path: str, source: str | None, known: KnownHashes = NONE_KNOWN
) -> Iterator[RawPage | SamePage | CorpusError]:
    """Stream the articles of a JSONL file; a bad line is yielded as its error.

    Parameters
    ----------
    file : Path
        Plain, or compressed as its ending says.
    path : str
        The file's path as pages name it.
    source : str or None
        See `RawPage.source`.
    known : mapping of str to str
        See `index.corpus.read_file`.

    Yields
    ------
    RawPage, SamePage or CorpusError
        In the order of the lines; empty lines are passed over.
    """
    number = n_bad = n_blank = n_good = 0
    try:
        with open_stream(file) as stream:
            encoding = line_encoding(stream)
            for number, line in enumerate(read_lines(stream, encoding), 1):
                page: RawPage | SamePage | CorpusError
                if line is None:
                    page = BadRecordError(path, number, reason=_LONG)
                elif not line.strip(encoding.blank):
                    n_blank += 1
                    if n_blank <= max(10 * n_good, MAX_BLANK_LINES):
                        continue
                    yield BadRecordError(path, reason=_MOSTLY_BAD)
                    return
                elif (place := f"{path}#{number}") in known and (
                    known[place] == _digest_of(line)
                ):
                    page = SamePage(place)
                else:
                    page = _read_line_safely(line, path, number, source, encoding)
                yield page
                if not isinstance(page, CorpusError):
                    n_good += 1
                    continue
                n_bad += 1
                if n_bad > max(n_good, MAX_BAD_LINES):
                    yield BadRecordError(path, reason=_MOSTLY_BAD)
                    return
    except EndlessLineError:
        yield BadRecordError(path, number + 1, reason=_ENDLESS)
    except CompressedDataError as exc:
        # The line where it broke off, if any could be read.
        place = number + 1 if number else None
        yield UnreadableFileError(path, place, reason=str(exc))
    except OSError as exc:
        yield UnreadableFileError(path, reason=exc.strerror or str(exc))


_LONG = N_("the line is longer than 16 MiB")
_MOSTLY_BAD = N_("most lines are none, so the rest of the file was not read")
_ENDLESS = N_("this line has no end, so the rest of the file was not read")


def read_records_from(
    file: Path, path: str, offset: int
) -> Iterator[RawPage | CorpusError]:
    """Stream the articles of a file that is not compressed from its middle on.

    Their numbers are not those of their lines, which are not known there.

    Parameters
    ----------
    file : Path
    path : str
        The file's path as pages name it.
    offset : int
        Where to begin, in bytes; what is left of the line there is passed over.
    """
    try:
        with open_stream(file) as stream:
            encoding = line_encoding(stream)
            if offset and len(encoding.line_end) == 1:
                stream.seek(offset)
                stream.readline()
            for number, line in enumerate(read_lines(stream, encoding), offset):
                if line is not None and line.strip(encoding.blank):
                    yield _read_line_safely(line, path, number, None, encoding)
    except EndlessLineError:
        yield BadRecordError(path, reason=_ENDLESS)
    except OSError as exc:
        yield UnreadableFileError(path, reason=exc.strerror or str(exc))


def read_chosen(
    file: Path, path: str, source: str | None, wanted: Collection[str]
) -> Iterator[RawPage | CorpusError]:
    """Stream some articles of a file; lines before and between them are not read.

    Parameters
    ----------
    file, path, source
        As `read_records` takes them.
    wanted : collection of str
        Paths of pages. What is there no longer is passed over.
    """
    last = max((int(place.rpartition("#")[2]) for place in wanted), default=0)
    if not last:
        return
    try:
        with open_stream(file) as stream:
            encoding = line_encoding(stream)
            for number, line in enumerate(read_lines(stream, encoding), 1):
                if line is not None and f"{path}#{number}" in wanted:
                    yield _read_line_safely(line, path, number, source, encoding)
                if number == last:
                    return
    except EndlessLineError:
        yield BadRecordError(path, reason=_ENDLESS)
    except CompressedDataError as exc:
        yield UnreadableFileError(path, reason=str(exc))
    except OSError as exc:
        yield UnreadableFileError(path, reason=exc.strerror or str(exc))


def _read_line_safely(
    line: bytes, path: str, number: int, source: str | None, encoding: LineEncoding
) -> RawPage | CorpusError:
    """Read a line; a long one apart, and whatever happens is its error."""
    args = line, path, number, source, encoding
    try:
        if len(line) < APART_FROM:
            return _read_line(*args)
        return READER.call(_read_line, *args)
    except StoppedError as exc:
        return ReadingStoppedError(path, number, reason=str(exc))
    except Exception as exc:
        # Errors of things that are nested as deeply as can just be read, above all.
        _log.exception("reading line %d of %s failed", number, path)
        return UnexpectedError(path, number, reason=f"{type(exc).__name__}: {exc}")


def _read_line(
    line: bytes, path: str, number: int, source: str | None, encoding: LineEncoding
) -> RawPage | CorpusError:
    name = encoding.name
    converted_from: str | None = None
    try:
        text = line.decode(encoding.codec)
    except UnicodeDecodeError as exc:
        found = decode_8_bit(line) if encoding.codec == "utf-8" else None
        if found is None or not _is_vietnamese(found[0]):
            return RecordEncodingError(path, number, column=exc.start + 1)
        text, name, converted_from = found
    try:
        # Files put together by ``cat`` have a byte order mark at each beginning.
        record = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as exc:
        return InvalidJsonError(path, number, column=exc.pos + 1)
    except RecursionError:
        return BadRecordError(path, number, reason=N_("it is nested too deeply"))
    except ValueError:  # Numbers of thousands of digits.
        return BadRecordError(path, number, reason=N_("a number is too long"))
    if not isinstance(record, dict):
        return BadRecordError(path, number, reason=_name(record))
    if converted_from is None:
        record, converted_from = _convert(record)
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
    for field in ("title", "body"):
        if field not in fields:
            return MissingFieldError(path, number, field=field)
    return RawPage(
        "record",
        f"{path}#{number}",
        _digest_of(line),
        fields=fields,
        source=source,
        encoding=name,
        converted_from=converted_from,
    )


def _digest_of(line: bytes) -> str:
    return hashlib.blake2b(line.strip(), digest_size=16).hexdigest()


_TEXT_FIELDS = ("title", "body", "authors", "persons", "source")


def _convert(record: dict[str, object]) -> tuple[dict[str, object], str | None]:
    """Convert the texts of a record from a legacy encoding, whatever their shape.

    All of them decide together: a title alone says little.
    """
    texts: list[str] = []
    _each_text(record, texts.append)
    converted, name = convert_legacy_texts(texts)
    if name is None:
        return record, None
    left = iter(converted)
    return _each_text(record, lambda _text: next(left)), name


def _is_vietnamese(text: str) -> bool:
    good, bad = spelling_score(text)
    return good > bad


def _each_text(
    record: dict[str, object], visit: Callable[[str], str | None]
) -> dict[str, object]:
    """Put what a function gives in the place of each text that is shown."""

    def of(value: object, depth: int) -> object:
        if isinstance(value, str):
            return visit(value)
        if isinstance(value, list) and depth:
            return [of(one, depth - 1) for one in value]
        if isinstance(value, dict) and depth:
            return {key: of(one, depth - 1) for key, one in value.items()}
        return value

    # The deepest texts are those of persons: a list of objects.
    return record | {key: of(record[key], 2) for key in _TEXT_FIELDS if key in record}


def _is_blank(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None


def _text(value: object, name: str, path: str, number: int) -> str:
    if not isinstance(value, str):
        raise _bad(value, name, path, number, N_("text"))
    if is_seen(value):
        return compose(value).strip()
    # JSON can spell half of a surrogate pair; no file or answer can hold it.
    return normalise_text(_SURROGATE.sub("\ufffd", value)).strip()


def _id(value: object, name: str, path: str, number: int) -> str:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    text = str(value) if is_number else _text(value, name, path, number)
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
    expected = N_(
        "a date of the calendar, as 25/8/2020, 2020-08-25 or 2020-08-25T16:33"
    )
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
    found = _SURROGATE.sub("\ufffd", json.dumps(value, ensure_ascii=False)[:60])
    return BadFieldError(path, number, field=name, expected=expected, found=found)


def _name(value: object) -> str:
    return {
        list: N_("found a list"),
        str: N_("found a text"),
        type(None): N_("found null"),
        bool: N_("found true or false"),
    }.get(type(value), N_("found a number"))


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
