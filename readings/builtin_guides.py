"""The guides that come with the app: files of readings/content/guides, known by the headings of a text.

They are read once per process. A guide of ours becomes a circle's only when somebody takes it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from readings.guide_files import GuideFile, headings_line, read

FOLDER = Path(__file__).resolve().parent / "content" / "guides"


@cache
def all_guides() -> dict[str, GuideFile]:
    """By name of the file, without its ending."""
    return {path.stem: read(path.read_bytes()) for path in sorted(FOLDER.glob("*.md"))}


def guides_for(outline: list[dict], *, language: str = "") -> dict[str, GuideFile]:
    """Those written for a text with these headings, in its language first, then the reader's."""
    headings = headings_line(outline)
    fitting = [pair for pair in all_guides().items() if headings and pair[1].headings == headings]
    wanted = [language, get_language()]

    def distance(pair: tuple[str, GuideFile]) -> int:
        return wanted.index(pair[1].language) if pair[1].language in wanted else len(wanted)

    return dict(sorted(fitting, key=distance))
