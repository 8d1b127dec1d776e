"""Every message in the sources, found without the system's gettext: in templates and in Python."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("config", "readings", "sessions", "templates")
CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), ("msgid",)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), ("msgid", "plural")),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ("context", "msgid")),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ("context", "msgid", "plural")),
}
LITERAL = r"""u?('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
IN_TEMPLATE = re.compile(
    rf"\b(n?p?gettext|_)\(\s*{LITERAL}(?:\s*,\s*{LITERAL})?(?:\s*,\s*{LITERAL})?", re.DOTALL
)


@dataclass(frozen=True)
class Message:
    msgid: str
    plural: str = ""
    context: str | None = None


@cache
def messages() -> dict[Message, str]:
    """Each message, and one file that says it."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*")):
            read = {".py": _in_python, ".html": _in_template, ".txt": _in_template}.get(path.suffix)
            name = path.relative_to(ROOT)
            if read and "content" not in name.parts:
                for message in read(path.read_text()):
                    found[message] = str(name)
    return found


def _in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and (parts := CALLS.get(_name(node.func))):
            values = [getattr(argument, "value", None) for argument in node.args[: len(parts)]]
            if all(isinstance(value, str) for value in values):
                yield Message(**dict(zip(parts, values, strict=True)))


def _name(function: ast.expr) -> str:
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _in_template(source: str) -> Iterator[Message]:
    for call, *literals in IN_TEMPLATE.findall(templatize(source)):
        words = [ast.literal_eval(literal) for literal in literals if literal]
        yield Message(**dict(zip(CALLS[call], words, strict=False)))
