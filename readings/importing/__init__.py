"""From a file to blocks. Nothing in this package knows Django: it also runs in a bare child process.

`read` parses here and now; a stranger's file goes through `isolate.read_isolated`.
"""

from pathlib import PurePath

from .document import KINDS, Block, Document
from .sentences import Notice, Unreadable

__all__ = ["KINDS", "Block", "Document", "Notice", "Unreadable", "format_of", "read"]

LARGEST = 4 * 1024 * 1024
FORMATS = {
    "": "text",
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
}


def format_of(name: str) -> str:
    """ "text" or "markdown", by the end of a file's name; Unreadable for any other."""
    try:
        return FORMATS[PurePath(name).suffix.lower()]
    except KeyError:
        raise Unreadable("format") from None


def read(data: bytes, name: str) -> Document:
    """The document in a file; Unreadable with one plain sentence if there is none."""
    from . import cleaning, encodings  # the parts load when there is work for them

    kind = format_of(name)
    if len(data) > LARGEST:
        raise Unreadable("too_large")
    text, warnings = encodings.decode(data)
    text = cleaning.clean(text)
    if kind == "markdown":
        from .markdown import parse
    else:
        from .plain import parse
    document = parse(text)
    document.warnings = warnings + document.warnings
    document.check()
    return document
