"""`hotspot completion`: the shell's completion script."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of a shell, such as: eval "$(hotspot completion bash)"."""
    from hotspot.cli import group

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(group, {}, "hotspot", "_HOTSPOT_COMPLETE").source())
