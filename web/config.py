"""What can be set about the web front end."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("vi", "en")
"""Languages of the catalogue; English is the language of the message ids."""


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Settings of one running service.

    Attributes
    ----------
    language : str
        One of `LANGUAGES`: spoken to whoever does not ask with ``?lang=``.
    site_name : str
        Shown in the masthead and in window titles.
    time_limit : int
        Seconds that an answer may take.
    """

    language: str = "vi"
    site_name: str = "Tra Cứu"
    time_limit: int = 10

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"expected one of {LANGUAGES}, found {self.language!r}")
