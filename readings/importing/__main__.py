"""The child process of isolate.py: bytes on standard input, a document as JSON on standard output."""

import json
import resource
import sys

from . import LARGEST, Unreadable, read

LIMITS = {
    resource.RLIMIT_AS: 1024**3,
    resource.RLIMIT_CPU: 20,
    resource.RLIMIT_FSIZE: 32 * 1024**2,
    resource.RLIMIT_CORE: 0,
}


def main(suffix: str) -> None:
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    try:
        answer = read(sys.stdin.buffer.read(LARGEST + 1), "file" + suffix).as_data()
    except Unreadable as refusal:
        answer = {"unreadable": refusal.code, "values": refusal.values}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1])
