"""What the answers of a cluster mean: whole or not, and why not."""

from __future__ import annotations

from typing import Any


def reason_of_certificate(text: str) -> str:
    """Give why a certificate was not trusted, from what OpenSSL says."""
    # "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: REASON (_ssl.c:1)"
    reason = text.partition("verify failed: ")[2].partition(" (_ssl")[0]
    return shortened(reason or text)


def is_whole(answer: dict[str, Any]) -> bool:
    """Tell whether an answer is of all shards, and of all of the time it needed."""
    shards = answer.get("_shards")
    if not shards or answer.get("timed_out"):
        return False
    # A shard that is on no node has not failed: it is only not among the successful.
    return not shards["failed"] and shards["successful"] == shards["total"]


def reason_of(answer: dict[str, Any]) -> str:
    """Give why a request failed, or why an answer is not whole."""
    error = answer.get("error")
    if isinstance(error, dict):
        causes = [*error.get("root_cause", ()), error]
        causes += [shard["reason"] for shard in error.get("failed_shards", ())]
        causes += [one["caused_by"] for one in causes if one.get("caused_by")]
        found = (one.get("reason") for one in causes)
        return "; ".join(dict.fromkeys(filter(None, found)))
    if isinstance(error, str):
        return error
    failures = answer.get("_shards", {}).get("failures", ())
    reasons = [f.get("reason", {}).get("reason") or "" for f in failures]
    if answer.get("timed_out"):
        reasons.append("timed out")
    shards = answer.get("_shards", {})
    if n_missing := shards.get("total", 0) - shards.get("successful", 0):
        reasons.append(f"{n_missing} of {shards['total']} shards did not answer")
    return "; ".join(dict.fromkeys(filter(None, reasons))) or "no reason was given"


def shortened(reason: object) -> str:
    """Give a reason on one line, of at most 300 characters."""
    text = " ".join(str(reason).split())
    return text if len(text) <= 300 else f"{text[:299]}…"
