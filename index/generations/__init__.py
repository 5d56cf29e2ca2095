"""Generations: how a reader never sees a half-written index.

An index directory holds::

    CURRENT                     the number of the live generation, and which manifest
    LOCK                        held while somebody reindexes
    generations/000003/         the live generation, never changed again
        manifest.json             what it is; size and checksum of every file
        pages.jsonl.zst           one [id, path, content_hash] a line
        failures.jsonl            pages that could not be read, and why
        _MAIN_*.toc               Whoosh's table of contents
        MAIN_*.trm, .pst, .voc, .par, .doc, .sto   the segments (`index.segments`)
        articles.signatures       what is kept of each text to find copies by
        articles.copies           which articles are the same article
    generations/000002/         the one before, kept for a rollback

A new generation is written beside the live one, with the unchanged files of
the live one hard-linked into it (`building`); then its articles are counted, its
new files are flushed to the disk with their checksums noted, it is searched for
some articles, and it is published by one atomic rename of ``CURRENT`` (`pointer`).
Every file is written once and never changed in place, which is what makes hard
links safe, and tells a file that was changed from one that was not (`opening`).

Whoosh pickles its schema and segment list, so opening an index runs what the
directory says: an index directory is trusted input.
"""

from index.generations.building import (
    INDEX_FILES,
    Check,
    abandon,
    begin,
    link,
    publish,
)
from index.generations.manifest import MANIFEST, FileRecord, Manifest
from index.generations.opening import (
    Generation,
    check_whole,
    generation_path,
    newest_whole,
    open_current,
    open_generation,
    published_numbers,
    remembered_roots,
    sealed_numbers,
)
from index.generations.pointer import current_number, read_pointer

__all__ = [
    "INDEX_FILES",
    "MANIFEST",
    "Check",
    "FileRecord",
    "Generation",
    "Manifest",
    "abandon",
    "begin",
    "check_whole",
    "current_number",
    "generation_path",
    "link",
    "newest_whole",
    "open_current",
    "open_generation",
    "publish",
    "published_numbers",
    "read_pointer",
    "remembered_roots",
    "sealed_numbers",
]
