"""What several commands tell of a cluster."""

from __future__ import annotations

import click

from index.messages import N_
from search.types import ClusterHealth
from tracuu.language import _, decimal

_COLOURS = {
    "green": N_("green: every copy of every shard is there"),
    "yellow": N_("yellow: every shard is there, but not every copy"),
    "red": N_("red: a part of the index is on no node, and nothing can be answered"),
}


def health_text(health: ClusterHealth) -> str:
    """Describe how a cluster keeps an index, coloured."""
    colour = click.style(_(_COLOURS[health.status]), fg=health.status, bold=True)
    counts = _("nodes %(nodes)s, shards %(shards)s, of them missing %(missing)s") % {
        "nodes": decimal(health.nodes),
        "shards": decimal(health.shards + health.unassigned_shards),
        "missing": decimal(health.unassigned_shards),
    }
    return f"{colour} ({counts})"
