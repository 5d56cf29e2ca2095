"""What can go wrong with a cluster."""

from __future__ import annotations


class ClusterError(Exception):
    """A cluster cannot be made, started or reached; the message says what to do."""


class NoJdkError(ClusterError):
    """No JDK that OpenSearch runs on is on this machine."""
