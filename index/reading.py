"""One raw page → one analysed article, and by which rules that is done.

MemoryError is nobody's page: it goes through, and ends the process that read.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path

from index import limits
from index.analysis.article import AnalysedArticle, analyse_article, analyse_articles
from index.article import Article
from index.corpus.page import RawPage
from index.decisions import write_decisions
from index.errors import CorpusError, UnexpectedError
from index.extract import extract_article
from index.extract.decisions import Trace
from index.extract.kept_decisions import kept_decisions

_log = logging.getLogger(__name__)

_PACKAGES_OF_RULES = (
    "index.corpus",
    "index.extract",
    "index.analysis",
    "index.duplicates",
)


def read_page(page: RawPage) -> AnalysedArticle | CorpusError:
    """Extract and analyse one page; a page without an article is its error."""
    article = extract_with_decisions(page)
    return article if isinstance(article, CorpusError) else _analyse(article)


def extract_page(page: RawPage, trace: Trace | None = None) -> Article | CorpusError:
    """Extract one page; a page without an article is its error."""
    try:
        return extract_article(page, trace)
    except CorpusError as error:
        return error
    except MemoryError:
        raise
    except Exception as exc:
        return _unexpected(page.path, exc)


def extract_with_decisions(page: RawPage) -> Article | CorpusError:
    """Extract one page as an index keeps it: with what was decided, and why."""
    trace = Trace(has_lines=False)
    article = extract_page(page, trace)
    if isinstance(article, UnexpectedError):
        # A fault in telling why must not cost the article.
        return extract_page(page)
    if isinstance(article, CorpusError):
        return article
    try:
        kept = write_decisions(kept_decisions(trace.decisions))
    except MemoryError:
        raise
    except Exception as exc:
        _log.error("keeping why %s was read so failed", page.path, exc_info=exc)
        return article
    return replace(article, decisions=kept)


def _analyse(article: Article) -> AnalysedArticle | CorpusError:
    try:
        return analyse_article(article)
    except MemoryError:
        raise
    except Exception as exc:
        return _unexpected(article.path, exc)


def _unexpected(path: str, exc: Exception) -> UnexpectedError:
    # One page in a million must not cost the other 999,999.
    _log.error("reading %s failed", path, exc_info=exc)
    return UnexpectedError(path, reason=f"{type(exc).__name__}: {exc}")


def read_chunk(
    pages: Sequence[RawPage | Article],
) -> list[AnalysedArticle | CorpusError]:
    """Read several pages, in their order, in less time than one by one.

    What was read before is analysed alone.
    """
    read = [
        page if isinstance(page, Article) else extract_with_decisions(page)
        for page in pages
    ]
    analysed = iter(analyse_chunk([one for one in read if isinstance(one, Article)]))
    return [next(analysed) if isinstance(one, Article) else one for one in read]


def analyse_chunk(articles: list[Article]) -> list[AnalysedArticle | CorpusError]:
    """Analyse several articles, in their order, in less time than one by one."""
    try:
        return analyse_articles(articles)
    except MemoryError:
        raise
    except Exception:
        # Whichever it was, the others are to be had; by itself it is named.
        return list(map(_analyse, articles))


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
