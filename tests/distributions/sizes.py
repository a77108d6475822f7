"""What is installed beside this interpreter: run inside an environment, prints JSON."""

from __future__ import annotations

import json
import sys
from importlib.metadata import distributions
from pathlib import Path

OURS = {"pip", "setuptools"}  # what an environment has before anything is installed


def main() -> None:
    """Prints {distribution: bytes}, compiled files included, as pip leaves them."""
    found = {}
    for one in distributions():
        name = one.metadata["Name"]
        if name not in OURS:
            files = (Path(str(one.locate_file(file))) for file in one.files or ())
            found[name] = sum(file.stat().st_size for file in files if file.is_file())
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
