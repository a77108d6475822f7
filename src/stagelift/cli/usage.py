"""What click finds wrong with the words of a command, in the language of the output."""

from __future__ import annotations

from typing import IO, Any

import click

CALL = "사용법: "
HELP = "도움말: {command} --help"
MISTAKE = "오류: {what}"


class KoreanUsage(click.UsageError):
    """A mistake in the words of a command, said in Korean."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Prints how the command is called, where its help is, and the mistake.

        Args:
            file: Where to; where errors go when left out.
        """
        lines = [MISTAKE.format(what=self.message)]
        if self.ctx is not None:
            formatter = self.ctx.make_formatter()
            words = " ".join(self.ctx.command.collect_usage_pieces(self.ctx))
            formatter.write_usage(self.ctx.command_path, words, prefix=CALL)
            called = formatter.getvalue().rstrip()
            lines = [called, HELP.format(command=self.ctx.command_path), "", *lines]
        click.echo("\n".join(lines), file=file, err=file is None)


def in_language(error: click.UsageError, ctx: click.Context | None) -> click.UsageError:
    """A usage error in the language of the output.

    Args:
        error: What click raised.
        ctx: The context it was raised in, for an error that does not know its own.

    Returns:
        The same error in English, else a Korean one. A group without a command shows its help, and
        stays as it is.
    """
    from stagelift.cli.options import language
    from stagelift.reports.korean_sentences import in_korean

    place = error.ctx or ctx
    if place is None or isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error
    with place.scope(cleanup=False):
        if language() != "ko":
            return error
    return KoreanUsage(in_korean(error.format_message().rstrip(".")), place)
