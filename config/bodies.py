"""A request gets one of the few threads only when its body is here, bounded in size and time.

Otherwise a handful of phones on bad wifi, halfway through sending, would hold up everybody's pages.
"""

import asyncio
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import trans_real

IN_MEMORY = 256 * 1024  # what is longer waits on disk
FIRST_SECONDS = 30
BYTES_PER_SECOND = 16 * 1024  # whoever sends faster than this has all the time it takes
DISCARDED = 64 * 1024 * 1024  # read to its end, so that the browser gets to see our answer


class WholeBodies:
    def __init__(self, app):
        self.app = app
        self._waiting: set[asyncio.Timeout] = set()

    async def __call__(self, scope, receive, send) -> None:
        headers = dict(scope["headers"])
        if b"transfer-encoding" not in headers and headers.get(b"content-length", b"0") == b"0":
            await self.app(scope, receive, send)
            return
        with SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                length = await self._read(receive, body)
            except TimeoutError:
                await _refuse(scope, send, 408)
                return
            except ConnectionError:
                return
            if length > settings.BODY_LIMIT:
                await _refuse(scope, send, 413)
                return
            body.seek(0)
            await self.app(_with_length(scope, length), _replay(body), send)

    def close(self) -> None:
        """Stop waiting for those that are still sending."""
        for waiting in self._waiting:
            waiting.reschedule(0)

    async def _read(self, receive, body) -> int:
        """How long the body is; the body itself only as far as it is wanted."""
        length = 0
        start = asyncio.get_running_loop().time()
        async with asyncio.timeout(FIRST_SECONDS) as patience:
            self._waiting.add(patience)
            try:
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise ConnectionError
                    chunk = message.get("body", b"")
                    length += len(chunk)
                    if length <= settings.BODY_LIMIT:
                        body.write(chunk)
                    if not message.get("more_body") or length > DISCARDED:
                        return length
                    patience.reschedule(start + FIRST_SECONDS + length / BYTES_PER_SECOND)
            finally:
                self._waiting.discard(patience)


def _with_length(scope, length: int):
    """A body sent in chunks has no length, and without one WSGI sees no body."""
    dropped = {b"transfer-encoding", b"content-length"}
    headers = [(name, value) for name, value in scope["headers"] if name not in dropped]
    return {**scope, "headers": [*headers, (b"content-length", str(length).encode())]}


def _replay(body):
    async def receive():
        return {"type": "http.request", "body": body.read(), "more_body": False}

    return receive


async def _refuse(scope, send, status: int) -> None:
    with translation.override(_language(scope)):
        page = _page(status).encode()
    headers = {
        "content-type": "text/html; charset=utf-8",
        "content-length": str(len(page)),
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "connection": "close",
    }
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": page})


def _page(status: int) -> str:
    if status == 413:
        title = _("That is too much at once")
        words = _("At most %(limit)d MB can be sent. Go back: what you wrote is still there.") % {
            "limit": settings.BODY_LIMIT // 1024**2
        }
    else:
        title = _("The connection was too slow")
        words = _("Not everything arrived, so nothing was saved. Go back and send it again.")
    return format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{}</title><h1>{}</h1><p>{}</p>',
        translation.get_language(),
        title,
        title,
        words,
    )


def _language(scope) -> str:
    accepted = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    for code, _weight in trans_real.parse_accept_lang_header(accepted.lower()):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
