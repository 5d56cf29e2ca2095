"""How many words a beginning of words may stand for, in every engine."""

MAX_PREFIX_TERMS = 1000
"""Terms that a prefix stands for, the commonest; a few letters have more."""
