"""The text of a PDF file, as lines with their places on the page.

PDFium, which Chrome shows PDF files with, decodes the fonts; `pdf_paragraphs`
makes paragraphs of the lines. Reasons for the choice: docs/decisions/0002.
"""

from __future__ import annotations

from pathlib import Path

from index.corpus.document_error import TOO_LARGE, UnreadableDocumentError
from index.corpus.pdf_paragraphs import PdfLine, join_pages
from index.limits import MAX_CHARACTERS, MAX_PDF_PAGES
from index.messages import N_

# PDFium's FPDF_ERR_PASSWORD and FPDF_ERR_SECURITY.
_PROTECTED = (4, 5)
# What PDFium gives for a hyphen that ends a line, by its version.
_HYPHENS = str.maketrans({"\x02": "-", "\ufffe": "-"})


def read_pdf(file: Path) -> str:
    """Give the text: one line a paragraph, a blank line between.

    One page is in memory at a time, but for its lines.

    Raises
    ------
    ImportError
        If pypdfium2 is not installed.
    UnreadableDocumentError
        If it is no PDF file, is protected, broken or endless.
    OSError
        If the operating system refuses.
    """
    import pypdfium2

    with open(file, "rb") as stream:
        try:
            document = pypdfium2.PdfDocument(stream)
        except pypdfium2.PdfiumError as exc:
            if getattr(exc, "err_code", None) in _PROTECTED:
                reason = N_("it is protected by a password")
            else:
                reason = N_("it is not a whole PDF file")
            raise UnreadableDocumentError(reason) from exc
        try:
            return join_pages(_pages(document))
        except pypdfium2.PdfiumError as exc:
            reason = N_("it is not a whole PDF file")
            raise UnreadableDocumentError(reason) from exc
        finally:
            document.close()


def _pages(document) -> list[list[PdfLine]]:
    if len(document) > MAX_PDF_PAGES:
        raise UnreadableDocumentError(TOO_LARGE)
    pages: list[list[PdfLine]] = []
    n_characters = 0
    for number in range(len(document)):
        page = document[number]
        try:
            text_page = page.get_textpage()
            try:
                pages.append(_lines(text_page))
            finally:
                text_page.close()
        finally:
            page.close()
        n_characters += sum(len(line.text) for line in pages[-1])
        if n_characters > MAX_CHARACTERS:
            raise UnreadableDocumentError(TOO_LARGE)
    return pages


def _lines(text_page) -> list[PdfLine]:
    text = text_page.get_text_range()
    if len(text) != text_page.count_chars():
        # Characters are counted in UTF-16; one of emoji and the like is two.
        text = "".join("  " if ord(c) > 0xFFFF else c for c in text)
    lines: list[PdfLine] = []
    at = 0
    for raw in text.split("\n"):
        line = raw.rstrip()
        first = at + len(line) - len(line.lstrip())
        at += len(raw) + 1
        if not line.strip():
            continue
        last = first + len(line.lstrip()) - 1
        word_end = first + len(line.split(None, 1)[0]) - 1
        left, bottom, _right, top = text_page.get_charbox(first, loose=True)
        lines.append(
            PdfLine(
                text=line.strip().translate(_HYPHENS),
                left=left,
                right=text_page.get_charbox(last, loose=True)[2],
                bottom=bottom,
                height=top - bottom,
                first_word=text_page.get_charbox(word_end, loose=True)[2] - left,
            )
        )
    return lines
