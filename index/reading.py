"""One raw page → one analysed article, and by which rules that is done.

MemoryError is nobody's page: it goes through, and ends the process that read.
"""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from index import limits
from index.analysis.article import AnalysedArticle, analyse_article, analyse_articles
from index.article import Article
from index.corpus.page import RawPage
from index.errors import CorpusError, UnexpectedError
from index.extract import extract_article
from index.extract.decisions import Trace

_log = logging.getLogger(__name__)

_PACKAGES_OF_RULES = (
    "index.corpus",
    "index.extract",
    "index.analysis",
    "index.duplicates",
)


def read_page(page: RawPage) -> AnalysedArticle | CorpusError:
    """Extract and analyse one page; a page without an article is its error."""
    article = extract_page(page)
    if isinstance(article, CorpusError):
        return article
    try:
        return analyse_article(article)
    except MemoryError:
        raise
    except Exception as exc:
        return _unexpected(page, exc)


def extract_page(page: RawPage, trace: Trace | None = None) -> Article | CorpusError:
    """Extract one page; a page without an article is its error."""
    try:
        return extract_article(page, trace)
    except CorpusError as error:
        return error
    except MemoryError:
        raise
    except Exception as exc:
        return _unexpected(page, exc)


def _unexpected(page: RawPage, exc: Exception) -> UnexpectedError:
    # One page in a million must not cost the other 999,999.
    _log.error("reading %s failed", page.path, exc_info=exc)
    return UnexpectedError(page.path, reason=f"{type(exc).__name__}: {exc}")


def read_chunk(pages: list[RawPage]) -> list[AnalysedArticle | CorpusError]:
    """Read several pages, in their order, in less time than one by one."""
    read = list(map(extract_page, pages))
    articles = [one for one in read if isinstance(one, Article)]
    try:
        analysed = iter(analyse_articles(articles))
    except MemoryError:
        raise
    except Exception:
        # Whichever it was, the others are to be had; by itself it is named.
        return list(map(read_page, pages))
    return [next(analysed) if isinstance(one, Article) else one for one in read]


@cache
def reading_version() -> str:
    """Give a digest of everything that decides how a page is read.

    It changes with any rule, word list or library that reads or analyses
    pages, so nobody has to remember to raise a number: an index made by other
    rules is known, and all its pages are read again.
    """
    digest = hashlib.blake2b(digest_size=16)
    for library in ("pyvi", "rensa", "trafilatura"):
        digest.update(f"{library} {version(library)}\n".encode())
    with suppress(PackageNotFoundError):  # It is an extra.
        digest.update(f"pypdfium2 {version('pypdfium2')}\n".encode())
    digest.update(Path(limits.__file__).read_bytes())
    for package in _PACKAGES_OF_RULES:
        folder = Path(str(files(package)))
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".py", ".txt"):
                digest.update(file.relative_to(folder).as_posix().encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()
