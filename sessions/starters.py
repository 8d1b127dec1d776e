"""What a new plan begins with: three shapes of a meeting, and steps that fit any text.

Nothing here is asked of anyone before a facilitator has read it over. Words are in the language of
the circle, so they are made when a plan is. Each step says why one would take it (`why`), to whoever
chooses.
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
    why: str | Promise = ""

    @property
    def words(self) -> dict:
        """As the content of a step, in the language that is active now."""
        return {
            "title": str(self.title),
            "minutes": self.minutes,
            "question": str(self.question),
            "note": str(self.note),
        }


@dataclass(frozen=True)
class Shape:
    """Steps that fill a meeting of so many minutes."""

    minutes: int
    title: str | Promise
    why: str | Promise
    steps: list[Starter]

    @property
    def name(self) -> str:
        return str(self.minutes)


WELCOME = Starter(
    "welcome",
    _("Welcome"),
    5,
    note=_("Say what the evening is for, when it ends, and that nobody needs to have read it all."),
    why=_("Whoever knows what the evening is for, and when it ends, can settle into it."),
)
AGREE = Starter(
    "agree",
    _("How we talk"),
    5,
    note=_("Collect two or three rules in the group’s own words, and read them out."),
    why=_("Rules a group makes itself are easier to recall when the talk gets heated."),
)
ROUND = Starter(
    "round",
    _("Go-round: one sentence each"),
    15,
    _("What stayed with you from this text? One sentence."),
    _("Everyone speaks once before anyone speaks twice. Passing is fine. Do not answer yet."),
    _("Who has spoken once speaks more easily again, and nobody’s reading sets the tone."),
)
ALOUD = Starter(
    "aloud",
    _("Read aloud"),
    10,
    note=_("A paragraph each, in turn. Whoever would rather listen says so."),
    why=_("Puts the same words before everyone, also before those who have not read."),
)
HARD = Starter(
    "hard",
    _("Question"),
    20,
    _("Which passage needed a second reading? Say it again in your own words."),
    _("Read it aloud first. Several readings may stand side by side."),
    _("Makes it no shame not to have understood, and shows what the talk has to clear up."),
)
CENTRE = Starter(
    "centre",
    _("Question"),
    30,
    _("What does this text most want us to see, and where does it say so?"),
    _(
        "Five minutes in which everyone writes an answer alone. Then talk about what the answers"
        " rest on in the text."
    ),
    _("One question with several good answers in the text carries half an hour."),
)
NEAR = Starter(
    "near",
    _("Question"),
    25,
    _("Where does the text describe something you know from your own life? Tell what happened."),
    _("Read the place aloud before the talk. Two minutes of quiet help those who think first."),
    _("Everyone is an expert on their own life, so the quiet have as much to say as the learned."),
)
PAIRS = Starter(
    "pairs",
    _("In pairs"),
    15,
    _("What does your neighbour see in this passage that you had not seen?"),
    _("Five minutes for each of the two, then what was new comes to everyone."),
    _("In a large group half of the people can talk at once, and the shy have one listener."),
)
MISSING = Starter(
    "missing",
    _("Question"),
    20,
    _("Who is missing from this text, and what would they say about it?"),
    why=_("Opens a talk in which all nod: it needs no disagreement between those present."),
)
GRANTED = Starter(
    "granted",
    _("Question"),
    20,
    _("What does the author take for granted? Would it be true where we are?"),
    why=_("Leads from what a text says to what it rests on, without having to be against it."),
)
AGAINST = Starter(
    "against",
    _("Question"),
    25,
    _("Which sentence would you argue with, and what would its author answer you?"),
    _("Ask for the number of the paragraph, so that all look at the same words."),
    _("The author’s answer has to be found in the text: so a quarrel stays with what was read."),
)
COMMON = Starter(
    "common",
    _("Common ground"),
    15,
    _("On what do we agree by now, and what do we still see differently?"),
    _("Write both down; neither has to win."),
    _("Ends a long talk with something all can take home, without voting anyone down."),
)
CHANGED = Starter(
    "changed",
    _("Look back"),
    5,
    _("What do you see differently now than at the beginning?"),
    why=_("A few minutes are enough to notice that the evening moved something."),
)
BREAK = Starter(
    "break", _("Break"), 5, why=_("After an hour of listening nobody hears much without one.")
)
DO = Starter(
    "do",
    _("What do we do with this"),
    10,
    _("What is one thing we could do differently before we meet again, and who begins?"),
    _("Write down who does what by when; a wish without a name is an open question."),
    _("What has a name and a day is done more often than what was only meant."),
)
LAST = Starter(
    "last",
    _("Last words"),
    5,
    note=_("One word or one sentence each. Say when you meet again."),
    why=_("Everyone is heard once more, and you hear how the evening was."),
)

SHAPES = [
    Shape(
        60,
        _("One question"),
        _("For a short text, a lunch break, or a group that meets often."),
        [WELCOME, replace(ROUND, minutes=10), CENTRE, CHANGED, replace(DO, minutes=5), LAST],
    ),
    Shape(
        USUAL_MINUTES,
        _("Two questions and a break"),
        _("One question near to one’s own life, one that argues with the text."),
        [WELCOME, ROUND, NEAR, BREAK, AGAINST, DO, LAST],
    ),
    Shape(
        120,
        _("From experience to common ground"),
        _("For a text that divides, or a group that is new: understanding comes before judging."),
        [
            *(WELCOME, AGREE, NEAR, HARD, replace(BREAK, minutes=10)),
            *(replace(AGAINST, minutes=30), COMMON, replace(DO, minutes=5), LAST),
        ],
    ),
]

EMPTY = Starter("empty", _("New step"), 10)
MORE = [
    *(WELCOME, AGREE, ROUND, ALOUD, HARD, CENTRE, NEAR, PAIRS),
    *(MISSING, GRANTED, AGAINST, COMMON, CHANGED, BREAK, DO, LAST),
]


def shape_of(minutes: int) -> Shape:
    """The longest shape that fits into so many minutes; the shortest, if none does."""
    return next((shape for shape in reversed(SHAPES) if shape.minutes <= minutes), SHAPES[0])


def steps_for(minutes: int) -> list[Starter]:
    """Steps for a meeting of this length: short ones stay, the talk takes what is left."""
    steps = shape_of(minutes).steps
    long = [step for step in steps if step.minutes > FIXED]
    left = minutes - sum(step.minutes for step in steps if step.minutes <= FIXED)
    if left < FIXED * len(long):
        return steps
    usual = sum(step.minutes for step in long)
    shares = {step.name: left * step.minutes // usual // FIXED * FIXED or FIXED for step in long}
    longest = max(long, key=lambda step: step.minutes)
    shares[longest.name] += left - sum(shares.values())
    return [replace(step, minutes=shares.get(step.name, step.minutes)) for step in steps]


def starter(name: str) -> Starter:
    return next(step for step in [EMPTY, *MORE] if step.name == name)
