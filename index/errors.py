"""Errors of Tra Cứu, and how their messages reach the reader's language.

::

    TraCuuError
      CorpusError                 one page, or one file of pages, cannot be read
        UnreadableFileError         the operating system refused
        UnknownEndingError          its name ends in nothing we read
        NotTextError                the bytes are in no encoding we know
        EmptyPageError              nothing but white space, or no text left
        TooLargeError               more of something than an article can have
        ReadingStoppedError         it took too long, or killed who read it
        OutsideCorpusError          a link out of the corpus folder
        DocumentError               a DOCX or PDF file has no text for us
        BadRecordError              a JSONL line is not a JSON object
          InvalidJsonError            it is no JSON
          RecordEncodingError         it is in no encoding we know
        MissingFieldError           a record lacks `title` or `body`
        BadFieldError               a record's field has the wrong shape
        DuplicateIdError            two pages claim one article id
        NotKeptError                a cluster cannot keep the article
        UnexpectedError             a fault of ours, or of a library's
      ReindexError                the whole run cannot start
        NoRootsError, PathNotFoundError, UnreadablePathError, NoPagesError,
        SameNameError, IndexIsCorpusError, WorkerDiedError,
        ReindexFailedError
        SchedulerError              Dask does not do what it should
        OtherRulesError             a worker of it has other rules
      IndexStorageError
        IndexNotFoundError          no index yet: the message says how to build one
        IndexFormatError            built by another version: rebuild
        IndexCorruptError           a file is missing, short or altered
        IndexUnreadableError        the operating system refused
        IndexLockedError            another process is reindexing
        IndexWriteError             the disk is full, read-only or gone
        NoEarlierGenerationError    there is nothing to go back to
        ClusterError                OpenSearch does not do what it should
          ClusterUnreachableError     no node answers, or all are too busy
          ClusterTimeoutError         the answer did not come in time
          ClusterIncompleteError      some shards did not answer
          ClusterRefusedError         it does not know us
          ClusterUntrustedError       nobody vouches for its certificate
          ClusterAnswerError          it cannot do what it was asked for
        BeyondRepairError           no stored article can be read any more
          BeyondRepairOneWholeError   but an earlier generation is whole
      WordSegmentationError       words cannot be told apart
        PyviNotFoundError           pyvi, whose model we read, is not installed
        PyviFileError               a file of pyvi's is missing or of another version

`search.errors` and `web.middleware.problems` add theirs under the same root.

An error keeps its English message as a ``%``-style template and the values
apart from it, so that whoever shows it can look the template up in the
translation catalogue first: ``translate(error.template) % error.params``.
"""

from __future__ import annotations

from pathlib import Path

from index.messages import N_


class TraCuuError(Exception):
    """Root of all errors that a user of Tra Cứu can cause and should read.

    Parameters
    ----------
    **params
        Values for the class's `template`; kept as the attribute `params`.
    """

    template = N_("Something went wrong.")

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(params)

    def __str__(self) -> str:
        return self.template % self.params

    def __reduce__(self):
        # Worker processes hand errors to the parent by pickling; the default
        # would call the class with positional arguments.
        return _rebuild, (type(self), self.__dict__)


def _rebuild(cls: type[TraCuuError], state: dict) -> TraCuuError:
    error = cls.__new__(cls)
    error.__dict__.update(state)
    error.args = (state["params"],)
    return error


class CorpusError(TraCuuError):
    """A page that cannot be read; the run goes on without it.

    Parameters
    ----------
    path : str
        The page's path as `tracuu reindex` names it.
    line : int or None
        1-based line, for files that hold many articles.
    **params
        Values for `template`, which is the reason alone, without the place.
    """

    template = N_("the page cannot be read")

    def __init__(self, path: str, line: int | None = None, **params: object) -> None:
        super().__init__(**params)
        self.path = path
        self.line = line

    @property
    def place(self) -> str:
        """``path`` or ``path:line``."""
        return self.path if self.line is None else f"{self.path}:{self.line}"

    @property
    def reason(self) -> str:
        """The reason in English, without the place."""
        return self.template % self.params

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class UnreadableFileError(CorpusError):
    template = N_("the file cannot be opened: %(reason)s")


class UnknownEndingError(CorpusError):
    template = N_("files of this kind are not read (read are: %(endings)s)")


class NotTextError(CorpusError):
    template = N_(
        "expected text in UTF-8, UTF-16 or a Vietnamese 8-bit encoding, found a "
        "byte that is none of them at offset %(offset)d"
    )


class EmptyPageError(CorpusError):
    template = N_("expected a title and a text, found none")


class TooLargeError(CorpusError):
    template = N_("more than %(most)d %(what)s are too many for an article")


class ReadingStoppedError(CorpusError):
    template = N_("reading it was stopped: %(reason)s")


class OutsideCorpusError(CorpusError):
    template = N_("it is a link out of the corpus folder, which is not followed")


class DocumentError(CorpusError):
    template = N_("the document cannot be read: %(reason)s")


class BadRecordError(CorpusError):
    template = N_("expected one JSON object a line: %(reason)s")


class InvalidJsonError(BadRecordError):
    template = N_("expected one JSON object a line, found no JSON at column %(column)d")


class RecordEncodingError(BadRecordError):
    template = N_(
        "expected a line in UTF-8, found a byte that is none at column %(column)d"
    )


class MissingFieldError(CorpusError):
    template = N_("the field “%(field)s” is required and is missing or empty")


class BadFieldError(CorpusError):
    template = N_("the field “%(field)s” should be %(expected)s, found %(found)s")


class DuplicateIdError(CorpusError):
    template = N_("the id “%(id)s” is already used by %(other)s")


class NotKeptError(CorpusError):
    template = N_("OpenSearch cannot keep the article: %(reason)s")


class UnexpectedError(CorpusError):
    template = N_("reading it failed in a way nobody expected: %(reason)s")


class ReindexError(TraCuuError):
    """A reindex that cannot start; the live index is left as it is."""


class NoRootsError(ReindexError):
    template = N_(
        "nothing to index yet: name a folder of pages, as in: tracuu reindex FOLDER"
    )


class PathNotFoundError(ReindexError):
    template = N_("no such file or folder: %(path)s")


class UnreadablePathError(ReindexError):
    template = N_("%(path)s cannot be read: %(reason)s")


class NoPagesError(ReindexError):
    template = N_(
        "no pages in %(path)s (expected files ending in %(endings)s). The index is "
        "left as it is; to empty it on purpose, remove its folder"
    )


class SameNameError(ReindexError):
    template = N_(
        "%(path)s and %(other)s would both be indexed as “%(name)s”: give the "
        "folders different names"
    )


class IndexIsCorpusError(ReindexError):
    template = N_("%(path)s is the folder of the index; name folders of pages")


class WorkerDiedError(ReindexError):
    template = N_(
        "a process that reads pages was killed, perhaps for want of memory; try "
        "with fewer --workers"
    )


class SchedulerError(ReindexError):
    template = N_("Dask at %(address)s cannot share the work: %(reason)s")


class OtherRulesError(ReindexError):
    template = N_(
        "a Dask worker reads pages by other rules than this program: install the same "
        "version of Tra Cứu, pyvi, rensa, trafilatura and pypdfium2 on all machines"
    )


class ReindexFailedError(ReindexError):
    template = N_("the reindex failed in a way nobody expected: %(reason)s")


class IndexStorageError(TraCuuError):
    """Something about the index directory."""


class IndexNotFoundError(IndexStorageError):
    template = N_("no index in %(path)s yet; build one with: tracuu reindex FOLDER")


class IndexFormatError(IndexStorageError):
    template = N_(
        "the index in %(path)s has format %(found)s, this program reads %(supported)s; "
        "build it anew with: tracuu reindex"
    )


class IndexCorruptError(IndexStorageError):
    template = N_(
        "the index file %(path)s is damaged: %(reason)s; see what is with: tracuu "
        "verify; mend it with: tracuu verify --repair, or build the index anew with: "
        "tracuu reindex --full FOLDER"
    )


class IndexUnreadableError(IndexStorageError):
    template = N_("the index file %(path)s cannot be read: %(reason)s")


def refused(path: Path, exc: OSError) -> IndexStorageError:
    """Say of an index file what the operating system said: gone, it is damaged."""
    if isinstance(exc, FileNotFoundError):
        return IndexCorruptError(path=str(path), reason=N_("the file is missing"))
    return IndexUnreadableError(path=str(path), reason=exc.strerror or str(exc))


class IndexLockedError(IndexStorageError):
    template = N_("process %(pid)s has been reindexing %(path)s since %(since)s")


class IndexWriteError(IndexStorageError):
    template = N_("the index in %(path)s cannot be written: %(reason)s")


class NoEarlierGenerationError(IndexStorageError):
    template = N_(
        "the index in %(path)s has no earlier generation that is whole; there is "
        "nothing to go back to"
    )


class ClusterError(IndexStorageError):
    """What hinders an index in an OpenSearch cluster.

    Attributes
    ----------
    may_pass : bool
        Whether the same request may be answered in a moment.
    """

    template = N_("OpenSearch failed")
    may_pass = True


class ClusterUnreachableError(ClusterError):
    template = N_("OpenSearch cannot be reached at %(hosts)s: %(reason)s")


class ClusterTimeoutError(ClusterError):
    template = N_("OpenSearch at %(hosts)s did not answer within %(seconds)s seconds")


class ClusterIncompleteError(ClusterError):
    """Only some shards answered; half an answer is never taken for a whole one."""

    template = N_("a part of the OpenSearch index did not answer: %(reason)s")


class ClusterRefusedError(ClusterError):
    template = N_(
        "OpenSearch at %(hosts)s refused us (%(status)s): expected a user and "
        "password, or an API key, that may use this library"
    )
    may_pass = False


class ClusterUntrustedError(ClusterError):
    template = N_(
        "the certificate of OpenSearch at %(hosts)s is not trusted: %(reason)s; the "
        "setting opensearch_ca_file names a file with that of who signed it"
    )
    may_pass = False


class ClusterAnswerError(ClusterError):
    """A request that the cluster understood and cannot do.

    Parameters
    ----------
    status : int
        Of HTTP; 0 where there is none.
    **params
    """

    template = N_("OpenSearch cannot do what it was asked for: %(reason)s")
    may_pass = False

    def __init__(self, *, status: int = 0, **params: object) -> None:
        super().__init__(**params)
        self.status = status


class BeyondRepairError(IndexStorageError):
    template = N_(
        "of the index in %(path)s no article can be read any more; build it anew "
        "with: tracuu reindex --full FOLDER"
    )


class BeyondRepairOneWholeError(BeyondRepairError):
    template = N_(
        "of the live generation of %(path)s no article can be read any more; an "
        "earlier one is whole: go back to it with: tracuu rollback, or build the "
        "index anew with: tracuu reindex --full FOLDER"
    )


class WordSegmentationError(TraCuuError):
    """The model that tells words apart cannot be read."""


class PyviNotFoundError(WordSegmentationError):
    template = N_(
        "word segmentation reads the model of pyvi %(version)s, which is not "
        "installed; install it with: pip install pyvi==%(version)s"
    )


class PyviFileError(WordSegmentationError):
    template = N_(
        "%(path)s: expected the file of pyvi %(version)s, found %(found)s; install "
        "it with: pip install --force-reinstall --no-deps pyvi==%(version)s"
    )
