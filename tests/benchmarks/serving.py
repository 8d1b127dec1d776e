"""The processes that are asked: the app as `serve` runs it, and the floors beside it.

A floor is a bare application on the same web server, or a connection with nothing around it.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psycopg
import uvicorn

from .room import HOME, PORT

SERVED = "BENCHMARK_SERVES"
BODY = HOME / "body"  # what the floor of a page sends
GZIPPED = [(b"content-type", b"text/html"), (b"content-encoding", b"gzip")]
INSERT = "INSERT INTO benchmark (body) VALUES ('What somebody thought about these words.')"


@contextmanager
def served(name: str, *, workers: int = 1) -> Iterator[None]:
    """An application in so many processes of its own, until the end of the block."""
    env = os.environ | {SERVED: name, "WEB_CONCURRENCY": str(workers)}
    process = subprocess.Popen([sys.executable, "-m", __name__], env=env)
    try:
        _wait_for(process)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(process: subprocess.Popen) -> None:
    while process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", PORT)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server ended before it began.")


def database() -> dict:
    from django.conf import settings

    entry = settings.DATABASES["default"]
    return {"host": entry["HOST"], "user": entry["USER"], "dbname": entry["NAME"]}


def make_tables() -> None:
    with psycopg.connect(**database()) as connection:
        connection.execute("CREATE TABLE benchmark (id bigserial PRIMARY KEY, body text)")
        connection.execute("CREATE TABLE benchmark_row (last bigint)")
        connection.execute("INSERT INTO benchmark_row VALUES (0)")


def commits_a_second(seconds: float) -> float:
    """One connection that updates a row and commits, again and again."""
    with psycopg.connect(**database(), autocommit=True) as connection:
        done, begun = 0, time.perf_counter()
        while time.perf_counter() - begun < seconds:
            connection.execute("UPDATE benchmark_row SET last = last + 1")
            done += 1
        return done / (time.perf_counter() - begun)


async def page(scope, receive, send) -> None:
    """The floor of a page: the same compressed bytes, held in memory."""
    await _answer(send, page.body, GZIPPED)


async def insert(scope, receive, send) -> None:
    """The floor of a post: one row, one commit."""
    async with _connection() as connection:
        await connection.execute(INSERT)
    await _answer(send, b"", [])


@asynccontextmanager
async def _connection():
    free = insert.free
    connection = free.pop() if free else await psycopg.AsyncConnection.connect(**insert.database)
    await connection.set_autocommit(True)
    yield connection
    free.append(connection)


async def _answer(send, body: bytes, headers: list) -> None:
    headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def application():
    name = os.environ[SERVED]
    if name == "page":
        page.body = Path(BODY).read_bytes()
        return page
    from config.asgi import application as app

    insert.free, insert.database = [], database()
    return {"app": app, "insert": insert}[name]


if __name__ == "__main__":
    uvicorn.run(
        "tests.benchmarks.serving:application",
        factory=True,
        host="127.0.0.1",
        port=PORT,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        lifespan="off",
        backlog=2048,
    )
