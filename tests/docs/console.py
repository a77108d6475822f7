"""Pages whose commands are run: what a page says a command prints is what it prints.

In a page, `<!-- workspace: NAME -->` says in which workspace the blocks after it run. A `console`
block holds `$ command` lines and what each prints; `...` stands for anything; beside `stagelift` a
page may `export` a variable, `cd` into a folder and `rm` files. A `python` block of
`>>>` lines is run likewise, in one namespace a page. A `yaml` or `markdown` block with
`title="PATH"` writes that file. Other blocks are shown, not run.
"""

from __future__ import annotations

import doctest
import os
import re
import shlex
from collections.abc import Callable
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from click.testing import CliRunner

from stagelift.cli import main

UPDATE = "STAGELIFT_UPDATE_DOCS"  # set: the page is written anew with what the commands print
FENCE = re.compile(
    r"^<!-- workspace: (?P<workspace>\w+) -->$"
    r"|^```(?P<kind>\w+)(?: title=\"(?P<title>[^\"]+)\")?[^\n]*\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)
CHECKER = doctest.OutputChecker()


@dataclass
class Page:
    """A page that is run from its top to its end.

    Args:
        path: The Markdown file.
        workspace: Gives the folder of a workspace's name, a copy this page may change.
    """

    path: Path
    workspace: Callable[[str], Path]
    here: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    names: dict[str, object] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    ran: int = 0

    def run(self) -> list[str]:
        """What differs from the page, one text for each command; the page itself when updating."""
        written = FENCE.sub(self._block, self.path.read_text("utf-8"))
        if os.environ.get(UPDATE):
            self.path.write_text(written, encoding="utf-8")
        return self.mistakes

    def _block(self, block: re.Match[str]) -> str:
        body = block["body"] or ""
        if block["workspace"]:
            self.here = self.workspace(block["workspace"])
        elif block["title"] and self.here:
            target = self.here / block["title"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)  # the original may share the file
            target.write_text(body, encoding="utf-8")
        elif block["kind"] == "console":
            printed = COMMAND.sub(
                lambda found: f"$ {found[1]}\n{self._shown(found[1], found[2])}", body
            )
            return block[0].replace(body, printed)
        elif block["kind"] == "python" and body.startswith(">>>"):
            for example in doctest.DocTestParser().get_examples(body):
                self._differs(example.source, example.want, self._python(example.source))
        return block[0]

    def _shown(self, command: str, want: str) -> str:
        """What the page is to show of a command: what it shows, or what is printed now."""
        got = self._command(command)
        unknown = want == "...\n" and got != ""
        return shortened(want, got) if self._differs(command, want, got) or unknown else want

    def _command(self, line: str) -> str:
        words = shlex.split(line, comments=True)
        if words[0] == "export":
            self.environment.update(word.split("=", 1) for word in words[1:])
            return ""
        if self.here is not None and words[0] == "cd":
            self.here = self.here / words[1]
            return ""
        if self.here is not None and words[0] == "rm":
            for word in words[1:]:
                (self.here / word).unlink()
            return ""
        if self.here is None or words[0] != "stagelift":
            raise AssertionError(f"{self.path.name}: a page runs stagelift only, not: {line}")
        self.ran += 1
        runner = CliRunner(env={"STAGELIFT_LANGUAGE": None, **self.environment})
        with chdir(self.here):
            return runner.invoke(main, words[1:]).output

    def _python(self, source: str) -> str:
        self.ran += 1
        with chdir(self.here or Path.cwd()), redirect_stdout(StringIO()) as printed:
            # as typed at a prompt: an expression's value is printed
            exec(compile(source, self.path.name, "single"), self.names)
        return printed.getvalue()

    def _differs(self, command: str, want: str, got: str) -> bool:
        """Whether something else is printed than the page says."""
        got = "".join(f"{line.rstrip()}\n" for line in got.splitlines())
        if CHECKER.check_output(want, got, doctest.ELLIPSIS):
            return False
        self.mistakes.append(f"{command.strip()}\n--- the page\n{want}--- printed\n{got}")
        return True


def shortened(want: str, got: str) -> str:
    """What was printed, as far as the page shows it.

    Args:
        want: What the page shows; a last line `...` cuts the rest, `...` alone says nothing yet.
        got: What was printed.

    Returns:
        All of it, or as many lines as stand before the last `...`.
    """
    got = "".join(f"{line.rstrip()}\n" for line in got.splitlines())
    lines = want.splitlines()
    if len(lines) < 2 or lines[-1] != "...":
        return got
    return "".join(got.splitlines(keepends=True)[: len(lines) - 1]) + "...\n"
