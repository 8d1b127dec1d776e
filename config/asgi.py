"""The ASGI application. Every page is Django's WSGI handler in a small pool of threads, but for answers
that can be given again as they are (sessions/repeats.py).

A path that is to be served in the event loop itself, as a stream is, gets its branch in `__call__`,
ahead of the pages. It passes no middleware: check the host, set the security headers there.
"""

import os

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
wsgi_application = get_wsgi_application()

from django.conf import settings  # noqa: E402  once Django is set up
from whitenoise.middleware import WhiteNoiseFileResponse  # noqa: E402

from config.bodies import WholeBodies  # noqa: E402
from config.worker import Worker  # noqa: E402
from sessions.repeats import Repeats  # noqa: E402

THREADS = 12
# A static file in one piece: in the usual 4 kB pieces it holds a thread for as long as a phone takes.
WhiteNoiseFileResponse.block_size = 1 << 20


class Application:
    def __init__(self):
        self.pages = WholeBodies(WSGIMiddleware(wsgi_application, workers=THREADS))
        self.repeats = Repeats()
        self.worker = Worker() if settings.WORKER else None

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and not await self.repeats.answer(scope, send):
            await self.pages(scope, receive, send)

    def close(self) -> None:
        """Told that the end has come: nobody's half-sent request or running job holds it up."""
        self.pages.close()
        if self.worker:
            self.worker.ask_to_end()

    async def _live(self, receive, send) -> None:
        await receive()
        if self.worker:
            self.worker.start()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.repeats.close()
        if self.worker:
            await self.worker.end()
        await send({"type": "lifespan.shutdown.complete"})


application = Application()
