"""The talk on one block of a text: the threads there that a layer holds, with what this person may do."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from readings.models import Block
from sessions.forms.contributions import ReplyForm

from .layers import Layer
from .models import Annotation, Reaction, StudySession
from .permissions import can_react, can_settle
from .viewer import Viewer


@dataclass
class Talk:
    threads: list[Annotation]
    count: int  # how many notes the layer has here, as the marker after the block says


def talk_on(
    block: Block, *, viewer: Viewer, study_session: StudySession, layer: Layer, shown: int | None
) -> Talk:
    """`shown` is a thread that stands there whatever the layer: something was just done in it."""
    found = _threads_on(block, viewer, study_session)
    held = [note for note in found if _is_held(layer, note, viewer)]
    threads = [note for note in found if note in held or note.pk == shown]
    Reaction.objects.visible_to(viewer).beside(threads, viewer.user)
    for note in threads:
        note.study_session = study_session
        note.can_react = can_react(viewer, note)
        note.can_settle = can_settle(viewer, note)
        note.is_whole = note.start <= block.start and note.end >= block.end
        note.reply_form = ReplyForm(auto_id=f"reply-{note.pk}-%s")
        for words in (note, *note.replies):
            words.html = layer.kept_in(
                words.html, reverse("sessions:read", args=[study_session.pk])
            )
    return Talk(threads, sum(_count(note) for note in held))


def _threads_on(block: Block, viewer: Viewer, study_session: StudySession) -> list[Annotation]:
    return (
        Annotation.objects.visible_to(viewer)
        .in_session(study_session)
        .placed_in(study_session.edition)
        .touching(block)
        .standing()
        .with_author()
        .select_related("passage")
        .in_order()
        .with_replies(viewer)
    )


def _is_held(layer: Layer, note: Annotation, viewer: Viewer) -> bool:
    wrote = {note.author_id, *(reply.author_id for reply in note.replies if not reply.hidden_at)}
    return layer.holds(is_mine=viewer.user.pk in wrote, waits=note.waits)


def _count(note: Annotation) -> int:
    return sum(not words.deleted_at and not words.hidden_at for words in (note, *note.replies))
