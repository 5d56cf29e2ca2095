"""Writing small DOCX and PDF files, to be read again in tests."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from io import BytesIO
from xml.sax.saxutils import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def p(text: str) -> str:
    """A paragraph of one run."""
    return f"<w:p><w:pPr><w:jc/></w:pPr>{run(text)}</w:p>"


def run(text: str) -> str:
    """A run of text."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def table(*rows: Iterable[Iterable[str]]) -> str:
    """A table: rows of cells of lines."""
    return "<w:tbl>{}</w:tbl>".format(
        "".join(
            "<w:tr>{}</w:tr>".format(
                "".join(f"<w:tc>{''.join(map(p, cell))}</w:tc>" for cell in row)
            )
            for row in rows
        )
    )


def docx(body: str, main: str = "word/document.xml", before: str = "") -> bytes:
    """A DOCX file: its body as XML; a header and properties that are no text."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            f'<Relationship Id="a" Type="{_PACKAGE}/relationships/metadata/'
            'core-properties" Target="docProps/core.xml"/>'
            f'<Relationship Id="b" Type="{_OFFICE}/officeDocument" '
            f'Target="/{main}"/></Relationships>',
        )
        package.writestr("docProps/core.xml", "<title>Mẫu công văn</title>")
        package.writestr(
            "word/header1.xml", f'<w:hdr xmlns:w="{_W}">{p("Đầu")}</w:hdr>'
        )
        package.writestr(
            main,
            f'<?xml version="1.0" encoding="UTF-8"?>{before}'
            f'<w:document xmlns:w="{_W}" xmlns:mc="{_MC}">'
            f"<w:body>{body}<w:sectPr/></w:body></w:document>",
        )
    return file.getvalue()


Placed = tuple[float, float, str]
"""A line: its left edge and its baseline in points, its text."""


def pdf(
    pages: Iterable[Iterable[Placed]], size: float = 10, encrypt: str = ""
) -> bytes:
    """A PDF file whose font has no outlines and a map from codes to Unicode.

    Every character is half of `size` wide. Characters beyond U+FFFF are none.
    """
    pages = [list(lines) for lines in pages]
    letters = sorted({c for lines in pages for *_, text in lines for c in text})
    n_pages = len(pages)
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(n_pages))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {n_pages} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Khong /Encoding /Identity-H "
        "/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Khong /DW 500 "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
        "/FontDescriptor << /Type /FontDescriptor /FontName /Khong /Flags 4 "
        "/Ascent 800 /Descent -200 /CapHeight 700 /ItalicAngle 0 /StemV 80 "
        "/FontBBox [0 -200 500 800] >> >>",
        _stream(_to_unicode(letters)),
    ]
    for number, lines in enumerate(pages):
        shown = "".join(
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm "
            f"<{''.join(f'{letters.index(c) + 1:04x}' for c in text)}> Tj ET\n"
            for x, y, text in lines
        )
        objects += [
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Contents {7 + 2 * number} 0 R /Resources << /Font << /F 3 0 R >> >> >>",
            _stream(shown),
        ]
    return _file(objects, encrypt)


def pdf_of_bytes(lines: Iterable[bytes], size: float = 10) -> bytes:
    """A PDF file in a font with Windows-1252's encoding, as old fonts had it."""
    shown = "".join(
        f"BT /F {size} Tf 1 0 0 1 50 {800 - 40 * n} Tm <{line.hex()}> Tj ET\n"
        for n, line in enumerate(lines)
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
        "<< /Type /Font /Subtype /TrueType /BaseFont /Khong /FirstChar 32 "
        f"/LastChar 255 /Widths [{' '.join(['500'] * 224)}] "
        "/Encoding /WinAnsiEncoding >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R "
        "/Resources << /Font << /F 3 0 R >> >> >>",
        _stream(shown),
    ]
    return _file(objects)


def paragraph(
    text: str, top: float, left: float = 50, width: int = 60, pitch: float = 12
) -> list[Placed]:
    """Break text into lines of at most `width` characters, greedily."""
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [(left, top - pitch * n, line) for n, line in enumerate(lines)]


def _to_unicode(letters: list[str]) -> str:
    pairs = "\n".join(
        f"<{code:04x}> <{ord(letter):04x}>" for code, letter in enumerate(letters, 1)
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /A def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(letters)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    )


def _stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def _file(objects: list[str], encrypt: str = "") -> bytes:
    data = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        data += f"{place:010d} 00000 n \n".encode()
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R {encrypt} >>"
    return data + f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF".encode()


LOCKED = (
    "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] "
    f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'5a' * 32}> "
    f"/U <{'a5' * 32}> >>"
)
"""For `pdf`: a password that nobody knows."""
