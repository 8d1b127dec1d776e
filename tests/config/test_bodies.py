import asyncio

import pytest

from config import bodies


class Recorder:
    """Stands for the pages behind: remembers what arrived."""

    async def __call__(self, scope, receive, send):
        self.body = (await receive())["body"]
        self.length = dict(scope["headers"]).get(b"content-length")


@pytest.fixture
def pages():
    return Recorder()


def send_body(pages, *chunks, headers=((b"transfer-encoding", b"chunked"),), close_after=None):
    """The status and page answered on the way, if any, to a body that arrives in these pieces."""
    answer = {}
    whole = bodies.WholeBodies(pages)
    waiting = list(chunks)

    async def receive():
        if not waiting:
            if close_after is not None:
                asyncio.get_running_loop().call_later(close_after, whole.close)
            await asyncio.sleep(30)
        chunk = waiting.pop(0)
        if chunk is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunk, "more_body": bool(waiting) or not chunk}

    async def send(message):
        answer.update(message)

    scope = {"type": "http", "headers": list(headers)}
    asyncio.run(whole(scope, receive, send))
    return answer


def test_a_body_in_chunks_arrives_whole_and_with_its_length(pages):
    assert send_body(pages, b"one, ", b"two") == {}
    assert (pages.body, pages.length) == (b"one, two", b"8")


def test_a_long_body_is_refused_in_the_readers_language(pages, settings):
    settings.BODY_LIMIT = 3 * 1024**2
    answer = send_body(
        pages, b"x" * 2 * 1024**2, b"x" * 2 * 1024**2,
        headers=[(b"content-length", b"4194304"), (b"accept-language", b"xx, en;q=0.5")],
    )  # fmt: skip
    assert answer["status"] == 413
    assert b'lang="en"' in answer["body"]
    assert b"At most 3 MB" in answer["body"]
    headers = dict(answer["headers"])
    assert headers[b"content-security-policy"].startswith(b"default-src 'none'")
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert not hasattr(pages, "body")


def test_a_body_that_stops_arriving_is_given_up(pages, monkeypatch):
    monkeypatch.setattr(bodies, "FIRST_SECONDS", 0.05)
    assert send_body(pages, b"half", b"")["status"] == 408
    assert not hasattr(pages, "body")


def test_the_end_of_the_server_is_the_end_of_waiting(pages):
    assert send_body(pages, b"half", b"", close_after=0.01)["status"] == 408


def test_whoever_left_gets_no_answer(pages):
    assert send_body(pages, b"half", None) == {}
    assert not hasattr(pages, "body")
