"""What the commands that take a file share: its bytes, and a refusal in one sentence that ends with 2."""

import sys

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MISSING = gettext_noop("There is no file at “%(path)s”.")
FOLDER = gettext_noop("“%(path)s” is a folder; please name a file.")
CLOSED = gettext_noop("The file “%(path)s” could not be opened.")


class Refusal(Exception):
    """A sentence for people."""

    def __init__(self, sentence: str, **values):
        super().__init__(_(sentence) % values)


class FileCommand(BaseCommand):
    """`take` does the work, and raises Refusal."""

    requires_system_checks = []

    def handle(self, **options):
        try:
            answer = self.take(**options)
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            sys.exit(2)
        self.stdout.write(answer)

    def take(self, **options) -> str:
        """What to print. Raises Refusal."""
        raise NotImplementedError


def bytes_of(path: str, *, most: int) -> bytes:
    """One byte more than may be, so that too much is seen. Raises Refusal."""
    try:
        with open(path, "rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        raise Refusal(MISSING, path=path) from None
    except IsADirectoryError:
        raise Refusal(FOLDER, path=path) from None
    except (OSError, ValueError):
        raise Refusal(CLOSED, path=path) from None
