"""``tracuu completion``: completion of commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from index.messages import N_
from tracuu.commands import Command

_SHELLS = ("bash", "zsh", "fish")


@click.command(
    cls=Command,
    help=N_("Print the script that completes tracuu's commands in a shell."),
    examples=(
        (
            N_("for bash, in every new shell"),
            "tracuu completion bash >> ~/.bashrc",
        ),
        (
            N_("for fish"),
            "tracuu completion fish > ~/.config/fish/completions/tracuu.fish",
        ),
    ),
)
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a completion script."""
    maker = get_completion_class(shell)
    assert maker is not None
    root = ctx.find_root().command
    click.echo(maker(root, {}, "tracuu", "_TRACUU_COMPLETE").source())
