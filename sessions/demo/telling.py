"""What happened in a session, told again in its order, each thing through the command that does it.

Commands write down the time at which they run. So the story is sorted by its own times, and after
each command everything that was written down since we began is moved to the time it belongs to:
those times are all in the past, what is new is not.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import NamedTuple
from uuid import uuid4

from django.db.models import Model
from django.utils import timezone

from readings.people.models import User
from sessions.models import (
    AgendaItem,
    Annotation,
    Answer,
    Attendance,
    Contribution,
    Event,
    Invitation,
    Note,
    Prompt,
    Recap,
    Reply,
    StudySession,
)

from .cast import FACILITATOR
from .plans import find

GUEST = "jo"
COMES_IN = timedelta(minutes=8)  # before the start
KEEPS = timedelta(minutes=30)  # before the recap is shared


class Happening(NamedTuple):
    at: datetime
    happen: Callable
    dates: tuple[tuple[type[Model], str], ...]  # what it writes its time into, besides the event


def then(at: datetime, happen: Callable, *dates) -> Happening:
    return Happening(at, happen, dates)


class Telling:
    def __init__(
        self, study_session: StudySession, words: dict, people: dict[str, User], *, day: date
    ):
        self.study_session = study_session
        self.words = words
        self.people = dict(people)
        self.day = day
        self.began = timezone.now()

    def tell(self) -> None:
        for happening in sorted(self._happenings(), key=lambda one: one.at):
            happening.happen()
            for model, name in (*happening.dates, (Event, "at")):
                self._date(model, name, happening.at)
        self.study_session.refresh_from_db()

    def _date(self, model: type[Model], name: str, at: datetime) -> None:
        ours = {"pk" if model is StudySession else "study_session": self.study_session.pk}
        model._base_manager.filter(**ours, **{f"{name}__gte": self.began}).update(**{name: at})

    def _when(self, words: str) -> datetime:
        """“19:25”, or days from the day and a time: “-3 21:02”."""
        *days, clock = words.split()
        day = self.day + timedelta(days=int(days[0]) if days else 0)
        return datetime.combine(day, time.fromisoformat(clock), self.study_session.zone)

    # The story

    def _happenings(self) -> Iterator[Happening]:
        study_session = self.study_session
        opened_at = self._when(self.words["opened"])
        yield then(opened_at, study_session.open, (StudySession, "opened_at"))
        for who, when in self.words.get("prepared", {}).items():
            dates = (Attendance, "joined_at"), (Attendance, "prepared_at")
            yield then(self._when(when), partial(self._prepare, who), *dates)
        for asked, prompt in self._asked():
            for row in asked.get("answers", ()):
                yield from self._thread(row, partial(self._answer, row, prompt))
        for row in self.words.get("annotations", ()):
            yield from self._thread(row, partial(self._annotate, row))
        if "closed" in self.words:
            yield from self._evening()
            yield from self._afterwards()

    def _asked(self) -> Iterator[tuple[dict, Prompt]]:
        """The questions as they stand in the file, each with its row."""
        prompts = Prompt.objects.in_session(self.study_session)
        at_steps = [step for step in self.words["steps"] if "question" in step]
        yield from zip(at_steps, prompts.exclude(agenda_item=None).in_order(), strict=True)
        beforehand = self.words.get("beforehand", ())
        yield from zip(beforehand, prompts.filter(agenda_item=None).in_order(), strict=True)

    def _thread(self, row: dict, write: Callable) -> Iterator[Happening]:
        """Words and the replies to them; `made` in the row is what was written."""
        written = (Contribution, "created_at")
        yield then(self._when(row["when"]), write, written)
        for reply in row.get("replies", ()):
            yield then(self._when(reply["when"]), partial(self._reply, row, reply), written)
        if row.get("kept"):
            kept_at = self._when(self.words["recap"]["shared"]) - KEEPS
            yield then(kept_at, lambda: row["made"].keep(), (Contribution, "kept_at"))

    def _evening(self) -> Iterator[Happening]:
        """The clock from step to step, and the notes taken meanwhile."""
        study_session, begins = self.study_session, self.study_session.starts_at
        steps = list(study_session.agenda_items.all())
        came_in = (Attendance, "joined_at"), (Attendance, "came_at")
        begun, over = (AgendaItem, "started_at"), (AgendaItem, "ended_at")
        at_the_door = begins - COMES_IN
        let_in = partial(self._let_in_guest, at_the_door)
        yield then(at_the_door, let_in, *came_in, (Invitation, "created_at"))
        yield then(begins, study_session.start, (StudySession, "started_at"), begun)
        yield then(begins, self._everyone_comes, *came_in)
        for step in steps[:-1]:
            begins += timedelta(minutes=step.minutes)
            yield then(begins, partial(study_session.next_step, on=step.pk), over, begun)
        for note in (note for step in self.words["steps"] for note in step.get("notes", ())):
            yield then(self._when(note["when"]), partial(self._note, note), (Note, "created_at"))
        facts = (StudySession, "ended_at"), (Attendance, "present_at")
        yield then(study_session.ends_at, study_session.end, over, *facts)

    def _afterwards(self) -> Iterator[Happening]:
        shared_at = self._when(self.words["recap"]["shared"])
        yield then(shared_at, self._share_recap, (Recap, "shared_at"))
        closed_at = self._when(self.words["closed"])
        yield then(closed_at, self.study_session.close, (StudySession, "closed_at"))
        withdraw = partial(Invitation.withdraw, self.study_session)
        yield then(closed_at, withdraw, (Invitation, "revoked_at"))

    # What people do

    def _prepare(self, who: str) -> None:
        self.study_session.admit(self.people[who]).say_prepared(True)

    def _let_in_guest(self, at: datetime) -> None:
        invitation = Invitation.for_session(self.study_session)
        guest = invitation.accept_guest(name=self.words["guest"], key=uuid4())
        guest.date_joined = at
        guest.save(update_fields=["date_joined"])
        self.people[GUEST] = guest

    def _everyone_comes(self) -> None:
        for user in self.people.values():
            self.study_session.admit(user).see(is_running=True)

    def _annotate(self, row: dict) -> None:
        edition = self.study_session.edition
        start, end = find(edition, row["words"])
        row["made"] = Annotation.write(
            by=self.people[row["by"]],
            key=uuid4(),
            study_session=self.study_session,
            edition=edition,
            start=start,
            end=end,
            exact=row["words"],
            body=row["body"].strip(),
            tag=row.get("tag", Contribution.Tag.COMMENT),
            audience=row.get("audience", Contribution.Audience.CIRCLE),
        )

    def _answer(self, row: dict, prompt: Prompt) -> None:
        row["made"] = Answer.write(
            by=self.people[row["by"]], key=uuid4(), prompt=prompt, body=row["body"].strip()
        )

    def _reply(self, row: dict, reply: dict) -> None:
        Reply.write(
            by=self.people[reply["by"]],
            key=uuid4(),
            parent=row["made"],
            body=reply["body"].strip(),
        )

    def _note(self, note: dict) -> None:
        due_on = self.day + timedelta(days=note["due"]) if "due" in note else None
        Note.write(
            by=self.people[FACILITATOR],
            key=uuid4(),
            study_session=self.study_session,
            kind=note["kind"],
            body=note["body"].strip(),
            owner=note.get("owner", ""),
            due_on=due_on,
        )

    def _share_recap(self) -> None:
        words = self.words["recap"]
        recap = Recap.edit(
            self.study_session,
            version=Recap.of(self.study_session).version,
            opening=words["opening"].strip(),
            present=words["present"],
            with_names=True,
        )
        recap.share(by=self.people[FACILITATOR])
