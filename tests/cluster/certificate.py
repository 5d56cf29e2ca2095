"""A certificate that nobody trusts yet, made by the command ``openssl``."""

from __future__ import annotations

import ipaddress
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.cluster.errors import ClusterError


def make_certificate(folder: Path, names: Sequence[str]) -> tuple[Path, Path]:
    """Make a self-signed certificate, valid for two days.

    Parameters
    ----------
    names : sequence of str
        The host names and addresses that it is for.

    Returns
    -------
    certificate, key : Path
        Both PEM, in `folder`.

    Raises
    ------
    ClusterError
        There is no ``openssl``, or it fails.
    """
    openssl = shutil.which("openssl")
    if openssl is None:
        raise ClusterError("a certificate is made by `openssl`, which is not here")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    done = subprocess.run(
        [openssl, "req", "-x509", "-nodes", "-days", "2"]
        + ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
        + ["-subj", "/CN=Tra Cuu tests", "-keyout", key, "-out", certificate]
        + ["-addext", "subjectAltName=" + ",".join(map(_alternative, names))]
        # Without it OpenSSL's strict checks refuse what signs itself.
        + ["-addext", "keyUsage=critical,digitalSignature,keyCertSign"],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise ClusterError(f"openssl made no certificate:\n{done.stderr}")
    return certificate, key


def _alternative(name: str) -> str:
    try:
        return f"IP:{ipaddress.ip_address(name)}"
    except ValueError:
        return f"DNS:{name}"
