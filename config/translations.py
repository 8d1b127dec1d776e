"""Compiled translations, made from the .po files whenever those are newer."""

import os
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """What was compiled. Run it before the first translation: Django reads a catalogue only once."""
    compiled = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        fresh = target.with_suffix(f".{os.getpid()}")
        polib.pofile(source).save_as_mofile(fresh)
        fresh.replace(target)  # whole at once, should another start read it now
        compiled.append(target)
    return compiled
