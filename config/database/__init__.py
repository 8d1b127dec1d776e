"""Where the data lives: the PostgreSQL that DATABASE_URL names, else one of our own in the var folder."""

import select
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import Connection
from psycopg_pool import ConnectionPool

from config.database.embedded import Embedded, socket_folder


def look_at(connection: Connection) -> None:
    """Raises if its server is gone: then there is a last word to read, or the end. Else nothing is asked."""
    reader = select.poll()
    reader.register(connection.fileno(), select.POLLIN)
    if reader.poll(0):
        ConnectionPool.check_connection(connection)


# More connections than web threads (config/asgi.py), so that no request waits for another's.
POOL = {"min_size": 1, "max_size": 24, "timeout": 10, "check": look_at}


def from_environment(url: str, var: Path) -> dict:
    """The DATABASES entry. It only names things: nothing is started or connected to."""
    entry = _from_url(url) if url else _embedded_in(var / "postgres")
    entry["OPTIONS"] = {**entry.get("OPTIONS", {}), "pool": POOL}
    return {**entry, "CONN_HEALTH_CHECKS": True}


def _embedded_in(home: Path) -> dict:
    home = home.absolute()
    return {
        "ENGINE": "config.database",
        "EMBEDDED": str(home),
        "NAME": "postgres",
        "USER": "postgres",
        "HOST": str(socket_folder(home)),
        "PORT": "5432",
    }


def _from_url(url: str) -> dict:
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name:
        raise ImproperlyConfigured(
            "DATABASE_URL must look like postgres://user:password@host:5432/name"
        )
    try:
        port = str(parts.port or "")
    except ValueError as error:
        raise ImproperlyConfigured("The port in DATABASE_URL is not a number.") from error
    return {
        "ENGINE": "config.database",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": port,
        # sslmode and whatever else libpq knows
        "OPTIONS": {"connect_timeout": 5, **dict(parse_qsl(parts.query))},
    }


_servers: dict[str, Embedded] = {}


def embedded(home: str) -> Embedded:
    """This process's handle on the server whose folder is `home`; making it starts nothing."""
    return _servers.setdefault(home, Embedded(Path(home)))


def leave() -> None:
    """Let go of the embedded server, if there is one, and stop it when nobody else uses it."""
    for server in list(_servers.values()):
        server.leave()
