"""Boxes with what someone has typed in them elsewhere, or before, and not sent."""

from sessions.forms.contributions import WordsForm
from sessions.models import Draft
from sessions.viewer import Viewer


def take_up_drafts(viewer: Viewer, boxes: dict[str, WordsForm]) -> dict[str, Draft]:
    """Put the drafts into their boxes, which are named by their slots; those that were there, one query."""
    drafts = Draft.objects.visible_to(viewer).by_slot(boxes) if boxes else {}
    for slot, form in boxes.items():
        form.take_up(slot, drafts.get(slot))
    return drafts
