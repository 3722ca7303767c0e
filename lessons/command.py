"""``alliances learn``: the teaching page in the browser, or as files."""

from __future__ import annotations

import contextlib
import socket
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

#: Where the page is unless told otherwise.
PORT = 8077


def register(app: typer.Typer) -> None:
    """Add the command to ``alliances``."""
    app.command()(learn)


def learn(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the page; 0 for any free one.")
    ] = PORT,
    host: Annotated[
        str, typer.Option(help="Address to listen on; only this machine by default.")
    ] = "127.0.0.1",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open the page in a browser.")
    ] = True,
    export: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Record the lessons as files that any browser shows, and do nothing else.",
        ),
    ] = None,
) -> None:
    """Open the lessons in a browser: predict, run and understand, on the model itself."""
    if export is not None:
        from lessons.record import record

        typer.echo(f"Lessons: {record(export)}")
        return
    _check_free(host, port)
    from lessons.server import serve

    _warm_up()

    def ready(address: str) -> None:
        typer.echo(f"Lessons at {address} (Ctrl-C ends them)")
        if browser:
            webbrowser.open(address)

    with contextlib.suppress(KeyboardInterrupt):  # the way to end it, not a mishap
        serve(host, port, ready)


def _warm_up() -> None:
    """Compile or load everything that a first visitor would else have to wait for."""
    import json

    from lessons.lesson import all_lessons
    from lessons.session import Session
    from sim.simulation import prepare

    prepare()
    session = Session()
    for message in (
        {"do": "begin", "setup": {"lesson": next(iter(all_lessons()))}},
        {"do": "go", "weeks": 1},
    ):
        session.answer(json.dumps(message))


def _check_free(host: str, port: int) -> None:
    """Raise ``BadInput`` if nobody can listen there: a server would only say so in its log."""
    from sim.errors import BadInput

    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(
            f"cannot listen on {host}, port {port}: {reason.lower()}; try --port 0"
        ) from None
