"""The boxes that a talk brings, to write and to reply in, while nothing was begun in them: drawn once."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from readings.models import Block

from .forms.contributions import ReplyForm
from .models.drafts import REPLY, slot_of
from .patterns import KEY, START, Where, draw, fill, finish, hole, ready
from .talk import box_on

END, TEXT, NUMBER = hole(), hole(), hole()


def draw_box(block: Block, where: Where, token: str) -> SafeString:
    """To write about the block."""
    is_numbered = block.number is not None
    pattern = ready(("a box to write", is_numbered), where, lambda: _draw_box(where, is_numbered))
    of_block = {END: str(block.end), TEXT: escape(block.text), NUMBER: str(block.number)}
    return finish(fill(pattern, of_block), block.start, token)


def _draw_box(where: Where, is_numbered: bool) -> str:
    block = Block(start=START, end=END, text=TEXT, number=NUMBER if is_numbered else None)
    form = box_on(block, where.room, key=KEY)
    return draw("sessions/_talk_form.html", where, form=form, text_block=block)


def draw_reply_box(block: Block, where: Where, token: str) -> SafeString:
    """To reply; scripts put it under a thread, in place of the thread of number 0."""
    pattern = ready(("a box to reply",), where, lambda: _draw_reply_box(where))
    return finish(pattern, block.start, token)


def _draw_reply_box(where: Where) -> str:
    form = ReplyForm(auto_id="reply-0-%s", initial={"key": KEY})
    form.slot = slot_of(REPLY, 0)
    talk = reverse("sessions:talk", args=[where.room.pk, START])
    more = {"words": {"pk": 0}, "form": form, "next": talk + where.layer.query}
    return draw("sessions/_thread_reply.html", where, **more)
