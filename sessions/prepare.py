"""What people wrote beforehand, for whoever prepares the meeting: where they stopped, what they ask,
where they differ, and what of it is in the plan.

Counts are of what people chose to share, and say how many, never who. What one keeps for oneself, and
what is hidden, is in none of them. Nothing here gathers what one person wrote.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby, pairwise

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Left
from django.utils import timezone

from readings.excerpts import Excerpt
from readings.models import Block, Placement

from .clock import Forecast, forecast
from .margin import Margin, Mark
from .models import AgendaItem, Annotation, Answer, PlanChange, Prompt, Reaction, StudySession
from .models.counting import counted
from .strip import STRONGEST, Strip, strip_of
from .viewer import Viewer

SHOWN = 8  # of each list; the others stand behind a word
MOST = 40  # of each list
THREADS = 3  # of a passage
FIRST_WORDS = 400  # characters, of a paragraph or a note


@dataclass
class Thread:
    """What someone wrote in the margin, and how many answered it in which way."""

    note: Annotation  # with `first_words`, `me_too`, `otherwise`
    mark: Mark
    excerpt: Excerpt
    url: str
    step: AgendaItem | None = None

    @property
    def reply_count(self) -> int:
        return self.mark.notes - 1

    @property
    def first_words(self) -> str:
        """Without what it quotes."""
        lines = self.note.first_words.splitlines()
        said = [line for line in lines if not line.startswith(">")] or lines
        return " ".join(" ".join(said).split())


@dataclass
class Stop:
    """Words at which people stopped: a paragraph, or some in a row that bear the same notes."""

    excerpt: Excerpt
    marks: list[Mark]
    url: str
    step: AgendaItem | None = None
    threads: list[Thread] = field(default_factory=list)

    @property
    def who(self) -> frozenset[int]:
        """To be counted, and for each to find themselves; shown to nobody."""
        return frozenset().union(*(mark.speakers for mark in self.marks))

    @property
    def people(self) -> int:
        return len(self.who)

    @property
    def notes(self) -> int:
        return sum(mark.notes for mark in self.marks)


class Preparation:
    """Seven queries for any many notes."""

    def __init__(self, viewer: Viewer, study_session: StudySession) -> None:
        self.viewer = viewer
        self.study_session = study_session
        self.margin = Margin(viewer, study_session, news=False)

    @property
    def is_empty(self) -> bool:
        return not self.stops and not any(prompt.answers for prompt in self.asked)

    @cached_property
    def stops(self) -> list[Stop]:
        """Where most people stopped first."""
        at = defaultdict(list)
        for mark in self.marks:
            for start in self.margin.blocks_of(mark.start, mark.end):
                at[start].append(mark.pk)
        marks = {mark.pk: mark for mark in self.marks}
        along = groupby(self.blocks, key=lambda start: at[start])
        stops = [
            self._stop(list(starts), [marks[pk] for pk in pks]) for pks, starts in along if pks
        ]
        stops.sort(key=lambda stop: (-stop.people, -stop.notes))
        return stops

    @cached_property
    def stops_shown(self) -> list[Stop]:
        """Each with its `threads`, and the step it is, if any."""
        for stop in self.stops[:MOST]:
            stop.step = self._step_on(stop.excerpt)
            found = (self.threads.get(mark.pk) for mark in stop.marks)
            stop.threads = [thread for thread in found if thread][:THREADS]
        return self.stops[:MOST]

    @cached_property
    def strip(self) -> Strip | None:
        """The talk along the text, as a picture: darkest where most people spoke."""
        if not self.stops:
            return None
        return strip_of(self.margin, most=max(STRONGEST, self.stops[0].people))

    @property
    def questions(self) -> list[Thread]:
        """Those that wait for an answer; first what several people want to know."""
        found = [each for each in self.threads.values() if each.mark.is_question]
        return sorted(found, key=lambda each: -each.note.me_too)

    @property
    def differences(self) -> list[Thread]:
        """What someone sees otherwise."""
        found = [each for each in self.threads.values() if each.note.otherwise]
        return sorted(found, key=lambda each: -each.note.otherwise)

    @cached_property
    def asked(self) -> list[Prompt]:
        """What is asked beforehand, each with how many `answers` it has."""
        told = Answer.objects.visible_to(self.viewer).told().unhidden()
        answers = counted(told.filter(prompt=OuterRef("pk")))
        asked = Prompt.objects.visible_to(self.viewer).in_session(self.study_session)
        return list(asked.beforehand().in_order().annotate(answers=answers))

    @cached_property
    def threads(self) -> dict[int, Thread]:
        """By the id of the note along the text: those that are shown, and those that would be."""
        shown = [mark.pk for stop in self.stops[:MOST] for mark in stop.marks[:THREADS]]
        asking = [mark.pk for mark in self.marks if mark.is_question]
        notes = (
            Annotation.objects.visible_to(self.viewer)
            .in_session(self.study_session)
            .shared()
            .told()
            .unhidden()
            .with_reactions(Reaction.Kind.ME_TOO, Reaction.Kind.OTHERWISE)
            .filter(Q(pk__in=[*shown, *asking]) | Q(otherwise__gt=0))
            .annotate(first_words=Left("body", FIRST_WORDS))
            .defer("body", "html")
        )
        notes = {note.pk: note for note in notes}
        return {
            mark.pk: self._thread(mark, notes[mark.pk]) for mark in self.marks if mark.pk in notes
        }

    @cached_property
    def marks(self) -> list[Mark]:
        """Where someone spoke to the others; what one keeps for oneself has no speakers."""
        if not self.blocks:
            return []
        self.margin.starts = list(self.blocks)
        self.margin.numbers = {start: b.number for start, b in self.blocks.items() if b.number}
        return [mark for mark in self.margin.marks if mark.speakers]

    @cached_property
    def blocks(self) -> dict[int, Block]:
        """By where they start, with their first words as `text`."""
        edition = self.study_session.edition
        if not edition:
            return {}
        places = ["edition", "position", "kind", "number", "language", "start", "end"]
        blocks = edition.blocks.kept().exclude(text="").only(*places).order_by("position")
        found = {block.start: block for block in blocks.annotate(words=Left("text", FIRST_WORDS))}
        for block in found.values():
            block.text = block.words
        return found

    # The plan

    @cached_property
    def steps(self) -> list[AgendaItem]:
        """Each with where its passage stands, whose words its question is, what would undo it, and where
        it stands itself."""
        places = Placement.objects.filter(
            passage=OuterRef("passage"), edition=self.study_session.edition
        )
        prompts = Prompt.objects.filter(agenda_item=OuterRef("pk"))
        changes = PlanChange.objects.visible_to(self.viewer).of_plan(self.study_session)
        steps = AgendaItem.objects.visible_to(self.viewer).filter(study_session=self.study_session)
        steps = list(
            steps.annotate(
                start=Subquery(places.values("start")),
                end=Subquery(places.values("end")),
                words=Subquery(prompts.values("taken_from")),
                undo=Subquery(changes.added(OuterRef("pk")).values("pk")),
            ).order_by("position")
        )
        self._expected = forecast(self.study_session, steps, timezone.now())
        for step, following in pairwise([*steps, None]):
            step.at, step.following = self._expected.begins.get(step.pk), following
        return steps

    @property
    def expected(self) -> Forecast:
        """When the meeting would end, by its steps."""
        return self.steps and self._expected

    @property
    def planned(self) -> list[AgendaItem]:
        """The steps about words of the text, each with how much of it that is."""
        found = [step for step in self.steps if step.end]
        for step in found:
            step.length = step.end - step.start
        return found

    @property
    def last_added(self) -> AgendaItem | None:
        """The step that was added last, if nothing else was changed since."""
        return next((step for step in self.steps if step.undo), None)

    @cached_property
    def _step_about(self) -> dict[tuple[int, int], AgendaItem]:
        return {(step.start, step.end): step for step in reversed(self.steps) if step.end}

    @cached_property
    def _step_asking(self) -> dict[int, AgendaItem]:
        return {step.words: step for step in self.steps if step.words}

    def _stop(self, starts: list[int], marks: list[Mark]) -> Stop:
        excerpt = self._excerpt(starts)
        return Stop(
            excerpt=excerpt,
            marks=sorted(marks, key=lambda mark: -len(mark.speakers)),
            url=self.margin.talk_url(starts[0]),
        )

    def _thread(self, mark: Mark, note: Annotation) -> Thread:
        starts = self.margin.blocks_of(mark.start, mark.end)
        excerpt = self._excerpt(starts)
        return Thread(
            note=note,
            mark=mark,
            excerpt=excerpt,
            url=f"{self.margin.talk_url(starts[0])}#c{mark.pk}",
            step=self._step_asking.get(mark.pk) if note.is_question else self._step_on(excerpt),
        )

    def _step_on(self, excerpt: Excerpt) -> AgendaItem | None:
        return self._step_about.get(span_of(excerpt, self.study_session))

    def _excerpt(self, starts: list[int]) -> Excerpt:
        blocks = [self.blocks[start] for start in starts]
        return Excerpt(None, blocks[0].start, blocks[-1].end, blocks)


def span_of(excerpt: Excerpt, study_session: StudySession) -> tuple[int, int] | None:
    """What a step about these words is pinned to: whole paragraphs, or the section of a heading.

    So the plan can show it in its fields, and members read what they would read in any case.
    """
    numbered = [block for block in excerpt.blocks if block.number]
    if numbered:
        return numbered[0].start, numbered[-1].end
    for section in study_session.edition.text.outline:
        if section["start"] <= excerpt.start <= section["end"]:
            return section["start"], section["end"]
    return None
