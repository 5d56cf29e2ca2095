"""Which program answers? A short text that changes when its answers may."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

from web.config import WebConfig

_WEB = Path(__file__).resolve().parent
_PAGES = ("templates", "static", "translations")
"""Read at every start of an application; Python's own files once a process."""

_NOT_READ = {".pyc", ".so", ".po"}
"""Made of the others. The compiled loops give what the plain ones give."""


def fingerprint_of(config: WebConfig) -> str:
    """Give the digest of program, templates, style, catalogue and settings."""
    pages = (file for name in _PAGES for file in _files(_WEB / name))
    # Secrets are in no `repr`, and change no page.
    return _digest(pages, _code_digest(), repr(config))


@cache
def _code_digest() -> str:
    packages = (_WEB.parent / name for name in ("web", "search", "index"))
    files = (file for package in packages for file in _files(package))
    return _digest(file for file in files if not _is_of_pages(file))


def _is_of_pages(file: Path) -> bool:
    return any(file.is_relative_to(_WEB / name) for name in _PAGES)


def _files(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix not in _NOT_READ and file.is_file()
    )


def _digest(files: Iterable[Path], *texts: str) -> str:
    digest = blake2b("\0".join(texts).encode(), digest_size=16)
    for file in files:
        content = file.read_bytes()
        name = file.relative_to(_WEB.parent).as_posix()
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
