"""Writing pages that are made to stop whoever reads them.

`write_hostile_pages` writes one of every kind; a size says how bad they are. It
tells what must become of each.
"""

from __future__ import annotations

import gzip
import json
import lzma
import os
import random
import socket
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import zstandard

from tests.document_writing import docx, p, pdf

TITLE = "Xã vùng cao làm đường bê tông"
SENTENCE = "Sáng nay ông Nguyễn Văn An, chủ tịch xã, nói rằng bà con góp công. "
_HEAD = f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1>"
_END = f"<p>{SENTENCE * 3}</p>"
MIB = 2**20

FAILS, READS, EITHER = "fails", "reads", "either"

Row = tuple[str, str, bytes]
"""Name of a file, what must become of it, what it holds."""


def text_pages(size: int) -> Iterator[Row]:
    """Text: what is none, and what makes rules slow.

    Parameters
    ----------
    size : int
        Bytes of the largest; those that rules read have a quarter.
    """
    few = size // 4 - 500
    rng = random.Random(7)
    yield "no-line-feed.txt", FAILS, SENTENCE.encode() * (2 * size // len(SENTENCE))
    yield "line-feeds.txt", FAILS, b"a\n" * (size // 2)
    yield "binary.txt", FAILS, rng.randbytes(few)
    yield "zeros.txt", FAILS, bytes(few)
    yield "nul.txt", FAILS, f"{TITLE}\n\n{SENTENCE}\0{SENTENCE}".encode()
    yield "surrogates.txt", EITHER, f"{TITLE}\n\n".encode() + b"\xed\xa0\x80 " * 1000
    yield "empty.txt", FAILS, b""
    for name, piece in (
        ("capitals", "Nguyễn Văn An "),
        ("one-word", "A"),
        ("digits", "1"),
        ("dots", "1."),
        ("dates", "1/1/"),
        ("spaces", " "),
        ("brackets", "("),
        ("quotes", '"'),
        ("dashes", "-"),
        ("short-lines", "An\n"),
        ("addresses", "a@"),
        ("numbers", "12/NQ-"),
        ("zalgo", "\u0301\u0316"),
    ):
        text = f"{TITLE}\n\n{SENTENCE}{piece * (few // len(piece.encode()))}"
        yield f"{name}.txt", EITHER, text.encode()


def html_pages(size: int) -> Iterator[Row]:
    """Markup in depth, in number and in length."""
    for name, expected, begin, piece, end in (
        ("nested", FAILS, "", "<div>", ""),
        ("paragraphs", EITHER, "", "<p><b>", ""),
        ("tables", FAILS, "", "<table><td>", ""),
        ("elements", EITHER, "", "<a>x</a>", ""),
        ("unclosed", FAILS, "", "<", ""),
        ("equal-attributes", EITHER, "<p ", "a=1 ", ">"),
        ("script", EITHER, "<script>", "a=1;", "</script>"),
        ("style", EITHER, "<style>", "a{}", "</style>"),
        ("comment", EITHER, "<!--", "-", "-->"),
        ("references", EITHER, "<p>", "&amp;", "</p>"),
        ("class", EITHER, '<p class="', "a ", '">'),
        ("linked", EITHER, '<script type="application/ld+json">', "[", "</script>"),
    ):
        markup = _HEAD + begin + piece * (size // len(piece)) + end + _END
        yield f"{name}.html", expected, markup.encode()
        for often, share in (("few", 100), ("less", 10), ("most", 1)):
            n = (size - 1_000) // len(piece) // share
            markup = _HEAD + begin + piece * n + end + _END
            yield f"{name}-{often}.html", EITHER, markup.encode()
    attributes = " ".join(f"a{n}=1" for n in range(size // 12))
    yield "attributes.html", EITHER, f"{_HEAD}<p {attributes}>{_END}".encode()
    yield "style-100.html", FAILS, f"{_HEAD}<style>{'a' * 6 * size}".encode()
    laughs = _entities("<!DOCTYPE html [", 30) + f"{_HEAD}&l29;{_END}"
    yield "laughs.html", EITHER, laughs.encode()


def _entities(before: str, n: int) -> str:
    text = f'{before}<!ENTITY l0 "ha ha ha ha ha ha ha ha">'
    for number in range(1, n):
        text += f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">'
    return text + '<!ENTITY file SYSTEM "file:///etc/hostname">]>'


def record_files(size: int) -> Iterator[Row]:
    """Records: bombs, and JSON that is deep, long or strange.

    Parameters
    ----------
    size : int
        Of the largest line; a bomb unpacks to 64 or 640 times as much.
    """
    good = record(TITLE, SENTENCE * 3)

    def hostile(**fields: object) -> bytes:
        given = {"title": TITLE, "body": SENTENCE} | fields
        return json.dumps(given).encode() + b"\n"

    yield "long-line.jsonl", FAILS, good + b"[" + b"0," * size + b"]\n" + good
    yield "deep.jsonl", FAILS, good + b"[" * (size // 2) + b"\n" + good
    deep = b'{"title": ' + b"[" * 900 + b"]" * 900 + b"}\n"
    yield "just-deep-enough.jsonl", FAILS, good + deep + good
    yield "objects.jsonl", FAILS, good + b"[" + b"{}," * (size // 4) + b"{}]\n" + good
    number = b'{"title": "a", "body": "b", "id": ' + b"9" * 4000 + b"}\n"
    yield "long-id.jsonl", FAILS, good + number + good
    yield "number.jsonl", FAILS, good + b"9" * (size // 4) + b"\n" + good
    surrogates = hostile(
        title=f"\ud800 {TITLE}", body=f"{SENTENCE}\udfff", source="\ud800"
    )
    yield "surrogates.jsonl", READS, surrogates + good
    yield "bad-surrogate.jsonl", FAILS, good + hostile(published="\ud800") + good
    yield "nul.jsonl", EITHER, hostile(body=f"\0{SENTENCE}\0") + good
    yield (
        "title.jsonl",
        FAILS,
        good + hostile(title="A " * max(size // 20, 2_000)) + good,
    )
    names = hostile(persons=[f"Nguyễn Văn {n}" for n in range(6_000)])
    yield "names.jsonl", FAILS, good + names + good
    yield "name.jsonl", FAILS, good + hostile(authors=["A" * 5000]) + good
    yield "bad-lines.jsonl", FAILS, b"x\n" * (size // 2)
    yield "binary.jsonl", FAILS, random.Random(5).randbytes(size)
    yield "blank-lines.jsonl", EITHER, b"\n" * size + good
    zeros = bytes(MIB)
    n_pieces = max(64 * size // MIB, 20)
    for name, expected, begin, piece in (
        ("line", FAILS, good, zeros),
        ("lines", FAILS, good, b"\n" * MIB),
    ):
        for ending, packer in PACKERS.items():
            data = packer(begin, piece, n_pieces)
            yield f"{name}.jsonl.{ending}", expected, data
    member = gzip.compress(b"\n" * MIB, mtime=0)
    yield "members.jsonl.gz", FAILS, gzip.compress(good) + member * 10 * n_pieces
    yield "cut.jsonl.xz", FAILS, lzma.compress(good * 1000)[:-100]
    parameters = zstandard.ZstdCompressionParameters(window_log=30)
    window = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    yield "window.jsonl.zst", FAILS, window.compress(good * 1000) + window.flush()


def record(title: str, body: str) -> bytes:
    """A line of a file of records."""
    return json.dumps({"title": title, "body": body}).encode() + b"\n"


def _gzip_bomb(begin: bytes, piece: bytes, n: int) -> bytes:
    packer = zlib.compressobj(wbits=31)
    parts = [packer.compress(begin), *(packer.compress(piece) for _ in range(n))]
    return b"".join([*parts, packer.flush()])


def _xz_bomb(begin: bytes, piece: bytes, n: int) -> bytes:
    packer = lzma.LZMACompressor(preset=0)
    parts = [packer.compress(begin), *(packer.compress(piece) for _ in range(n))]
    return b"".join([*parts, packer.flush()])


def _zstd_bomb(begin: bytes, piece: bytes, n: int) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    parts = [packer.compress(begin), *(packer.compress(piece) for _ in range(n))]
    return b"".join([*parts, packer.flush()])


PACKERS = {"gz": _gzip_bomb, "xz": _xz_bomb, "zst": _zstd_bomb}


def documents(size: int) -> Iterator[Row]:
    """DOCX and PDF files: bombs, lies, loops and entities."""
    good = p(TITLE) + p(SENTENCE * 3)
    yield "elements.docx", EITHER, docx(good + "<w:p/>" * (size // 6))
    yield "inside.docx", EITHER, docx(good + f"<w:p>{'<w:r/>' * (size // 6)}</w:p>")
    yield "nested.docx", FAILS, docx(good + "<w:tbl>" * (size // 7))
    yield "text.docx", EITHER, docx(good + p(SENTENCE * (size // len(SENTENCE))))
    entities = _entities("<!DOCTYPE x [", 30)
    yield "laughs.docx", EITHER, docx(p("Tin") + "<w:p>&l29;</w:p>", before=entities)
    outside = docx(
        p(TITLE) + "<w:p><w:r><w:t>&file;</w:t></w:r></w:p>", before=entities
    )
    yield "external.docx", EITHER, outside
    yield (
        "outside.docx",
        FAILS,
        docx(good).replace(b"word/document.xml", b"../../etc/hostnam"),
    )
    docx_start = (
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/'
        b'wordprocessingml/2006/main"><w:body>'
    )
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as package:
        with package.open("word/document.xml", "w") as part:
            part.write(docx_start)
            for _ in range(max(size // MIB * 20, 10)):
                part.write(b"<w:p/>" * (MIB // 6))
        package.writestr("_rels/.rels", "<a/>")
    yield "bomb.docx", FAILS, bomb.getvalue()
    yield "lie.docx", FAILS, _with_size(bomb.getvalue(), 1000)
    many = BytesIO()
    with zipfile.ZipFile(many, "w") as package:
        for number in range(size // 200):
            package.writestr(f"{number}/../../{number}", b"")
    yield "parts.docx", FAILS, many.getvalue()
    yield "random.docx", FAILS, random.Random(1).randbytes(size // 10)
    yield "cut.pdf", FAILS, pdf([[(50.0, 700.0, SENTENCE)]])[:300]
    yield "random.pdf", FAILS, b"%PDF-1.7\n" + random.Random(2).randbytes(size // 10)
    yield (
        "loop.pdf",
        EITHER,
        _pdf(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 2 /Kids [2 0 R 2 0 R] /Parent 2 0 R >>",
        ),
    )
    yield (
        "endless.pdf",
        FAILS,
        _pdf(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count 2000000000 /Kids [3 0 R] >>",
            "<< /Type /Page /Parent 2 0 R >>",
        ),
    )
    shown = zlib.compress(b"BT (a) Tj ET\n" * (size * 4 // 13))
    yield "operators.pdf", EITHER, _pdf_of_stream(shown)
    yield "zeros.pdf", EITHER, _pdf_of_stream(zlib.compress(bytes(16 * size)))
    yield (
        "deep.pdf",
        EITHER,
        _pdf("<< /Type /Catalog /Pages 2 0 R >>", "[" * (size // 2)),
    )


def _with_size(package: bytes, size: int) -> bytes:
    """Let the list of a package's parts say that its first one is small."""
    data = bytearray(package)
    entry = data.index(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, size)
    return bytes(data)


def _pdf(*objects: str | bytes) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, one in enumerate(objects, 1):
        offsets.append(len(data))
        body = one.encode("latin-1") if isinstance(one, str) else one
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    data += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return data


def _pdf_of_stream(packed: bytes) -> bytes:
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream"
    return _pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F 5 0 R >> >> >>",
        stream % (len(packed), packed),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )


def special_files(folder: Path, size: int) -> dict[str, str]:
    """Make what is no common file: holes, pipes, links, depths, strange names.

    Returns
    -------
    dict of str to str
        Name → what must become of it.
    """
    expected = {}
    for name in ("hole.txt", "hole.html", "hole.jsonl", "hole.docx", "hole.pdf"):
        with open(folder / name, "wb") as file:
            file.truncate(640 * size)
        expected[name] = FAILS
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as bound:
        here = os.getcwd()
        os.chdir(folder)  # A socket's path may have a hundred bytes.
        bound.bind("socket.txt")
        os.chdir(here)
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "nothing.txt").symlink_to("nowhere.txt")
    (folder / "outside.txt").symlink_to("/etc/hostname")
    (folder / "outside.jsonl").symlink_to("../../../../../../../../etc/passwd")
    (folder / "device.txt").symlink_to("/dev/zero")
    names = "pipe socket itself nothing outside device".split()
    expected |= {f"{name}.txt": FAILS for name in names} | {"outside.jsonl": FAILS}
    (folder / "folders").mkdir()
    (folder / "folders" / "loop").symlink_to("..")
    (folder / "folders" / "root").symlink_to("/")
    text = f"{TITLE}\n\n{SENTENCE * 3}"
    page = folder / "folders" / "inside.txt"
    page.write_text(text)
    (folder / "link.txt").symlink_to(page)
    deep = folder
    for _ in range(1200):
        # Made one by one: the way there is too long for some calls.
        deep /= "d"
        deep.mkdir()
    (deep / "deep.txt").write_text(text)
    strange = os.fsdecode(b"dong\nmoi \xff\x1b[31m.txt")
    (folder / strange).write_text(text)
    (folder / f"{'x' * 251}.txt").write_text(text)
    expected |= {"folders/inside.txt": READS, "link.txt": READS}
    expected |= {f"{'d/' * 1200}deep.txt": EITHER, f"{'x' * 251}.txt": READS}
    return expected | {"dong\\x0amoi \\xff\\x1b[31m.txt": READS}


def write_hostile_pages(folder: Path, size: int) -> dict[str, str]:
    """Write pages of every kind.

    Parameters
    ----------
    folder : Path
        Is made.
    size : int
        Bytes: 16 MiB make them as bad as is let through, and many GB unpacked.

    Returns
    -------
    dict of str to str
        Path of a page below the folder → `FAILS`, `READS` or `EITHER`.
    """
    folder.mkdir(parents=True)
    expected = special_files(folder, size)
    for make in (text_pages, html_pages, record_files, documents):
        for name, what, data in make(size):
            (folder / name).write_bytes(data)
            expected[name] = what
    return expected


def write_good_pages(folder: Path, n_pages: int) -> None:
    """Write pages as they should be, each with a word of its own: ``tot17``."""
    folder.mkdir(parents=True)
    for number in range(n_pages):
        text = f"{TITLE} số {number}\n\n{SENTENCE * 2}Mã tot{number}.\n"
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
