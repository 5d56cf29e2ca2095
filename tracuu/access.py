"""Secrets of a private archive: from where they are, and never from a flag.

What is on a command line, everybody on the machine can read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from index.messages import N_
from web.config import Access
from web.errors import AccessSettingsError
from web.language.catalogue import Text

_KEYS = {
    "token": "access_token",
    "user": "access_user",
    "password": "access_password",
}
MIN_TOKEN_LENGTH = 16
# What may follow "Bearer" in a header: RFC 6750, section 2.1.
_TOKEN = re.compile(rf"[A-Za-z0-9\-._~+/]{{{MIN_TOKEN_LENGTH},}}=*")


def read_access(config: Mapping[str, Any]) -> Access:
    """Find out who may read: variable first, then credential, then config file.

    Parameters
    ----------
    config : mapping
        Values of the config file.

    Returns
    -------
    Access
        Open to everybody where nothing is set.

    Raises
    ------
    AccessSettingsError
        If a value is empty, since nobody means that; if there is a user without
        a password or the reverse; if a token is short enough to be guessed, or
        cannot be sent. The values are not part of the message.
    """
    access = Access(**{name: read_secret(key, config) for name, key in _KEYS.items()})
    if bool(access.user) != bool(access.password):
        missing = "access_password" if access.user else "access_user"
        refuse(missing, N_("a value, as the other of user and password has one"))
    if ":" in access.user:
        refuse("access_user", N_("a name without a colon"))
    if access.token and not _TOKEN.fullmatch(access.token):
        expected = N_("at least %(n)d letters, digits or signs of -._~+/ and no others")
        refuse("access_token", expected, n=MIN_TOKEN_LENGTH)
    return access


def read_secret(key: str, config: Mapping[str, Any]) -> str:
    """Give a secret: of a variable, a credential or the config file; empty: none.

    Raises
    ------
    AccessSettingsError
        If it is set and empty, or a credential cannot be read.
    """
    value = os.environ.get(f"TRACUU_{key.upper()}")
    # https://systemd.io/CREDENTIALS; secrets of containers are laid out alike.
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if value is None and folder and (file := Path(folder) / key).is_file():
        try:
            value = file.read_text("utf-8").removesuffix("\n")
        except (OSError, UnicodeDecodeError) as exc:
            reason = N_("a credential that can be read as UTF-8")
            raise AccessSettingsError(name=key, expected=Text(reason)) from exc
    if value is None:
        value = config.get(key)
    if value is None:
        return ""
    if not value:
        refuse(key, N_("a value that is not empty"))
    return value


def refuse(key: str, expected: str, **params: object) -> NoReturn:
    """Raise that a secret cannot be used; its value is not part of the message."""
    raise AccessSettingsError(name=key, expected=Text(expected, params))
