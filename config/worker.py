"""The job worker: a child process of the server, watched over, and started again whenever it ends.

Child and server share a pipe. When the server lets go of its end, by will, which it says first, or by a
kill -9, the child reads the end of the pipe and ends too.
"""

import asyncio
import logging
import os
import signal
import subprocess
import sys
import threading
import time

from django.conf import settings

logger = logging.getLogger(__name__)

CONCURRENCY = 2
BY_WILL = b"."
JOB_SECONDS = 1  # for jobs under way; what they do not finish is taken up again later
CHILD_SECONDS = 2.5
DYING_SECONDS = 1  # of a killed server, which lets go of its files one by one
END_SECONDS = 3
STEADY_SECONDS = 60
LONGEST_PAUSE = 30


class Worker:
    def __init__(self):
        self._task: asyncio.Task | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._ending = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._keep_running())

    def ask_to_end(self) -> None:
        self._ending = True
        if self._process:
            self._let_go()
        elif self._task:
            self._task.cancel()  # between two children

    def _let_go(self) -> None:
        pipe = self._process.stdin
        if not pipe.is_closing():
            pipe.write(BY_WILL)
            pipe.close()

    async def end(self) -> None:
        self.ask_to_end()
        await asyncio.wait([self._task], timeout=END_SECONDS)
        if self._process:
            self._process.kill()
            await self._process.wait()

    async def _keep_running(self) -> None:
        pause = 1
        while not self._ending:
            started = time.monotonic()
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "config.worker"),
                stdin=subprocess.PIPE,
                cwd=settings.BASE_DIR,
                start_new_session=True,  # Ctrl-C in the terminal is the server's to handle
            )
            if self._ending:
                self._let_go()
            code = await self._process.wait()
            self._process = None
            if self._ending:
                return
            steady = time.monotonic() - started > STEADY_SECONDS
            pause = 1 if steady else min(pause * 2, LONGEST_PAUSE)
            logger.warning("The worker ended (%s); the next starts in %s s.", code, pause)
            await asyncio.sleep(pause)


def run() -> None:
    """The child's own life."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    threading.Thread(target=_end_with_the_server, args=[os.getppid()], daemon=True).start()
    import django  # not before the pipe is watched

    django.setup()
    from procrastinate.contrib.django import app  # needs a Django that is set up

    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(
            concurrency=CONCURRENCY,
            shutdown_graceful_timeout=JOB_SECONDS,
            delete_jobs="successful",
        )


def _end_with_the_server(server: int) -> None:
    by_will = os.read(0, 1)
    if not by_will:  # whoever leaves the database last stops it, so the killed one has to be gone
        gone_by = time.monotonic() + DYING_SECONDS
        while os.getppid() == server and time.monotonic() < gone_by:
            time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(CHILD_SECONDS)
    # A job that does not listen: its row is found stalled and taken up by the next worker.
    from config import database  # late, as it may have been imported only now

    database.leave()
    os._exit(1)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    run()
