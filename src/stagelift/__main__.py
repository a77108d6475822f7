"""`python -m stagelift`: the same commands as `stagelift`."""

from __future__ import annotations

from stagelift.cli import main

if __name__ == "__main__":
    main()
