"""Answers in fewer bytes: zstd or gzip, as the browser takes them.

What is streamed stays so: each piece is sent on as soon as it is there.
"""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

import zstandard
from flask import Flask, Response, request

MIN_BYTES = 500
"""Below, an answer is one packet either way."""

ENCODINGS = ("zstd", "gzip")
"""Those that are offered; the first one, where a browser takes them equally."""

_LEVELS = {"zstd": 6, "gzip": 6}
_BEST_LEVELS = {"zstd": 19, "gzip": 9}
"""For files, each of which is compressed once (figures: decision 27)."""

_TEXTS = ("json", "jsonl", "xml", "javascript")
"""Ends of the names of types that are text."""

_GZIP_WINDOW = 16 + zlib.MAX_WBITS


class _Compressor(Protocol):
    def compress(self, data: bytes) -> bytes: ...

    def flush(self, mode: int = ...) -> bytes: ...


def register_compression(app: Flask, is_restricted: bool) -> None:
    """Compress what an app answers.

    Parameters
    ----------
    app : Flask
    is_restricted : bool
        Whether the archive is private. What a foreign page makes a browser ask of it
        is not compressed: from lengths of answers that repeat a guess, whoever
        listens could learn what else is in them (BREACH).
    """
    files: dict[tuple[str, str, str | None], bytes] = {}

    @app.after_request
    def compress(response: Response) -> Response:
        if response.status_code == 304:
            response.vary.add("Accept-Encoding")  # As in what it stands for.
        if not _is_worth_it(response):
            return response
        response.vary.add("Accept-Encoding")
        encoding = chosen_encoding(request.accept_encodings)
        if encoding is None or (is_restricted and _is_asked_from_elsewhere()):
            return response
        if request.endpoint == "static":
            # One file has many paths: x/../style.css and the like.
            path = posixpath.normpath(request.path)
            key = (path, encoding, response.get_etag()[0])
            if key not in files:
                files[key] = compressed(_read(response), encoding, _BEST_LEVELS)
            _replace(response, files[key])
        elif response.is_streamed:
            response.response = _stream(response.iter_encoded(), encoding)
        else:
            _replace(response, compressed(response.get_data(), encoding, _LEVELS))
        response.headers["Content-Encoding"] = encoding
        return response


def chosen_encoding(accepted: Any) -> str | None:
    """Choose one of `ENCODINGS`, or None where the browser takes none of them.

    Parameters
    ----------
    accepted : werkzeug.datastructures.Accept
        Of ``Accept-Encoding``.
    """
    best = max(ENCODINGS, key=accepted.quality)
    return best if accepted.quality(best) > 0 else None


def compressed(data: bytes, encoding: str, levels: dict[str, int]) -> bytes:
    """Compress a whole answer."""
    if encoding == "zstd":
        return zstandard.ZstdCompressor(level=levels[encoding]).compress(data)
    compressor = zlib.compressobj(levels[encoding], zlib.DEFLATED, _GZIP_WINDOW)
    return compressor.compress(data) + compressor.flush()


def _is_worth_it(response: Response) -> bool:
    kind = response.mimetype or ""
    is_text = kind.startswith("text/") or kind.endswith(_TEXTS)
    is_long = response.is_streamed or (response.content_length or 0) >= MIN_BYTES
    return (
        is_text
        and is_long
        and response.status_code not in (204, 206, 304)
        and "Content-Encoding" not in response.headers
    )


def _is_asked_from_elsewhere() -> bool:
    return request.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")


def _read(response: Response) -> bytes:
    response.direct_passthrough = False
    return response.get_data()


def _replace(response: Response, data: bytes) -> None:
    if response.direct_passthrough:
        # An open file, which nobody will read.
        response.response.close()
        response.direct_passthrough = False
    response.set_data(data)
    # Parts of it would be parts of the compressed text.
    response.headers.pop("Accept-Ranges", None)
    tag, _ = response.get_etag()
    if tag is not None:
        # Of another encoding: the same page, but not the same bytes.
        response.set_etag(tag, weak=True)


def _stream(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    compressor: _Compressor
    if encoding == "zstd":
        compressor = zstandard.ZstdCompressor(level=_LEVELS[encoding]).compressobj()
        end_of_piece = zstandard.COMPRESSOBJ_FLUSH_BLOCK
    else:
        compressor = zlib.compressobj(_LEVELS[encoding], zlib.DEFLATED, _GZIP_WINDOW)
        end_of_piece = zlib.Z_SYNC_FLUSH
    for piece in pieces:
        # An error that breaks the stream off comes after what was there before it.
        yield compressor.compress(piece) + compressor.flush(end_of_piece)
    yield compressor.flush()
