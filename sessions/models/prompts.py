"""Prompts: what a step, or the preparation, asks members. On screen: a question."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from readings.models import Edition, Passage, Placement
from readings.people.compiled import compiled

from .agenda import AgendaItem
from .gates import Gate
from .meetings import StudySession

LONGEST_QUESTION = 2000  # characters


class PromptQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> PromptQuerySet:
        """Members see a question when it is asked: beforehand, or once its step has begun."""
        return self.filter(
            Q(study_session__circle_id__in=viewer.facilitated_circle_ids)
            | Q(study_session_id__in=viewer.session_ids)
            & (
                Q(beforehand=True)
                | Q(agenda_item__started_at__isnull=False)
                | Q(study_session__ended_at__isnull=False)
            )
        )

    def of_steps(self, steps: list[AgendaItem]) -> list[AgendaItem]:
        """The steps, each with its question (or None) as `step.prompt`; one query."""
        prompts = {prompt.agenda_item_id: prompt for prompt in self.filter(agenda_item__in=steps)}
        for step in steps:
            step.prompt = prompts.get(step.pk)
        return steps

    def in_session(self, study_session: StudySession) -> PromptQuerySet:
        return self.filter(study_session=study_session)

    def beforehand(self) -> PromptQuerySet:
        return self.filter(beforehand=True)

    def gated(self) -> PromptQuerySet:
        """Whose answers others see only after their own."""
        return self.filter(Prompt.gated_q(), study_session__gates_opened_at=None)

    def numbered(self) -> PromptQuerySet:
        """With `number`: 1, 2, 3 in the order of the plan; 0 for those asked in the preparation only."""
        up_to_here = (
            Prompt.objects.filter(
                study_session=OuterRef("study_session"),
                agenda_item__position__lte=OuterRef("agenda_item__position"),
            )
            .order_by()
            .values("study_session")
            .annotate(n=Count("pk"))
        )
        return self.annotate(number=Coalesce(Subquery(up_to_here.values("n")), 0))

    def placed_in(self, edition: Edition) -> PromptQuerySet:
        """Questions about words that stand in this edition, with the place where they end as `end`."""
        about = Coalesce(OuterRef("passage"), OuterRef("agenda_item__passage"))
        places = Placement.objects.filter(edition=edition, passage=about)
        return self.annotate(end=Subquery(places.values("end"))).filter(end__isnull=False)

    def in_order(self) -> PromptQuerySet:
        return self.order_by("agenda_item__position", "pk").select_related(
            "agenda_item__passage", "passage"
        )


class Prompt(models.Model):
    study_session = models.ForeignKey(StudySession, models.CASCADE, related_name="+")
    agenda_item = models.OneToOneField(
        AgendaItem, models.CASCADE, null=True, blank=True, related_name="+"
    )  # null: asked in the preparation only
    passage = models.ForeignKey(Passage, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(_("question"))
    beforehand = models.BooleanField(_("ask it before the meeting too"), default=False)
    gate = models.CharField(max_length=12, choices=Gate, blank=True)
    """When others' answers show; empty is as usual: at once, and if it is asked beforehand, after one's own."""

    taken_from = models.ForeignKey(
        "study_sessions.Contribution", models.SET_NULL, null=True, blank=True, related_name="+"
    )  # whose words it is, while it reads like them: see taken.py

    objects = PromptQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="question_has_words"),
            models.CheckConstraint(
                condition=Q(agenda_item__isnull=False) | Q(beforehand=True),
                name="question_is_asked_some_time",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @classmethod
    def progress(cls, study_session: StudySession) -> tuple[int, int] | None:
        """Which question is on, of how many: numbers only, for those who are still outside."""
        steps = cls.objects.filter(study_session=study_session, agenda_item__isnull=False)
        steps = steps.order_by("agenda_item__position").select_related("agenda_item")
        numbered = list(enumerate((prompt.agenda_item for prompt in steps), start=1))
        return next(((n, len(numbered)) for n, step in numbered if step.is_running), None)

    @staticmethod
    def gated_q() -> Q:
        """The twin of `is_gated` for querysets."""
        return Q(gate=Gate.AFTER_OWN) | Q(gate="", beforehand=True)

    @property
    def is_gated(self) -> bool:
        """Whether others see answers to it only after their own, unless the gates were opened since."""
        return self.gate == Gate.AFTER_OWN or (not self.gate and self.beforehand)

    @property
    def has_gate(self) -> bool:
        return self.is_gated and not self.study_session.gates_opened_at

    @classmethod
    def gates_beside(cls, sessions: models.QuerySet) -> models.QuerySet:
        """The sessions, each with `has_gated_questions`."""
        gated = cls.objects.gated().filter(study_session=OuterRef("pk"))
        return sessions.annotate(has_gated_questions=Exists(gated))

    @property
    def about(self) -> Passage | None:
        """The passage it is about: its own, else its step's."""
        return self.passage or (self.agenda_item and self.agenda_item.passage)


@compiled
def asked_in(viewer, study_session: StudySession, *pks: int) -> PromptQuerySet:
    """The questions of a session that this person may see, in order, each with its number; or these."""
    rows = Prompt.objects.visible_to(viewer).in_session(study_session).numbered().in_order()
    return rows.filter(pk__in=pks) if pks else rows
