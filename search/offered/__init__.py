"""What is offered while somebody types, read from the files that hold it."""

from search.offered.files import Suggestions, open_suggestions
from search.offered.table import SuggestionTable

__all__ = ["SuggestionTable", "Suggestions", "open_suggestions"]
