"""``tracuu segment``: words of lines of text, as pyvi prints them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

import click

from index.errors import CorpusError, UnreadableFileError
from index.messages import N_
from tracuu.commands import Command
from tracuu.language import error_text

_STDIN = Path("-")
_BLOCK = 1 << 16
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class NotUtf8Error(CorpusError):
    template = N_("expected text in UTF-8, found the byte 0x%(byte)02X")


@click.command(
    cls=Command,
    help=N_(
        "Tell words apart: print every line with the syllables of each word joined "
        "by underscores, exactly as pyvi does and many times faster. Lines are "
        "printed as they arrive. Without FILE, or where FILE is -, the standard "
        "input is read."
    ),
    examples=(
        (N_("one line"), "echo 'Ban Tổ chức họp bàn' | tracuu segment"),
        (N_("whole files"), "tracuu segment trang-1.txt trang-2.txt > tu.txt"),
    ),
)
@click.argument(
    "files",
    metavar="[FILE ...]",
    nargs=-1,
    type=click.Path(path_type=Path, allow_dash=True),
)
def segment(files: tuple[Path, ...]) -> None:
    """Print the lines of files with their words joined."""
    from index.analysis.word_segmentation import tokenize_all

    out = click.get_binary_stream("stdout")
    failed = False
    for file in files or (_STDIN,):
        try:
            for lines in _read_lines(file):
                for line in tokenize_all(lines):
                    out.write(line.encode("utf-8") + b"\n")
                out.flush()
        except CorpusError as error:
            failed = True
            click.echo(error_text(error), err=True)
    if failed:
        sys.exit(1)


def _read_lines(file: Path) -> Iterator[list[str]]:
    """Give the lines of a file without their ends, as many as have arrived.

    Raises
    ------
    UnreadableFileError
        If the operating system refuses.
    NotUtf8Error
        At the first line that is not in UTF-8, after all lines before it.
    """
    name = "<stdin>" if file == _STDIN else str(file)
    try:
        opened = (
            nullcontext(click.get_binary_stream("stdin"))
            if file == _STDIN
            else file.open("rb")
        )
        with opened as stream:
            n_before = 0
            for block in _read_blocks(stream):
                if n_before == 0:
                    block = block.removeprefix(_BYTE_ORDER_MARK)
                lines, error = _decode(block.split(b"\n"), name, n_before)
                n_before += len(lines)
                yield lines
                if error is not None:
                    raise error
    except OSError as exc:
        raise UnreadableFileError(name, reason=exc.strerror or str(exc)) from exc


def _read_blocks(stream: BinaryIO) -> Iterator[bytes]:
    """Give what arrives, cut after the last whole line, without its line end."""
    unfinished: list[bytes] = []
    # `read1` returns what there is; `read` would wait for a full block.
    while block := stream.read1(_BLOCK):  # type: ignore[attr-defined]
        whole, line_end, rest = block.rpartition(b"\n")
        if line_end:
            yield b"".join([*unfinished, whole])
            unfinished.clear()
        if rest:
            unfinished.append(rest)
    if unfinished:
        yield b"".join(unfinished)


def _decode(
    lines: list[bytes], name: str, n_before: int
) -> tuple[list[str], NotUtf8Error | None]:
    """Decode lines up to the first that is not in UTF-8, and give its error."""
    decoded: list[str] = []
    for number, line in enumerate(lines, n_before + 1):
        try:
            decoded.append(line.decode("utf-8"))
        except UnicodeDecodeError as exc:
            return decoded, NotUtf8Error(name, number, byte=line[exc.start])
    return decoded, None
