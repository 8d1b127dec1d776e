"""Questions as members meet them: the passage in full, one's own answer, what the others wrote.

Three queries for any many: where the passages stand, their blocks, and all answers with replies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from readings.excerpts import Excerpt, excerpts
from readings.people.compiled import compiled
from sessions.models import Contribution, Prompt, StudySession
from sessions.models.contribution_queries import ContributionQuerySet
from sessions.news import last_of_new
from sessions.viewer import Viewer


@dataclass
class Question:
    prompt: Prompt
    excerpt: Excerpt | None = None
    mine: Contribution | None = None
    others: list[Contribution] = field(default_factory=list)
    form: object = None  # the box for one's own answer, where one may write; the view gives it
    is_held_back: bool = False  # the others' answers do not show to this person yet

    @property
    def unread(self) -> list[int]:
        """The last words of each answer's talk in which something is new."""
        return last_of_new([*self.others, *filter(None, [self.mine])])

    @property
    def version(self) -> str:
        """Changes with what stands there; where answers are held back, with nothing that tells of them."""
        study_session = self.prompt.study_session
        if not self.is_held_back:
            return str(study_session.event_count.last)
        step = self.prompt.agenda_item
        return f"held-{study_session.people_count}-{step.extra_minutes if step else 0}"


def questions(
    viewer: Viewer, study_session: StudySession, prompts: Iterable[Prompt]
) -> list[Question]:
    prompts = list(prompts)
    if not prompts:
        return []
    places = excerpts((prompt.about for prompt in prompts), study_session.edition)
    by_prompt = {}
    for prompt in prompts:
        prompt.study_session = study_session
        excerpt = places.get(prompt.about.pk) if prompt.about else None
        is_held_back = prompt.pk in viewer.answers_held_back
        by_prompt[prompt.pk] = Question(prompt, excerpt, is_held_back=is_held_back)
    for answer in threads(words_on(viewer, list(by_prompt))):
        answer.study_session = study_session
        question = by_prompt[answer.prompt_id]
        if answer.author_id == viewer.user.pk and not answer.deleted_at:
            question.mine = answer
        else:
            question.others.append(answer)
    return list(by_prompt.values())


def threads(rows: Iterable[Contribution]) -> list[Contribution]:
    """What was written, each with its `replies`; gone or withheld words only where replies hang on them."""
    rows = list(rows)
    heads = {row.pk: row for row in rows if row.kind != Contribution.Kind.REPLY}
    for head in heads.values():
        head.replies = []
    for row in rows:
        is_there = not row.deleted_at and not row.is_withheld
        if row.kind == Contribution.Kind.REPLY and is_there and row.parent_id in heads:
            heads[row.parent_id].replies.append(row)
    return [
        head for head in heads.values() if head.replies or not (head.deleted_at or head.is_withheld)
    ]


@compiled
def words_on(viewer: Viewer, prompts: list[int]) -> ContributionQuerySet:
    """Answers and the replies to them."""
    rows = Contribution.objects.visible_to(viewer).filter(prompt__in=prompts)
    return rows.with_news(viewer.user).with_author().in_order()
