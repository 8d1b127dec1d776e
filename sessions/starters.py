"""What a new plan begins with: the shape of an evening, and questions that fit any text.

Nothing here is asked of anyone before a facilitator has read it over. Words are in the language of
the circle, so they are made when a plan is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

USUAL_MINUTES = 90
FIXED = 5  # a step this short is as long in any meeting


@dataclass(frozen=True)
class Starter:
    name: str
    title: str | Promise
    minutes: int
    question: str | Promise = ""
    note: str | Promise = ""

    @property
    def words(self) -> dict:
        """As the content of a step, in the language that is active now."""
        return {
            "title": str(self.title),
            "minutes": self.minutes,
            "question": str(self.question),
            "note": str(self.note),
        }


WELCOME = Starter(
    "welcome",
    _("Welcome"),
    5,
    note=_("Say what the evening is for, when it ends, and that nobody needs to have read it all."),
)
ROUND = Starter(
    "round",
    _("Go-round: one sentence each"),
    15,
    _("What stayed with you from this text? One sentence."),
    _("Everyone speaks once before anyone speaks twice. Passing is fine. Do not answer yet."),
)
NEAR = Starter(
    "near",
    _("Question"),
    25,
    _("Where does the text describe something you know from your own life? Tell what happened."),
    _("Read the place aloud before the talk. Two minutes of quiet help those who think first."),
)
BREAK = Starter("break", _("Break"), 5)
AGAINST = Starter(
    "against",
    _("Question"),
    25,
    _("Which sentence would you argue with, and what would its author answer you?"),
    _("Ask for the number of the paragraph, so that all look at the same words."),
)
DO = Starter(
    "do",
    _("What do we do with this"),
    10,
    _("What is one thing we could do differently before we meet again, and who begins?"),
    _("Write down who does what by when; a wish without a name is an open question."),
)
LAST = Starter(
    "last",
    _("Last words"),
    5,
    note=_("One word or one sentence each. Say when you meet again."),
)

EVENING = [WELCOME, ROUND, NEAR, BREAK, AGAINST, DO, LAST]

MORE = [
    Starter("empty", _("New step"), 10),
    ROUND,
    Starter(
        "aloud",
        _("Read aloud"),
        10,
        note=_("A paragraph each, in turn. Whoever would rather listen says so."),
    ),
    NEAR,
    AGAINST,
    Starter(
        "hard",
        _("Question"),
        20,
        _("Which passage needed a second reading? Say it again in your own words."),
        _("Read it aloud first. Several readings may stand side by side."),
    ),
    Starter(
        "missing",
        _("Question"),
        20,
        _("Who is missing from this text, and what would they say about it?"),
    ),
    Starter(
        "granted",
        _("Question"),
        20,
        _("What does the author take for granted? Would it be true where we are?"),
    ),
    Starter(
        "pairs",
        _("In pairs"),
        15,
        _("What does your neighbour see in this passage that you had not seen?"),
        _("Five minutes for each of the two, then what was new comes to everyone."),
    ),
    Starter(
        "changed",
        _("Question"),
        15,
        _("What do you see differently now than at the beginning?"),
    ),
    BREAK,
    DO,
    LAST,
]


def evening(minutes: int) -> list[Starter]:
    """The shape for a meeting of this length: short steps stay, the talk takes what is left."""
    long = [step for step in EVENING if step.minutes > FIXED]
    left = minutes - sum(step.minutes for step in EVENING if step.minutes <= FIXED)
    if left < FIXED * len(long):
        return EVENING
    usual = sum(step.minutes for step in long)
    shares = {step.name: left * step.minutes // usual // FIXED * FIXED or FIXED for step in long}
    shares[NEAR.name] += left - sum(shares.values())
    return [replace(step, minutes=shares.get(step.name, step.minutes)) for step in EVENING]


def starter(name: str) -> Starter:
    return next(step for step in MORE if step.name == name)
