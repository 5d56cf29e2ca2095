"""Why a document cannot be read."""

from index.messages import N_


class UnreadableDocumentError(Exception):
    """A document cannot be read; the argument says why, to be translated."""


TOO_LARGE = N_("it is too large to be a document of text")
