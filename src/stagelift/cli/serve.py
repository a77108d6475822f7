"""`stagelift serve`: the site in a browser, for this machine alone."""

from __future__ import annotations

from contextlib import suppress

import click

from stagelift.cli.options import place_options, root
from stagelift.cli.screen import say
from stagelift.cli.wording import said
from stagelift.errors import ArgumentError


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True)
@place_options
def serve(port: int) -> None:
    """Show the site at http://127.0.0.1, for this machine alone, until Ctrl-C."""
    from stagelift.reports.serving import server
    from stagelift.workspace.runs import site_of

    site = site_of(root())
    if not (site / "index.html").is_file():
        raise ArgumentError("there is no site yet; `stagelift report due` makes what is due")
    try:
        running = server(site, port)
    except OSError as error:
        raise ArgumentError(
            f"--port: {port} cannot be used ({error.strerror}); 0 takes any"
        ) from error
    with running:
        say(said("serve.at", port=running.server_address[1]))
        with suppress(KeyboardInterrupt):
            running.serve_forever()
