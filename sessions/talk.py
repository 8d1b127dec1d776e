"""The talk on one block of a text: the threads there that a layer holds, with what this person may do."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass

from django.urls import reverse

from readings.models import Block, Edition
from readings.people.compiled import compiled
from sessions.forms.contributions import ReplyForm
from sessions.forms.reading import AnnotationForm, BringUpForm

from .earlier import earlier_sessions, with_what_they_bring_up
from .layers import Layer
from .models import Annotation, Contribution, Draft, Reaction, StudySession
from .models.contribution_queries import ContributionQuerySet
from .models.drafts import AGAIN, NOTE, REPLY, slot_of
from .news import is_new, last_of_new
from .patterns import KEY
from .permissions import can_bring_up, can_react, can_settle, can_take_up
from .viewer import Viewer

PAGE = 50  # threads at once


@dataclass
class Talk:
    study_session: StudySession
    block: Block
    threads: list[Annotation]  # those that are shown now
    earlier: list[Annotation]  # of earlier sessions, to read
    count: int  # how many notes the layer has here, as the marker after the block says
    upto: int = 0  # how many threads are shown by then
    behind: int = 0  # how many are not yet

    @property
    def next_many(self) -> int:
        return min(PAGE, self.behind)

    @property
    def next_upto(self) -> int:
        return self.upto + PAGE

    @property
    def unread(self) -> list[int]:
        """The last words of each thread in which something is new: so far it is shown now."""
        return last_of_new(self.threads)

    def put_back(self, refused: BringUpForm) -> None:
        """What was refused stands in its box again."""
        for note in self.earlier:
            if note == refused.earlier:
                note.bring_up_form = refused

    @property
    def slot(self) -> str:
        """The box to write in about the block."""
        return _slot_on(self.block, self.study_session)

    @property
    def slots(self) -> list[str]:
        """All its boxes, whose drafts are asked for."""
        return [self.slot, *map(_reply_slot, self.threads), *self._again]

    def take_up(self, drafts: dict[str, Draft]) -> None:
        """A reply that was begun stands in its box; other boxes to reply come when they are asked for."""
        for note in self.threads:
            if draft := drafts.get(_reply_slot(note)):
                note.reply_form = ReplyForm(auto_id=f"reply-{note.pk}-%s")
                note.reply_form.take_up(_reply_slot(note), draft)
        for slot, form in self._again.items():
            form.take_up(slot, drafts.get(slot))

    @property
    def _again(self) -> dict[str, BringUpForm]:
        return {
            slot_of(AGAIN, self.study_session.pk, note.pk): note.bring_up_form
            for note in self.earlier
            if note.bring_up_form
        }


def box_on(block: Block, study_session: StudySession, **initial) -> AnnotationForm:
    """The box to write in, about all of the block at first."""
    place = {"at": block.start, "start": block.start, "end": block.end, "exact": block.text}
    form = AnnotationForm(initial={"edition": study_session.edition.pk, **place, **initial})
    form.slot = _slot_on(block, study_session)
    return form


def _slot_on(block: Block, study_session: StudySession) -> str:
    return slot_of(NOTE, study_session.pk, block.start)


def _reply_slot(note: Annotation) -> str:
    return slot_of(REPLY, note.pk)


def talks_on(
    blocks: Iterable[Block],
    *,
    viewer: Viewer,
    study_session: StudySession,
    layer: Layer,
    shown: int | None = None,
    words: list[int] = (),
    part: range = range(PAGE),
) -> list[Talk]:
    """One for each block, and as many queries for several as for one.

    `shown` is a thread that stands there whatever the layer: something was just done in it. `words` are
    the start and end of one that was pressed, and which of several there it is.

    Of many threads some, `part`, and as far as the one that is `shown` or the first with something new.
    """
    found = _threads_on(blocks, viewer, study_session, layer, shown)
    talks = []
    for block in blocks:
        on_it = [note for note in found if note.start < block.end and note.end > block.start]
        held = [note for note in on_it if _is_held(layer, note, viewer)]
        here = [note for note in on_it if note in held or note.pk == shown]
        of_today = [note for note in here if note.study_session_id == study_session.pk]
        earlier = [note for note in here if note.study_session_id != study_session.pk]
        reached = _pressed(of_today, *words) if words else shown
        upto = max(part.stop, _reach(of_today, reached)) if part.start == 0 else part.stop
        threads = of_today[part.start : upto]
        count = sum(_count(note) for note in held)
        behind = len(of_today[upto:])
        talks.append(Talk(study_session, block, threads, earlier, count, upto, behind))
    _offer(talks, viewer, study_session, layer)
    return talks


def _offer(talks: list[Talk], viewer: Viewer, study_session: StudySession, layer: Layer) -> None:
    """What one may do with each note; one across two blocks stands in both talks."""
    threads = list({note for talk in talks for note in talk.threads})
    earlier = list({note for talk in talks for note in talk.earlier})
    Reaction.beside([*threads, *earlier], viewer)
    with_what_they_bring_up(threads, viewer)
    text = reverse("sessions:read", args=[study_session.pk])
    for note in threads:
        for words in (note, *note.replies):
            words.html = layer.kept_in(words.html, text)
        _offer_talk(note, viewer, study_session)
    for note in earlier:
        note.forget_news()
    for talk in talks:
        alone = len(talks) == 1
        talk.threads = [_on(talk.block, note, alone=alone) for note in talk.threads]
        talk.earlier = [_on(talk.block, note, alone=alone) for note in talk.earlier]
        for note in talk.earlier:
            _offer_to_bring_up(note, viewer, study_session, talk.block)


def _on(block: Block, note: Annotation, *, alone: bool) -> Annotation:
    note = note if alone else copy(note)
    note.is_whole = note.start <= block.start and note.end >= block.end
    return note


def _pressed(threads: list[Annotation], start: int, end: int, nth: int) -> int | None:
    on_them = [note.pk for note in threads if (note.start, note.end) == (start, end)]
    return on_them[nth] if nth < len(on_them) else None


def _reach(threads: list[Annotation], shown: int | None) -> int:
    """How many stand up to what one came for."""
    awaited = [note.pk == shown for note in threads], [is_new(note) for note in threads]
    return max(places.index(True) + 1 if True in places else 0 for places in awaited)


def _threads_on(
    blocks: Iterable[Block],
    viewer: Viewer,
    study_session: StudySession,
    layer: Layer,
    shown: int | None,
) -> list[Annotation]:
    """Each with its `replies`; one query, two where there are some."""
    where = (study_session, study_session.edition, shown, *blocks)
    threads = notes_on(viewer, *where, shown_only=layer.is_off, with_earlier=layer.is_earlier)
    for note in threads:
        note.replies = []
    answered = {note.pk: note for note in threads if note.has_replies}
    for reply in replies_to(viewer, list(answered)) if answered else ():
        answered[reply.parent_id].replies.append(reply)
    return threads


@compiled
def notes_on(
    viewer: Viewer,
    study_session: StudySession,
    edition: Edition,
    shown: int | None,
    *blocks: Block,
    shown_only: bool,
    with_earlier: bool,
) -> ContributionQuerySet:
    rows = Annotation.objects.visible_to(viewer)
    if shown_only:
        rows = rows.filter(pk=shown)
    earlier = []
    if with_earlier:
        earlier = earlier_sessions(viewer, study_session).values("pk")
        rows = rows.select_related("study_session")
    return (
        rows.in_sessions(study_session, earlier)
        .placed_in(edition)
        .touching(blocks)
        .standing()
        .with_news(viewer.user)
        .with_author()
        .select_related("passage")
        .in_order()
        .with_whether_replied()
    )


@compiled
def replies_to(viewer: Viewer, notes: list[int]) -> ContributionQuerySet:
    replies = Contribution.objects.visible_to(viewer).told().filter(parent__in=notes)
    return replies.with_news(viewer.user).with_author().in_order()


def _is_held(layer: Layer, note: Annotation, viewer: Viewer) -> bool:
    wrote = {note.author_id, *(reply.author_id for reply in note.replies if not reply.hidden_at)}
    return layer.holds(is_mine=viewer.user.pk in wrote, waits=note.waits)


def _count(note: Annotation) -> int:
    return sum(not words.deleted_at and not words.hidden_at for words in (note, *note.replies))


def _offer_talk(note: Annotation, viewer: Viewer, study_session: StudySession) -> None:
    note.study_session = study_session
    note.can_react = can_react(viewer, note)
    note.can_settle = can_settle(viewer, note)
    note.reply_form = None
    is_for_all = note.is_question or note.reactions[Reaction.Kind.OTHERWISE].count
    note.step_key = KEY if is_for_all and can_take_up(viewer, note) else None


def _offer_to_bring_up(
    note: Annotation, viewer: Viewer, study_session: StudySession, block: Block
) -> None:
    """What was written earlier stays as it is: one may say something anew about its words."""
    note.can_react = note.can_settle = False
    note.bring_up_form = None
    if can_bring_up(viewer, note, study_session):
        initial = {"edition": study_session.edition.pk, "at": block.start}
        note.bring_up_form = BringUpForm(earlier=note, initial=initial)
