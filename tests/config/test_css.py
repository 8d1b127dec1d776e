"""A style sheet describes what stands on pages, and nothing that once did."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
NAME = re.compile(r"\.([a-zA-Z][\w-]*)")
FROM_OUTSIDE = {"css"}  # the end of a file name


def sources(*ends: str) -> str:
    folders = ("config", "readings", "sessions", "templates")
    files = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return "\n".join(path.read_text() for path in files if path.suffix in ends)


def test_every_class_stands_on_a_page():
    pages = sources(".html", ".py", ".js", ".svg")
    words = set(re.findall(r"[\w-]+", pages))
    made = tuple(
        re.findall(r"([a-zA-Z][\w-]*(?:__|--))\{", pages)
    )  # class="note__kind--{{ kind }}"
    classes = set(NAME.findall(COMMENT.sub("", sources(".css")))) - FROM_OUTSIDE
    assert [name for name in sorted(classes - words) if not name.startswith(made)] == []
