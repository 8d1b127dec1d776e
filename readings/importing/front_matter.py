"""What a Markdown file says about itself between two lines of `---` at its start.

Only the plain lines most tools write are read, `title: Words` and lists of names; never YAML.
"""

import re
from dataclasses import dataclass, field

from .cleaning import squeeze

MOST_LINES = 200
LONGEST = 300
FACT = re.compile(r"([A-Za-z]{1,20})[ \t]*:[ \t]*(.*)")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8}){0,3}")


@dataclass
class Facts:
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    language: str | None = None


def take_front_matter(text: str) -> tuple[Facts, str]:
    """What is stated, and the text after it; no facts where the text does not start with any."""
    facts = Facts()
    text = text.lstrip("\n")
    if not text.startswith("---"):
        return facts, text
    lines = text.split("\n", MOST_LINES)
    ends = (n for n, line in enumerate(lines[1:MOST_LINES], 1) if line.rstrip() in ("---", "..."))
    end = next(ends, None)
    if lines[0].rstrip() != "---" or end is None or not FACT.match(lines[1]):
        return facts, text
    key = ""
    for line in lines[1:end]:
        found = FACT.match(line)
        if found:
            key, value = found[1].lower(), found[2]
        elif line.lstrip().startswith("- "):
            value = line.lstrip()[2:]
        else:
            continue
        _note(facts, key, value[:LONGEST].strip())
    return facts, "\n".join(lines[end + 1 :])


def _note(facts: Facts, key: str, value: str) -> None:
    value = value.strip()
    if key in ("author", "authors"):
        names = value[1:-1].split(",") if value.startswith("[") and value.endswith("]") else [value]
        facts.authors += [name for name in map(_bare, names) if name]
    elif key == "title":
        facts.title = _bare(value) or None
    elif key in ("lang", "language") and LANGUAGE.fullmatch(_bare(value)) and len(value) <= 12:
        facts.language = _bare(value).replace("_", "-")


def _bare(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return squeeze(value)
