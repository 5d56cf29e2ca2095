"""Writing so that it survives a power cut, and the digest of what was written."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from index.generations.manifest import DIGEST_BYTES, FileRecord

_BLOCK = 1 << 20


def seal_file(path: Path) -> FileRecord:
    """Flush a file to the disk and note what it is.

    Its time of modification is set to a whole second: backups keep no more of it,
    and whatever writes into the file afterwards leaves a time that is none.
    """
    with open(path, "rb") as file:
        digest = digest_of(file)
        seconds = int(os.fstat(file.fileno()).st_mtime)
        os.utime(path, (seconds, seconds))
        os.fsync(file.fileno())
        return FileRecord(os.fstat(file.fileno()).st_size, digest, seconds)


def digest_of(file) -> str:
    """Give the BLAKE2b-128 of what is left of an open binary file, hexadecimal."""
    digest = hashlib.blake2b(digest_size=DIGEST_BYTES)
    while block := file.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def write_synced(path: Path, data: bytes) -> None:
    """Write a file, and flush it to the disk."""
    with open(path, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def sync_directory(path: Path) -> None:
    """Flush to the disk which files a directory has."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
