"""Plain text, first step: from lines to units, each one paragraph, stanza, item or separator.

Is a newline the end of a paragraph, or only where a program had to break? A program that fills
lines breaks where the next word no longer fits, so in filled text `line + space + next word` is
longer than the width nearly everywhere; in verse, dialogue and lists it seldom is. (The greedy
filling that is undone here: D. E. Knuth and M. F. Plass, "Breaking Paragraphs into Lines", 1981.)
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from .cleaning import squeeze
from .sentences import Unreadable

MOST_LINES = 200_000  # War and Peace, filled at 72 columns, has 66,000
WIDEST = 100  # filled lines are seldom longer
NARROWEST = 45
LONGEST_VERSE = 75
MOST_VERSES = 200
LONGEST_UNDERLINED = 70

SENTENCE_END = re.compile(r"[.!?…:。！？؟۔]['\"’”»)\]*_]*$")
MARKER = re.compile(r"(?:[-*+•‣◦▪●○·]|\(?\d{1,3}[.)]|[a-z]\)|\([a-z]\))\s+(?=\S)")
UNDERLINE = re.compile(r"(?:=+|-+|~+)")
SEPARATOR = frozenset("*-_=~#•·—–")
QUOTED = re.compile(r"(?:> ?)+")
TALK = re.compile(r"[—–―\"“„«]|-\s")
SPEAKER = re.compile(r"[\w. ]{1,24}[:：]\s+\S")
DASH_TURN = re.compile(r"[-–—]\s.*[?!]|[-–—]\s.*\b(?:said|asked|dit|demanda|répondit|sagte|dijo)\b")


@dataclass(slots=True)
class Unit:
    """Text that belongs together; `kind` and `why` are set as far as they are known."""

    text: str
    kind: str | None = None
    why: str | None = None
    level: int = 0
    label: str = ""  # a bullet or number, taken off the text
    marks: list[dict] = field(default_factory=list)
    left_out: bool = False

    def propose(self, kind: str, why: str, level: int = 0) -> None:
        self.kind, self.why, self.level = kind, why, level


def units_of(text: str) -> list[Unit]:
    groups = _groups(text)
    width = _filled_width(groups)
    return [unit for group in groups for unit in _split(group, width)]


def ends_sentence(text: str) -> bool:
    return SENTENCE_END.search(text[-12:]) is not None


def starts_lower(text: str) -> bool:
    first = next((sign for sign in text[:12] if sign.isalpha()), "")
    return first.islower()


def _groups(text: str) -> list[list[str]]:
    """Lines between blank lines, without spaces at their ends."""
    groups, group, count = [], [], 0
    for line in text.split("\n"):
        line = line.rstrip()
        if line:
            group.append(line)
            count += 1
            if count > MOST_LINES:
                raise Unreadable("too_long")
        elif group:
            groups.append(group)
            group = []
    return [*groups, group] if group else groups


def _filled_width(groups: list[list[str]]) -> int | None:
    """The width the lines were filled to, or None where each newline was meant."""
    pairs = [
        (above, below)
        for group in groups
        for above, below in pairwise(group)
        if len(above) <= WIDEST and not _starts_anew(below)
    ]
    if not pairs:
        return None
    lengths = sorted(max(len(above), len(below)) for above, below in pairs)
    width = min(lengths[int(0.98 * (len(lengths) - 1))], WIDEST)
    forced = sum(_forced(above, below, width) for above, below in pairs)
    capitals = sum(below.lstrip()[:1].isupper() for _, below in pairs)
    if width < NARROWEST or forced < 0.6 * len(pairs) or capitals > 0.8 * len(pairs):
        return None
    return width


def _forced(above: str, below: str, width: int) -> bool:
    """Would the first word below not have fitted on the line above?"""
    return len(above) + 1 + len(below.lstrip().split(" ", 1)[0]) > width


def _starts_anew(line: str) -> bool:
    line = line.lstrip()
    return bool(MARKER.match(line)) or line.startswith((">", "—")) or _is_separator(line)


def _is_separator(line: str) -> bool:
    signs = line.replace(" ", "").replace("\t", "")
    return (len(signs) >= 3 and len(set(signs)) == 1 and signs[0] in SEPARATOR) or signs == "⁂"


def _split(group: list[str], width: int | None) -> list[Unit]:
    """The units of a group: runs of quoted lines, separators, underlined lines, and the rest."""
    units, run, quoted = [], [], False

    def finish():
        nonlocal run
        if run:
            units.extend(_run(run, width, quoted))
        run = []

    for line in group:
        mark = QUOTED.match(line)
        bare = line[mark.end() :] if mark else line
        if bool(mark) != quoted or not bare.strip():
            finish()
        quoted = bool(mark)
        if not bare.strip():
            continue
        if len(run) == 1 and not quoted and _underlines(bare, run[0]):
            unit = Unit(squeeze(run.pop()))
            unit.propose("heading", "underlined", 1 if bare.strip()[0] == "=" else 2)
            units.append(unit)
        elif _is_separator(bare):
            finish()
            units.append(Unit("", "separator"))
        else:
            run.append(bare)
    finish()
    return units


def _underlines(line: str, above: str) -> bool:
    if not UNDERLINE.fullmatch(line.strip()) or len(line.strip()) < 3:
        return False
    return len(above) <= LONGEST_UNDERLINED and not ends_sentence(above.rstrip("?"))


def _run(lines: list[str], width: int | None, quoted: bool) -> list[Unit]:
    set_in = len(lines) > 1 and all(line.startswith(("   ", "\t")) for line in lines)
    if set_in and width:  # what is set in is often filled to a width of its own
        width = max(NARROWEST, max(map(len, lines)))
    if _is_verse(lines, width):
        units = [Unit("\n".join(squeeze(line) for line in lines))]
        units[0].propose("verse", "short_lines")
    else:
        units = [_unit(part) for part in _paragraphs(lines, width)]
        if set_in and width and not any(unit.label for unit in units):
            for unit in units:
                unit.propose("quotation", "indented")
    if quoted:
        for unit in units:
            unit.propose("quotation", "quoted")
            unit.text = unit.text.replace("\n", " ")
    return units


def _is_verse(lines: list[str], width: int | None) -> bool:
    if not 3 <= len(lines) <= MOST_VERSES:
        return False
    lengths = [len(line.strip()) for line in lines]
    if max(lengths) > LONGEST_VERSE or median(lengths) > LONGEST_VERSE - 15:
        return False
    bare = [line.strip() for line in lines]
    if sum(
        bool(MARKER.match(line) or TALK.match(line) or SPEAKER.match(line)) for line in bare
    ) * 2 > len(bare):
        return False
    if sum(ends_sentence(line) for line in bare) * 2 > len(bare):
        return False
    if width:
        return sum(_forced(a, b, width) for a, b in pairwise(bare)) * 2 < len(bare) - 1
    return True


def _paragraphs(lines: list[str], width: int | None) -> list[list[str]]:
    parts = [[lines[0]]]
    for above, below in pairwise(lines):
        if _breaks(above, below, width, first=len(parts[-1]) == 1):
            parts.append([below])
        else:
            parts[-1].append(below)
    return parts


def _breaks(above: str, below: str, width: int | None, *, first: bool) -> bool:
    """Does a new paragraph begin between these lines?"""
    if _starts_anew(below):
        return True
    indent_above, indent = _indent(above), _indent(below)
    item = MARKER.match(above.lstrip())
    if width is None:
        hanging = bool(item) and indent > indent_above
        return not hanging and (ends_sentence(above) or not starts_lower(below))
    if indent >= indent_above + 2 and not item:
        return True
    if _forced(above, below, width):
        return False
    if ends_sentence(above):
        return not starts_lower(below)
    return (
        first and len(above) < 0.75 * width and not starts_lower(below) and above[-1] not in ",;-"
    )


def _joined(lines: list[str]) -> str:
    """One line; after a hyphen at a line's end the word goes on without a space."""
    parts = []
    for line in lines:
        line = line.strip()
        if not (
            len(parts) and len(parts[-1]) > 1 and parts[-1][-1] == "-" and parts[-1][-2].isalpha()
        ):
            parts.append(" ")
        parts.append(line)
    return "".join(parts)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _unit(lines: list[str]) -> Unit:
    text = squeeze(_joined(lines))
    marker = MARKER.match(text)
    if not marker or DASH_TURN.match(text):
        return Unit(text)
    return Unit(text[marker.end() :], label=marker[0].strip())
