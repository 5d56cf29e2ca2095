"""How much of anything a page may have, all in one place, each with its reason.

Whoever may put pages into a corpus must not be able to stop a reindex or to take
the machine's memory. What goes beyond a limit is reported as a page that failed;
no limit is near what real pages have. docs/input-formats.md has the table.
"""

from __future__ import annotations

PAGE_SECONDS = 60
"""Processor time for one page, or for a chunk of small ones. Of what the other
limits let through, four million characters full of dates took 15 s."""

PAGE_MEMORY = 2**28
"""Bytes that reading a page may take beside what its process has already: two
processes that read and one apart stay within 1.5 GB. Four million characters of
ordinary text take 200 MB; with twice as much the peak was 1.8 GB."""

APART_FROM = 2**20
"""Bytes from which on a page or a line is decoded in a process of its own: what is
smaller can take neither much time nor much memory."""

MAX_PAGE_BYTES = 2**24
"""Of a text or HTML file. A saved page with its pictures inside has some MB."""

MAX_DOCUMENT_BYTES = 2**30
"""Of a DOCX or PDF file, which may be full of pictures. All of it is hashed."""

MAX_CHARACTERS = 2**22
"""Of an article's text: two thousand printed pages. Positions in the index take 22
bits, and no character is more than one word."""

MAX_LINES = 500_000
"""Of a page: rules look from line to line, and each line takes memory."""

MAX_TAGS = 200_000
"""Of an HTML page, counted as ``<``. An element takes 500 bytes and more in the
trees that are made of it; news pages have up to ten thousand."""

MAX_TITLE = 2_000
"""Characters of a title: it is shown whole in every list of hits."""

MAX_NAME = 300
"""Characters of a name, a role or a source: they are terms of the index and stand
in addresses."""

MAX_NAMES = 5_000
"""Authors or persons of one article: a list of candidates has some hundred."""

MAX_ADDRESS = 8_000
"""Characters of an article's address, as servers take them."""

MAX_ID = 300
"""Characters of an id: addresses and file names hold it."""

MAX_LINE_BYTES = 2**24
"""Of a record. A longer line is passed over without being held in memory."""

MAX_PASSED_OVER = 2**30
"""Bytes of a line that are passed over before the rest of its file is given up: a
file may be a hole of many TB, or unpack to it."""

MAX_BAD_LINES = 1_000
"""In a file that has more bad lines than good ones: it is no file of records, and
each line would be reported."""

MAX_BLANK_LINES = 1_000_000
"""In a file that has not a tenth as many good ones: to pass over a million takes
half a second."""

MAX_UNPACKED_RATIO = 200
"""How many times its size a compressed file may have unpacked. Records are packed to
a fifth or a tenth; a bomb to a thousandth and less."""

RATIO_FREE = 2**26
"""Bytes that any file may unpack to, whatever its ratio."""

MAX_ZSTD_WINDOW = 2**27
"""Bytes: the window of ``zstd --long`` and the most that ``zstd -d`` accepts
unasked. A frame header can ask for 3.75 TiB."""

MAX_XZ_MEMORY = 2**28
"""Bytes: ``xz -9`` needs 65 MiB."""

MAX_XML = 2**28
"""Bytes of unpacked XML in a DOCX file: some hundred thousand pages."""

MAX_XML_DIRECTORY = 2**20
"""Bytes of a DOCX file's list of parts, which has some ten entries."""

MAX_XML_ELEMENTS = 10_000_000
"""Of a DOCX file's body."""

MAX_XML_INSIDE = 1_000_000
"""Elements of one paragraph of a DOCX file. One of six bytes takes a hundred in
memory until the paragraph that it is in is over."""

MAX_PDF_PAGES = 20_000
"""Of a PDF file: a tree of pages can be endless."""

MAX_MARKS = 30
"""Combining marks on one letter: where they are in disorder, those beyond are left
out. Unicode's stream-safe format (UAX 15) allows as many, and no language needs
ten. Sorting them takes quadratic time: 15 s for 100,000."""
