"""Little was found: what was meant?

`slips` says what a slip of the keyboard or the ear costs, `likelihood` how often
words stand together, `corrections` makes candidates of both, `left_alone` says what
has none, and `suggesting` decides whether one is offered.
"""

from search.did_you_mean.suggesting import suggest

__all__ = ["suggest"]
