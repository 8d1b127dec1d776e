"""The web server: uvicorn, with an ending that is quick and leaves nothing behind."""

import resource
import signal
import socket
from collections.abc import Callable

import uvicorn

from config import launch
from config.asgi import application

GRACE_SECONDS = 2  # for answers under way when we are told to end


class Server(uvicorn.Server):
    def __init__(self, on_ready: Callable[[], None]):
        super().__init__(
            uvicorn.Config(
                application,
                loop="uvloop",
                http="httptools",
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                # REMOTE_ADDR and scheme as the proxy saw them, from those in FORWARDED_ALLOW_IPS
                proxy_headers=True,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self.on_ready = on_ready

    def run_on(self, listener: socket.socket) -> None:
        _allow_many_files()
        self.run(sockets=[listener])

    async def startup(self, sockets=None) -> None:
        signal.signal(signal.SIGHUP, self.handle_exit)  # the terminal was closed
        await super().startup(sockets)
        if self.started:
            self.on_ready()

    async def shutdown(self, sockets=None) -> None:
        launch.end_within()
        application.close()  # lifespan.shutdown comes only when every connection has ended
        await super().shutdown(sockets)


def _allow_many_files() -> None:
    """Each connection takes one; systems often start a process with 1024 though it may have more."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
