"""What lets a shell complete `diag`: commands, options and their words, from the commands themselves.

click knows bash, zsh and fish; PowerShell is here. Its file names are completed by PowerShell itself, which
does so where nothing else is proposed.
"""

import os
from typing import Any

import click
from click.shell_completion import CompletionItem, ShellComplete, add_completion_class, get_completion_class

SHELLS = ("bash", "zsh", "fish", "powershell")


class PowerShellComplete(ShellComplete):
    """Completion for Windows: the words before the cursor, one a line, and the one that is begun."""

    name = "powershell"
    source_template = """\
Register-ArgumentCompleter -Native -CommandName %(prog_name)s -ScriptBlock {
    param($word, $line, $cursor)
    $env:COMP_WORDS = ($line.CommandElements | ForEach-Object { $_.ToString() }) -join "`n"
    $env:COMP_WORD = $word
    $env:%(complete_var)s = 'powershell_complete'
    %(prog_name)s
    Remove-Item Env:COMP_WORDS, Env:COMP_WORD, Env:%(complete_var)s
}"""

    def get_completion_args(self) -> tuple[list[str], str]:
        """Return the words that are whole, and the one that is begun."""
        words, begun = os.environ["COMP_WORDS"].split("\n")[1:], os.environ.get("COMP_WORD", "")
        return (words[:-1] if begun and words else words), begun

    def format_completion(self, item: CompletionItem[Any]) -> str:
        """Return a word to propose; nothing for a file."""
        return str(item.value) if item.type == "plain" else ""


add_completion_class(PowerShellComplete)


def show_completion(context: click.Context, _: click.Parameter, shell: str | None) -> None:
    """Print the script that a shell is to read, and leave."""
    if not shell:
        return
    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(context.command, {}, "diag", "_DIAG_COMPLETE").source())
    context.exit()
