"""`python -m stagelift`: the same commands as `stagelift`."""

from __future__ import annotations

from stagelift.leaving import leaving_at_once


def run() -> None:
    """What `stagelift` runs."""

    def commands() -> None:
        from stagelift.cli import main

        main()

    leaving_at_once(commands)


if __name__ == "__main__":
    run()
