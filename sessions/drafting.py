"""Boxes with what someone has typed in them elsewhere, or before, and not sent."""

from django.utils.translation import gettext as _

from sessions.forms.contributions import WordsForm
from sessions.margin import Margin
from sessions.models import Draft
from sessions.viewer import Viewer


def take_up_drafts(viewer: Viewer, boxes: dict[str, WordsForm]) -> dict[str, Draft]:
    """Put the drafts into their boxes, which are named by their slots; those that were there, one query."""
    drafts = Draft.in_boxes(viewer, boxes)
    for slot, form in boxes.items():
        form.take_up(slot, drafts.get(slot))
    return drafts


def begun_notes(margin: Margin) -> list[dict]:
    """Where in the text this person has begun a note: what to call the place, and the way there."""
    starts = sorted(int(slot.rpartition(":")[2]) for slot in margin.study_session.begun)
    return [
        {
            "name": f"¶ {margin.numbers[start]}" if start in margin.numbers else _("a heading"),
            "url": margin.talk_url(start),
        }
        for start in starts
        if start in margin.starts
    ]
