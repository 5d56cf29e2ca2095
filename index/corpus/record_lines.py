"""A stream of bytes → its lines, in UTF-8 or UTF-16, none of them endless."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from index.corpus.decode import utf_16_of
from index.limits import MAX_LINE_BYTES, MAX_PASSED_OVER


class EndlessLineError(Exception):
    """A line is so long that the file is given up."""


@dataclass(frozen=True, slots=True)
class LineEncoding:
    """A file's encoding: its name, its codec, and how it writes a line's end."""

    name: str
    codec: str
    n_mark: int = 0  # Bytes of the byte order mark.
    line_end: bytes = b"\n"

    @property
    def blank(self) -> bytes:
        """The bytes that a line without text is made of."""
        return b" \t\r\n" if len(self.line_end) == 1 else b" \t\r\n\0"


_MARKED = {
    b"\xff\xfe": LineEncoding("UTF-16", "utf-16-le", 2, b"\n\0"),
    b"\xfe\xff": LineEncoding("UTF-16", "utf-16-be", 2, b"\0\n"),
    b"\xef\xbb\xbf": LineEncoding("UTF-8 with BOM", "utf-8", 3),
}
_UNMARKED = {
    "utf-16-le": LineEncoding("UTF-16", "utf-16-le", 0, b"\n\0"),
    "utf-16-be": LineEncoding("UTF-16", "utf-16-be", 0, b"\0\n"),
    None: LineEncoding("UTF-8", "utf-8"),
}


def line_encoding(stream: BinaryIO) -> LineEncoding:
    """Look at a stream's beginning and pass over its byte order mark."""
    head = stream.peek(4096)  # type: ignore[attr-defined]
    for mark, encoding in _MARKED.items():
        if head.startswith(mark):
            stream.read(len(mark))
            return encoding
    return _UNMARKED[utf_16_of(head[: len(head) & ~1])]


def read_lines(stream: BinaryIO, encoding: LineEncoding) -> Iterator[bytes | None]:
    """Yield the lines, None for one that is too long.

    Raises
    ------
    EndlessLineError
        If the end of one is not to be expected.
    """
    end = encoding.line_end
    while line := stream.readline(MAX_LINE_BYTES + 1):
        if len(end) == 2:
            line = _whole_line_of_utf_16(line, stream, end)
        if len(line) <= MAX_LINE_BYTES:
            yield line
            continue
        n_passed = len(line)
        while line and not line.endswith(b"\n"):
            line = stream.readline(MAX_LINE_BYTES)
            n_passed += len(line)
            if n_passed > MAX_PASSED_OVER:
                raise EndlessLineError
        yield None


def _whole_line_of_utf_16(line: bytes, stream: BinaryIO, end: bytes) -> bytes:
    """Read on to the line's end: the byte 0x0A is a part of other characters too."""
    parts, n_bytes = [line], len(line)
    while line and n_bytes <= MAX_LINE_BYTES:
        if line.endswith(b"\n") and end == b"\n\0":
            parts.append(stream.read(1))
            n_bytes += 1
            tail = b"\n" + parts[-1]
        else:
            tail = b"".join(parts[-2:])[-2:]
        if tail == end and n_bytes % 2 == 0:
            break
        line = stream.readline(MAX_LINE_BYTES + 1)
        parts.append(line)
        n_bytes += len(line)
    return b"".join(parts)
