"""What `manage.py serve` and `demo` settle before Django loads: the address, and how to end.

The address decides settings (which hosts are answered, whether cookies need https), and a signal may
come while the first database is still being made.
"""

import argparse
import ipaddress
import os
import signal
import socket
import sys
import threading
import time

import psutil

HOST, PORT = "127.0.0.1", 8000
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
ASK_AGAIN_SECONDS = 1.5
# All processes are gone 5 seconds after a signal, whatever one of them still wanted to do.
END_SECONDS = 4.5

_ending = threading.Event()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default=HOST, help=f"address to listen on ({HOST})")
    parser.add_argument("--port", default=PORT, type=_port, help=f"port to listen on ({PORT})")


def prepare(argv: list[str]) -> None:
    """From the command line to the environment that settings read. What is set already stays."""
    for number in ENDING_SIGNALS:
        signal.signal(number, _end)
    parser = argparse.ArgumentParser(prog=f"manage.py {argv[0]}", add_help=False)
    add_arguments(parser)
    options, _others = parser.parse_known_args(argv[1:])
    if argv[0] == "demo":
        os.environ["DEMO"] = "1"
    os.environ.setdefault("WORKER", "1")
    if not os.environ.get("SITE_URL"):
        os.environ["SITE_URL"] = addresses(options.host, options.port)[-1]
        if _is_everywhere(options.host):
            os.environ.setdefault("ALLOWED_HOSTS", ",".join(_names_of_this_machine()))


def addresses(host: str, port: int) -> list[str]:
    """Where a browser finds what listens there: on this machine first, last for everybody else."""
    if not _is_everywhere(host):
        return [_url(host, port)]
    near = _url("::1" if ":" in host and not _own_addresses(4) else HOST, port)
    return [near, *(_url(address, port) for address in _own_addresses(4)[:1])]


def listen(host: str, port: int) -> socket.socket:
    """Take the port now: a second server learns at once that it is in use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server(
        (host, port),
        family=family,
        backlog=2048,
        dualstack_ipv6=_is_everywhere(host) and family == socket.AF_INET6,
    )


def end_within(seconds: float = END_SECONDS) -> None:
    """From now on nothing, not even a stuck thread, keeps this process alive for longer."""

    def watch():
        time.sleep(ASK_AGAIN_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)  # the first may have been lost in a callback
        time.sleep(seconds - ASK_AGAIN_SECONDS)
        os._exit(1)

    if not _ending.is_set():
        _ending.set()
        threading.Thread(target=watch, daemon=True).start()


def ignore_signals() -> None:
    """From here on we are ending anyway: no second signal may cut that short."""
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def is_ending() -> bool:
    return _ending.is_set()


def _end(_number, _frame) -> None:
    end_within()
    sys.exit(0)


def _port(text: str) -> int:
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)


def _is_everywhere(host: str) -> bool:
    return host in {"0.0.0.0", "::"}  # noqa: S104  compared, not bound


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _own_addresses(version: int) -> list[str]:
    """This machine's addresses that others can reach, those of its local networks first."""
    found = []
    for interface in psutil.net_if_addrs().values():
        for address in interface:
            if address.family in {socket.AF_INET, socket.AF_INET6} and "%" not in address.address:
                ip = ipaddress.ip_address(address.address)
                if ip.version == version and not (ip.is_loopback or ip.is_link_local):
                    found.append(ip)
    return [str(ip) for ip in sorted(found, key=lambda ip: not ip.is_private)]


def _names_of_this_machine() -> list[str]:
    name = socket.gethostname()
    return [
        *("127.0.0.1", "localhost", "[::1]"),
        *_own_addresses(4),
        *(f"[{address}]" for address in _own_addresses(6)),
        *(name, f"{name}.local"),
    ]
