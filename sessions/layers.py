"""Layers: which of the notes on a text one wants to see. The choice is in the address, `?layer=mine`.

What a layer holds is said once, for the ranges, counts and strip of the page and for the talk on a block
alike. There is a layer of one's own words, and none of what any other one person wrote.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Layer(models.TextChoices):
    SESSION = "session", _("This session")
    MINE = "mine", _("Mine")
    QUESTIONS = "questions", _("Unanswered questions")
    EARLIER = "earlier", _("With earlier sessions")
    OFF = "off", _("Off")

    @property
    def query(self) -> str:
        """What an address ends with that keeps it; the usual layer needs nothing."""
        return "" if self == Layer.SESSION else f"?layer={self}"

    @property
    def is_partial(self) -> bool:
        """Whether it leaves out some of what was written in this session."""
        return self in {Layer.MINE, Layer.QUESTIONS, Layer.OFF}

    @property
    def is_earlier(self) -> bool:
        return self == Layer.EARLIER

    @property
    def is_off(self) -> bool:
        return self == Layer.OFF

    def holds(self, *, is_mine: bool, waits: bool) -> bool:
        """Whether a thread is in it: `is_mine`, I wrote in it; `waits`, it is a question without its answer."""
        return {Layer.MINE: is_mine, Layer.QUESTIONS: waits, Layer.OFF: False}.get(self, True)

    @property
    def paints(self) -> str:
        """What of a text may stay painted when it is chosen (marks.py), until it is known what it holds."""
        own, others = ["own-comment", "own-question"], ["comment", "question"]
        kept = {Layer.MINE: own, Layer.QUESTIONS: ["own-question", "question"], Layer.OFF: []}
        everything = [*own, *others, "earlier"] if self.is_earlier else [*own, *others]
        return ",".join(kept.get(self, everything))

    def kept_in(self, html: str, address: str) -> str:
        """Words with links to paragraphs of the text at `address`: they keep the layer as well."""
        return html.replace(f'href="{address}#', f'href="{address}{self.query}#')
