"""The server: the page's files, and one socket a visitor.

A socket answers every message before it reads the next, so that whoever reads slowly waits for
itself alone. The work is done in threads: kernels take well under a millisecond, between which
other visitors get their turn.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from lessons.files import page_files
from lessons.session import LONGEST_MESSAGE, Session

LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: Codes with which a socket is closed; the page says what they mean.
FULL, IDLE, FOREIGN = 4001, 4002, 4003
#: What browsers are told to keep to: nothing from anywhere else.
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; "
    "style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
}
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Limits:
    """What a server allows."""

    sessions: int = 40
    idle_seconds: float = 30 * 60.0
    messages_a_second: float = 200.0


@dataclass
class Pace:
    """A bucket of permissions that fills at a steady rate: whoever asks too fast waits."""

    rate: float
    left: float = field(init=False)
    last: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.left = self.rate

    def wait(self) -> float:
        """Take one permission and return for how many seconds to wait before using it."""
        now = time.monotonic()
        self.left = min(self.rate, self.left + (now - self.last) * self.rate)
        self.last = now
        self.left -= 1.0
        return max(0.0, -self.left / self.rate)


def application(host: str = "127.0.0.1", limits: Limits | None = None) -> Starlette:
    """Return the application that a server at ``host`` runs."""
    limits = limits or Limits()
    known = (*LOOPBACK, host) if host not in ("0.0.0.0", "::") else ()
    workers = ThreadPoolExecutor(max_workers=limits.sessions, thread_name_prefix="session")
    open_sockets: set[WebSocket] = set()
    files = {name: text.encode() for name, text in page_files().items()}
    packed = {name: gzip.compress(content) for name, content in files.items()}

    async def page(request: Request) -> Response:
        name = request.path_params.get("name", "") or "index.html"
        if not _is_known(request.headers.get("host", ""), known):
            return PlainTextResponse("This server answers to its own name only.", 421)
        if name not in files:
            return PlainTextResponse("There is no such page.", 404)
        kind = TYPES[Path(name).suffix]
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers = {**HEADERS, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            return Response(packed[name], headers=headers, media_type=kind)
        return Response(files[name], headers=HEADERS, media_type=kind)

    async def socket(websocket: WebSocket) -> None:
        if not _same_origin(websocket, known):
            await websocket.close(FOREIGN)
            return
        await websocket.accept()
        if len(open_sockets) >= limits.sessions:
            await websocket.close(FULL)
            return
        open_sockets.add(websocket)
        try:
            with contextlib.closing(Session()) as session:
                await _converse(websocket, session, limits, workers)
        except WebSocketDisconnect:
            pass
        finally:
            open_sockets.discard(websocket)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        workers.shutdown(wait=False, cancel_futures=True)

    routes = [WebSocketRoute("/socket", socket), Route("/", page), Route("/{name:path}", page)]
    return Starlette(routes=routes, lifespan=lifespan)


async def _converse(
    websocket: WebSocket, session: Session, limits: Limits, workers: ThreadPoolExecutor
) -> None:
    """Answer one message after another until the visitor goes or falls asleep."""
    loop, pace = asyncio.get_running_loop(), Pace(limits.messages_a_second)
    while True:
        text = await _next_text(websocket.receive, limits.idle_seconds)
        if text is None:
            await websocket.close(IDLE)
            return
        await asyncio.sleep(pace.wait())
        answer = await loop.run_in_executor(workers, session.answer, text)
        await websocket.send_text(json.dumps(answer, separators=(",", ":"), allow_nan=False))


async def _next_text(
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]], seconds: float
) -> str | bytes | None:
    try:
        message = await asyncio.wait_for(receive(), seconds)
    except TimeoutError:
        return None
    if message["type"] != "websocket.receive":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    return text if text is not None else message.get("bytes") or b""


def _same_origin(websocket: WebSocket, known: tuple[str, ...]) -> bool:
    """Whether a socket was opened by this server's own page."""
    host, origin = websocket.headers.get("host", ""), websocket.headers.get("origin", "")
    return _is_known(host, known) and urlsplit(origin).netloc == host != ""


def _is_known(host: str, known: tuple[str, ...]) -> bool:
    """Whether a Host header names this server: another name that leads here is an attack."""
    return not known or urlsplit(f"//{host}").hostname in known


def serve(host: str, port: int, when_ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``when_ready`` is told the address once somebody answers there."""
    import uvicorn

    config = uvicorn.Config(
        application(host),
        host=host,
        port=port,
        log_level="warning",
        ws="websockets-sansio",
        ws_max_size=LONGEST_MESSAGE,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=2,
    )

    class Server(uvicorn.Server):
        """Says where it listens once it does."""

        async def startup(self, sockets: list[Any] | None = None) -> None:
            """Start, then tell."""
            await super().startup(sockets)
            if self.started:
                bound = self.servers[0].sockets[0].getsockname()[1]
                when_ready(f"http://{f'[{host}]' if ':' in host else host}:{bound}/")

    Server(config).run()
