"""What can be set about the web front end."""

from __future__ import annotations

from dataclasses import dataclass, field

LANGUAGES = ("vi", "en")
"""Languages of the catalogue; English is the language of the message ids."""

LOG_FORMATS = ("json", "text")
LOGGED_REQUESTS = ("all", "slow", "none")
LOGGED_QUERIES = ("never", "slow", "always")
LOGGED_CLIENTS = ("whole", "network", "none")

_CHOICES = {
    "language": LANGUAGES,
    "log_format": LOG_FORMATS,
    "log_requests": LOGGED_REQUESTS,
    "log_queries": LOGGED_QUERIES,
    "log_clients": LOGGED_CLIENTS,
}


@dataclass(frozen=True, slots=True)
class Access:
    """What has to be shown to get in; empty where that way is closed.

    Attributes
    ----------
    token : str
        For ``Authorization: Bearer``.
    user, password : str
        For basic authentication.
    """

    token: str = field(default="", repr=False)
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    @property
    def is_restricted(self) -> bool:
        """Whether anything has to be shown at all."""
        return bool(self.token or self.password)


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Settings of one running service.

    Attributes
    ----------
    language : str
        One of `LANGUAGES`: spoken to whoever asks for none, neither with ``?lang=``
        nor by the browser.
    site_name : str
        Shown in the masthead and in window titles.
    time_limit : int
        Seconds that an answer may take.
    access : Access
        Who may read.
    rate_limit : int
        Requests a minute that one client may make; 0: as many as it likes.
    proxies : int
        Proxies in front whose ``X-Forwarded-*`` headers are believed.
    log_format : str
        One of `LOG_FORMATS`.
    log_requests : str
        One of `LOGGED_REQUESTS`: which of them get a line.
    log_queries : str
        One of `LOGGED_QUERIES`: of which of those lines the query is a part.
    log_clients : str
        One of `LOGGED_CLIENTS`: how much of an address a line has.
    slow_query_ms : int
        From how many milliseconds on a request is slow.
    """

    language: str = "vi"
    site_name: str = "Tra Cứu"
    time_limit: int = 10
    access: Access = Access()
    rate_limit: int = 0
    proxies: int = 0
    log_format: str = "json"
    log_requests: str = "all"
    log_queries: str = "never"
    log_clients: str = "whole"
    slow_query_ms: int = 500

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if (value := getattr(self, name)) not in choices:
                raise ValueError(f"{name}: expected one of {choices}, found {value!r}")
