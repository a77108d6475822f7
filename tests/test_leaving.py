"""A process that leaves at once has done all that it must, and says how it ended."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import atexit, sys
from stagelift.leaving import leaving_at_once

class Held:
    def __del__(self):
        print("freed")

def work():
    global held
    held = Held()
    held.itself = held
    atexit.register(print, "tidied up")
    print("worked", end=" ")
    {end}

leaving_at_once(work)
"""


@pytest.mark.parametrize(
    ("end", "code", "said"),
    [
        ("pass", 0, ""),
        ("sys.exit()", 0, ""),
        ("sys.exit(3)", 3, ""),
        ("sys.exit('in words')", 1, "in words"),
        ("raise ValueError('broken')", 1, "ValueError: broken"),
    ],
)
def test_exit_handlers_run_and_objects_are_not_freed(end, code, said):
    words = [sys.executable, "-c", PROGRAM.format(end=end)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stdout == "worked tidied up\n"
    assert said in done.stderr


def test_a_reader_who_has_gone_is_no_error():
    words = [sys.executable, "-m", "stagelift", "--help"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
