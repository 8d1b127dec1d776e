import hashlib
import logging
import os
import sys

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from config import database, launch, translations
from readings.people import setup
from sessions.demo import cast

ADVISORY_LOCK = 0x636F6C6C  # any number, as long as every start names the same


class Command(BaseCommand):
    help = "Run the whole app: database, migrations, worker and web server."

    def add_arguments(self, parser):
        launch.add_arguments(parser)

    def handle(self, host, port, **options):
        try:
            listener = launch.listen(host, port)
        except OSError as error:
            sys.exit(
                f"Cannot listen on {host}, port {port}: {os.strerror(error.errno).lower()}. "
                "Choose another with --host or --port."
            )
        try:
            self.prepare()
            lines = self.welcome(host, port)
            from config.server import Server  # loads the whole app, static files included

            Server(on_ready=lambda: self.stdout.write("\n".join(lines))).run_on(listener)
        except SystemExit as ending:
            self.end(ending.code)
        except Exception as error:
            if launch.is_ending():  # what the signal broke into complains in its own way
                self.end(0)
            if isinstance(error, OperationalError):
                sys.exit(str(error).strip())
            raise

    def prepare(self) -> None:
        translations.compile_all()
        with connection.cursor() as cursor:
            # Two starts at once: one prepares, the other finds it done.
            cursor.execute("select pg_advisory_lock(%s)", [ADVISORY_LOCK])
            try:
                migrate()
                collect_static()
                self.add_content()
            finally:
                cursor.execute("select pg_advisory_unlock(%s)", [ADVISORY_LOCK])

    def add_content(self) -> None:
        """The demo adds some; a real site begins empty."""

    def welcome(self, host: str, port: int) -> list[str]:
        near, *far = launch.addresses(host, port)
        lines = [f"{settings.SITE_NAME} is ready. Open {near}/"]
        if settings.SITE_URL not in {near, *far}:
            lines.append(f"Others open {settings.SITE_URL}/")
        lines += [f"Others in your network open {url}/" for url in far]
        return [*lines, *self.first_steps(near), "Press Ctrl-C to stop."]

    def first_steps(self, near: str) -> list[str]:
        if token := setup.first_run_token():
            return [f"First time: open {near}/setup/{token}/ (works once)"]
        if cast.is_here():
            return ["This folder holds the demo. For a site of your own, name another one in VAR."]
        return []

    def end(self, code: int | None) -> None:
        """Leave at once: a thread that is stuck in somebody's request must not keep us."""
        launch.ignore_signals()
        self.stdout.flush()
        logging.shutdown()
        database.leave()
        sys.stderr.flush()
        os._exit(code or 0)


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def collect_static() -> None:
    """Gather the static files, unless they are those of last time."""
    if settings.DEBUG:
        return
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = os.stat(storage.path(path))
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = settings.STATIC_ROOT / ".collected"
    if not stamp.exists() or stamp.read_text() != digest.hexdigest():
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(digest.hexdigest())
