"""The text of a DOCX file (ECMA-376, WordprocessingML), as a reader sees it.

What is taken is the body: paragraphs in their order, tables cell by cell, text
boxes, insertions that nobody has accepted yet, content controls. Headers and
footers are other parts of the file and stay out, as do deletions and comments.
Title and dates among the file's properties are often those of a template, so
they are not asked.

The body is read as a stream of XML: python-docx would hold the whole file, the
pictures included, and leaves out insertions and content controls.
"""

from __future__ import annotations

import errno
import posixpath
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from index.corpus.document_error import TOO_LARGE, UnreadableDocumentError
from index.limits import (
    MAX_XML,
    MAX_XML_DIRECTORY,
    MAX_XML_ELEMENTS,
    MAX_XML_INSIDE,
)
from index.messages import N_

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RELATIONSHIP = (
    "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
)
_OLE = b"\xd0\xcf\x11\xe0"
_BROKEN = N_("it is not a whole DOCX file")
_HEADER_ROWS = 4
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(file: Path) -> str:
    """Give the text: one line a paragraph or cell line, a blank line between.

    Raises
    ------
    UnreadableDocumentError
        If it is no DOCX file, is protected, or is broken.
    OSError
        If the operating system refuses.
    """
    from lxml import etree

    with open(file, "rb") as stream:
        if stream.read(4) == _OLE:
            reason = N_("it is protected by a password, or an old .doc file")
            raise UnreadableDocumentError(reason)
        stream.seek(0)
        try:
            with zipfile.ZipFile(stream) as package:
                with _open_part(package, _main_part(package), MAX_XML) as part:
                    return _read_body(part)
        except (
            zipfile.BadZipFile,
            KeyError,  # No such part.
            NotImplementedError,  # A compression that zipfile does not know.
            RuntimeError,  # An encrypted part.
            ValueError,  # A name that is no UTF-8, a place that is none.
            OverflowError,
            struct.error,
            EOFError,
            zlib.error,
            etree.XMLSyntaxError,
        ) as exc:
            raise UnreadableDocumentError(_BROKEN) from exc
        except OSError as exc:
            if exc.errno != errno.EINVAL:
                raise
            # A place in the package's directory that lies before the file.
            raise UnreadableDocumentError(_BROKEN) from exc


def _open_part(package: zipfile.ZipFile, name: str, max_size: int) -> IO[bytes]:
    info = package.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        # ECMA-376-2 allows no other; damage does.
        raise zipfile.BadZipFile
    if info.file_size > max_size:
        raise UnreadableDocumentError(TOO_LARGE)
    return package.open(name)


def _main_part(package: zipfile.ZipFile) -> str:
    """Find the part with the body by the package's relationships (ECMA-376-2)."""
    with _open_part(package, "_rels/.rels", MAX_XML_DIRECTORY) as part:
        for _event, relationship in _parse(part, "end"):
            if relationship.tag == _RELATIONSHIP and relationship.get(
                "Type", ""
            ).endswith("/officeDocument"):
                target = relationship.get("Target", "")
                return posixpath.normpath(target).lstrip("/")
    return "word/document.xml"


def _parse(part: IO[bytes], *events: str):
    from lxml import etree

    # Entities are the way to make a small file huge or to read other files.
    return etree.iterparse(
        part, events=events, resolve_entities=False, no_network=True, huge_tree=False
    )


class _Table:
    """A table whose end has not come yet."""

    def __init__(self, is_first: bool) -> None:
        self.is_first = is_first
        self.rows: list[list[list[str]]] = []

    def lines(self) -> list[str]:
        """Give its lines row by row; of the head of an official letter, by column.

        The first table of such a letter has the authority and the number on
        the left, the nation's motto and the date on the right.
        """
        columns = {len(row) for row in self.rows}
        if self.is_first and columns == {2} and len(self.rows) <= _HEADER_ROWS:
            cells = [row[side] for side in (0, 1) for row in self.rows]
        else:
            cells = [cell for row in self.rows for cell in row]
        return [line for cell in cells for line in cell]


def _events(part: IO[bytes]):
    """Yield starts and ends of elements; what is over is not kept in memory."""
    n_elements = n_inside = n_open = 0
    for event, element in _parse(part, "start", "end"):
        is_paragraph = _local_name(element.tag) == "p"
        if event == "start":
            n_elements += 1
            n_inside = n_inside + 1 if n_open else 0
            if n_elements > MAX_XML_ELEMENTS or n_inside > MAX_XML_INSIDE:
                raise UnreadableDocumentError(TOO_LARGE)
            n_open += is_paragraph
            yield event, element
            continue
        yield event, element
        n_open -= is_paragraph
        if not n_open:
            element.clear()
            parent = element.getparent()
            while element.getprevious() is not None and parent is not None:
                del parent[0]


def _read_body(part: IO[bytes]) -> str:
    blocks: list[str] = []
    tables: list[_Table] = []
    n_fallbacks = 0
    for event, element in _events(part):
        name = _local_name(element.tag)
        if element.tag == _FALLBACK:
            # The same once more, for programs that know no text boxes.
            n_fallbacks += 1 if event == "start" else -1
            if event == "end":
                element.clear()
        elif n_fallbacks or name is None:
            continue
        elif event == "start":
            if name == "tbl":
                tables.append(_Table(is_first=not blocks and not tables))
            elif name == "tr" and tables:
                tables[-1].rows.append([])
            elif name == "tc" and tables and tables[-1].rows:
                tables[-1].rows[-1].append([])
        elif name == "p":
            _put(blocks, tables, [_paragraph(element)])
            element.clear()
        elif name == "tbl" and tables:
            _put(blocks, tables, tables.pop().lines())
            element.clear()
    return "\n\n".join(blocks)


def _put(blocks: list[str], tables: list[_Table], lines: list[str]) -> None:
    """Add lines to the open cell, or to the body."""
    lines = [line for line in lines if line.strip()]
    if tables and tables[-1].rows and tables[-1].rows[-1]:
        tables[-1].rows[-1][-1] += lines
    elif lines:
        blocks.append("\n".join(lines))


def _paragraph(element) -> str:
    parts: list[str] = []
    stack = [iter(element)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
            continue
        name = _local_name(child.tag)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name not in ("moveFrom", "del", "pPr", "rPr"):
            stack.append(iter(child))
    return "".join(parts)


def _local_name(tag: object) -> str | None:
    """Give the name of an element of WordprocessingML; others have none here."""
    if isinstance(tag, str):
        for namespace in (_W, _W_STRICT):
            if tag.startswith(namespace):
                return tag[len(namespace) :]
    return None
