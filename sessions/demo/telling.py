"""What happened in a session, told again in its order: words as rows, all else by its command.

Commands write down the time at which they run. So the story is sorted by its own times and happens
within a second or two; then each time that was written down is replaced by the one it stands for.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from readings.models import Passage
from readings.people.models import User
from sessions.models import (
    AgendaItem,
    Attendance,
    Change,
    Contribution,
    Event,
    Invitation,
    Note,
    Prompt,
    Recap,
    StudySession,
    record,
)
from sessions.words import to_html

from .cast import FACILITATOR
from .plans import find

GUEST = "jo"
COMES_IN = timedelta(minutes=8)  # before the start
KEEPS = timedelta(minutes=30)  # before the recap is shared

# What commands write down of the time, earlier facts before later ones: constraints compare them
TIMES = [
    (StudySession, "opened_at", "started_at", "ended_at", "closed_at"),
    (AgendaItem, "started_at", "ended_at"),
    (Attendance, "joined_at", "prepared_at", "came_at", "present_at"),
    (Invitation, "created_at", "revoked_at"),
    (Contribution, "created_at", "kept_at", "settled_at"),
    (Note, "created_at"),
    (Recap, "shared_at"),
    (Change, "made_at"),
    (Event, "at"),
]
REPLACE = """
    UPDATE {table} SET {column} = told.at
    FROM unnest(%s::timestamptz[], %s::timestamptz[], %s::timestamptz[]) AS told (since, until, at)
    WHERE {table}.{session} = %s
    AND {table}.{column} >= told.since AND {table}.{column} < told.until
"""

type Happening = tuple[datetime, Callable[[], object]]


class Telling:
    def __init__(
        self, study_session: StudySession, words: dict, people: dict[str, User], *, day: date
    ):
        self.study_session = study_session
        self.words = words
        self.people = dict(people)
        self.day = day

    def tell(self) -> None:
        happened = []
        for at, happen in sorted(self._happenings(), key=lambda happening: happening[0]):
            since = timezone.now()
            happen()
            happened.append((since, timezone.now(), at))
        for model, *names in TIMES:
            for name in names:
                self._replace(model, name, happened)
        self.study_session.refresh_from_db()

    def _replace(self, model, name: str, happened: list[tuple]) -> None:
        is_itself = model is StudySession
        key = model._meta.pk if is_itself else model._meta.get_field("study_session")
        sql = REPLACE.format(table=model._meta.db_table, column=name, session=key.column)
        with connection.cursor() as cursor:
            cursor.execute(sql, [*map(list, zip(*happened, strict=True)), self.study_session.pk])

    def _when(self, words: str) -> datetime:
        """“19:25”, or days from the day and a time: “-3 21:02”."""
        *days, clock = words.split()
        day = self.day + timedelta(days=int(days[0]) if days else 0)
        return datetime.combine(day, time.fromisoformat(clock), self.study_session.zone)

    # The story

    def _happenings(self) -> Iterator[Happening]:
        yield self._when(self.words["opened"]), self.study_session.open
        for who, when in self.words.get("prepared", {}).items():
            yield self._when(when), partial(self._prepare, who)
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
        """Words, the replies to them, and what else was done to them."""
        yield from self._words(row, write)
        for reply in row.get("replies", ()):
            yield from self._words(reply, partial(self._reply, row, reply))
        if "settled" in row:
            yield self._when(row["settled"]), partial(self._settle, row)
        if row.get("kept"):
            kept_at = self._when(self.words["recap"]["shared"]) - KEEPS
            yield kept_at, lambda: row["made"].keep()

    def _words(self, row: dict, write: Callable) -> Iterator[Happening]:
        """`made` in the row is what was written."""
        yield self._when(row["when"]), write
        for kind, names in row.get("reactions", {}).items():
            for who in names:
                yield self._when(self.words["reacted"]), partial(self._react, row, kind, who)

    def _evening(self) -> Iterator[Happening]:
        """The clock from step to step, and the notes taken meanwhile."""
        study_session, begins = self.study_session, self.study_session.starts_at
        yield begins - COMES_IN, partial(self._let_in_guest, begins - COMES_IN)
        yield begins, study_session.start
        yield begins, self._everyone_comes
        *steps, _last = study_session.agenda_items.all()
        for step in steps:
            begins += timedelta(minutes=step.minutes)
            yield begins, partial(study_session.next_step, on=step.pk)
        for note in (note for step in self.words["steps"] for note in step.get("notes", ())):
            yield self._when(note["when"]), partial(self._note, note)
        yield study_session.ends_at, study_session.end

    def _afterwards(self) -> Iterator[Happening]:
        yield self._when(self.words["recap"]["shared"]), self._share_recap
        yield self._when(self.words["closed"]), self.study_session.close
        yield self._when(self.words["closed"]), partial(Invitation.withdraw, self.study_session)

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
            self.study_session.see(user)

    def _annotate(self, row: dict) -> None:
        edition = self.study_session.edition
        self._write(
            row,
            kind=Contribution.Kind.ANNOTATION,
            passage=Passage.pin(edition, *find(edition, row["words"])),
            tag=row.get("tag", Contribution.Tag.COMMENT),
            audience=row.get("audience", Contribution.Audience.CIRCLE),
        )

    def _answer(self, row: dict, prompt: Prompt) -> None:
        self._write(row, kind=Contribution.Kind.ANSWER, prompt=prompt)

    def _reply(self, row: dict, reply: dict) -> None:
        parent = row["made"]
        self._write(reply, kind=Contribution.Kind.REPLY, parent=parent, prompt=parent.prompt)

    def _write(self, row: dict, **place) -> None:
        """A row and its event. Their own commands guard against what cannot happen here, for a
        hundred rows at more than half of all statements."""
        body = row["body"].strip()
        author = self.people[row["by"]]
        self.study_session.admit(author)
        made = row["made"] = Contribution.objects.create(
            circle_id=self.study_session.circle_id,
            study_session=self.study_session,
            author=author,
            body=body,
            html=to_html(body, self.study_session.paragraph_url),
            **place,
        )
        if not made.is_private:
            record(self.study_session, Event.Kind.WROTE, made)

    def _react(self, row: dict, kind: str, who: str) -> None:
        row["made"].react(kind, by=self.people[who])

    def _settle(self, row: dict) -> None:
        row["made"].settle(by=self.people[row["by"]])

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
