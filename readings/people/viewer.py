"""Who is asking. A Viewer holds small sets of ids, and `visible_to(viewer)` filters by them."""

from functools import cached_property

from django.db.models import QuerySet

from .compiled import compiled
from .models import Circle, Membership, User

COLUMNS = [field.attname for field in Circle._meta.concrete_fields]


class Viewer:
    in_queries: tuple[str, ...] = ("user", "circle_ids", "facilitated_circle_ids")

    def __init__(self, user) -> None:
        self.user = user

    @cached_property
    def _memberships(self) -> list[tuple]:
        """The role in each circle, and the columns of the circle, its id first."""
        return memberships_of(self.user) if self.user.is_authenticated else []

    @cached_property
    def circles(self) -> list[Circle]:
        """The circles this person belongs to, the first joined first."""
        return [Circle.from_db(None, COLUMNS, circle) for _role, *circle in self._memberships]

    @cached_property
    def circle_ids(self) -> frozenset[int]:
        return frozenset(pk for _role, pk, *_circle in self._memberships)

    @cached_property
    def facilitated_circle_ids(self) -> frozenset[int]:
        facilitator = Membership.Role.FACILITATOR
        return frozenset(pk for role, pk, *_circle in self._memberships if role == facilitator)

    @property
    def circle(self) -> Circle | None:
        """The circle that the navigation leads to."""
        return self.circles[0] if self.circles else None

    @property
    def is_editor(self) -> bool:
        """Keeps the texts and guides of the site; sees no circle's for that."""
        return self.user.is_authenticated and self.user.is_editor

    @property
    def has_library(self) -> bool:
        """Whether the site's texts are theirs to read; guests meet texts in their session."""
        return bool(self.circle_ids) or self.is_editor

    @property
    def is_guest(self) -> bool:
        """Signed in, but in no circle: came by a session link."""
        return self.user.is_authenticated and not self.has_library


@compiled
def memberships_of(user: User) -> QuerySet[Membership]:
    """No rows are made of them: few pages ask for more than the ids."""
    columns = (f"circle__{name}" for name in COLUMNS)
    return Membership.objects.of(user).order_by("joined_at").values_list("role", *columns)
