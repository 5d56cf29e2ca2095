"""Names that articles have: typed in part, without marks, in other spellings."""

from search.names.column import NameColumn, NameColumns
from search.names.words import NameWords

__all__ = ["NameColumn", "NameColumns", "NameWords"]
