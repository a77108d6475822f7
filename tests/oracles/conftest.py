"""The scripts here are run by hand, some in environments of their own: no test collects them."""

collect_ignore_glob = ["*.py"]
