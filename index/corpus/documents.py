"""DOCX and PDF files → lines of text, with blank lines between paragraphs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index.analysis.normalise import normalise_text
from index.corpus.decode import Decoded
from index.corpus.document_error import UnreadableDocumentError
from index.corpus.docx import read_docx
from index.corpus.legacy import convert_legacy_text
from index.corpus.pdf import read_pdf
from index.errors import DocumentError
from index.messages import N_

READERS: dict[str, Callable[[Path], str]] = {".docx": read_docx, ".pdf": read_pdf}
"""Ending → what reads such a file; raises `UnreadableDocumentError`."""

ENDINGS = tuple(READERS)


def decode_document(file: Path, path: str) -> Decoded:
    """Read the text of a document, and convert what it holds of legacy encodings.

    C code that reads documents of strangers may crash or never end; it is to be
    called in a process apart.

    Parameters
    ----------
    file : Path
        Ends in one of `ENDINGS`.
    path : str
        How errors name it.

    Raises
    ------
    DocumentError
        If it is broken, protected, without text, or needs a library that is
        not installed.
    OSError
        If the operating system refuses.
    """
    try:
        text = READERS[file.suffix.lower()](file)
    except ImportError as exc:
        reason = N_(
            "a library for it is missing; install it with: "
            "pip install 'tracuu[documents]'"
        )
        raise DocumentError(path, reason=reason) from exc
    except UnreadableDocumentError as exc:
        raise DocumentError(path, reason=str(exc)) from exc
    if not text.strip():
        reason = N_("no text in it: it is probably scanned; run OCR first")
        raise DocumentError(path, reason=reason)
    text, converted_from = convert_legacy_text(text)
    return Decoded(normalise_text(text), file.suffix[1:].upper(), converted_from)
