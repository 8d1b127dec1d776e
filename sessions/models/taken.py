"""Questions of a plan that are someone's own words from the margin.

They point at these words and follow them: changed by their author they change, deleted or hidden they
go. Where people have answered, a sentence stands in their place. A question that facilitators reword is
theirs, and follows nobody. So no copy of a plan, no undoing and no guide carries words that are gone.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, RestrictedError
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from .agenda import AgendaItem
from .prompts import LONGEST_QUESTION, Prompt, PromptQuerySet


def question_of(words) -> str:
    """What someone wrote in the margin, as a question."""
    return Truncator(words.body).chars(LONGEST_QUESTION)


def follow(words) -> None:
    """Their author has changed them."""
    _rewrite(Prompt.objects.filter(taken_from=words), text=question_of(words))


def give_back(taken: PromptQuerySet) -> None:
    """Their authors have deleted these questions, or a facilitator hid them; undoing knows them no more."""
    from .plan_changes import PlanChange  # which knows us

    for prompt in taken.select_related("study_session__circle"):
        this = Prompt.objects.filter(pk=prompt.pk)
        PlanChange.objects.forget(prompt.study_session)
        try:
            with transaction.atomic():
                _rewrite(this)
                prompt.delete()
        except RestrictedError:
            with translation.override(prompt.study_session.circle.language):
                _rewrite(this, taken_from=None, text=_("(This question was taken back.)"))


def _rewrite(prompts: PromptQuerySet, **changes) -> None:
    """A step that someone has open is not saved over this unseen."""
    steps = AgendaItem.objects.filter(pk__in=prompts.values("agenda_item"))
    steps.update(version=F("version") + 1)
    if changes:
        prompts.update(**changes)
