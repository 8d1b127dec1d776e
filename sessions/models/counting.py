"""Counts beside the rows they belong to, so that no row needs a query of its own."""

from django.db import models
from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce


def counted(rows: models.QuerySet, what: str = "pk") -> Coalesce:
    """How many rows a correlated subquery has; or how many different ones of something they name."""
    counts = (
        rows.order_by()
        .annotate(one=Value(1))
        .values("one")
        .annotate(n=Count(what, distinct=what != "pk"))
    )
    return Coalesce(Subquery(counts.values("n")), 0)
