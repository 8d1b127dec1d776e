"""People who ask all at once, each on a connection that stays open."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from .room import PORT


@dataclass
class Asked:
    """How it went: answers a second, and how long one took."""

    seconds: float = 0
    times: list[float] = field(default_factory=list)
    body: bytes = b""  # the last one

    @property
    def per_second(self) -> float:
        return round(len(self.times) / self.seconds, 1)

    def milliseconds(self, part: float) -> float:
        return round(sorted(self.times)[int(part * (len(self.times) - 1))] * 1000, 1)

    def told(self, floor: float) -> dict:
        return {
            "per_second": self.per_second,
            "floor_per_second": round(floor, 1),
            "ratio": round(self.per_second / floor, 3),
            "p50_ms": self.milliseconds(0.5),
            "p95_ms": self.milliseconds(0.95),
            "bytes": len(self.body),
        }


def ask(requests: list[Callable[[], bytes]], seconds: float, status: int = 200) -> Asked:
    """Each of `requests` is a client: a function that makes its next request."""
    return asyncio.run(_ask(requests, seconds, status))


async def _ask(requests, seconds, status) -> Asked:
    asked = Asked()
    begun = time.perf_counter()
    await asyncio.gather(*(_client(make, asked, begun + seconds, status) for make in requests))
    asked.seconds = time.perf_counter() - begun
    return asked


async def _client(make, asked: Asked, until: float, status: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT, limit=1 << 20)
    begun = time.perf_counter()
    while not asked.times or begun < until:  # once at least
        writer.write(make())
        head = await reader.readuntil(b"\r\n\r\n")
        body = await _body(reader, head.lower())
        assert head.split(b" ")[1] == str(status).encode(), head + body[:2000]
        asked.times.append(time.perf_counter() - begun)
        asked.body = body
        begun = time.perf_counter()
    writer.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if b"transfer-encoding: chunked" in head:
        body = b""
        while size := int(await reader.readline(), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readline()
        return body
    length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
    return await reader.readexactly(int(length or 0))


def get(path: str, cookies: dict, **headers) -> bytes:
    return _head("GET", path, cookies, headers)


def post(path: str, cookies: dict, data: dict, **headers) -> bytes:
    body = urlencode(data | {"csrfmiddlewaretoken": cookies["csrftoken"]}).encode()
    headers |= {
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": len(body),
    }
    return _head("POST", path, cookies, headers) + body


def _head(method: str, path: str, cookies: dict, headers: dict) -> bytes:
    headers |= {
        "Host": f"127.0.0.1:{PORT}",
        "Accept-Encoding": "gzip",
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
    }
    lines = [
        f"{method} {path} HTTP/1.1",
        *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items()),
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
