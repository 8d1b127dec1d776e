"""Gates: when one sees what the others wrote. One rule, for the margin of a session and for each question.

A gate that waits for one's own words is passed by the row they leave. Deleting the words leaves the
row, so a gate once passed stays passed. Facilitators pass every gate; nobody passes `private`; closing
a session may open its gates for everyone (`gates_opened_at`).

The Viewer holds the ids of what is still held back from a person, and every queryset of words asks
`let_through_q`. A further gate, such as a day or a press of the facilitator, is a further choice here
and a further condition where a session and a question say that they hold (`gated_q`).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Gate(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    AFTER_OWN = "after_own", _("only after one’s own")


def let_through_q(viewer, words: str = "") -> Q:
    """What gates let through to this person; `words` leads to the contribution, as in "contribution__"."""
    in_margin = {f"{words}prompt": None, f"{words}study_session__in": viewer.margins_held_back}
    return ~Q(**in_margin) & ~Q(**{f"{words}prompt__in": viewer.answers_held_back})
