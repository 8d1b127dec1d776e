"""Parts of a guide: rows in an order of their own, each with a version, for several people write them."""

from __future__ import annotations

import uuid

from django.db import models, transaction

from readings.people.models import Receipt, Stale, User

from .library import Reading


class FullGuide(Exception):
    """The guide holds as much as its file can."""


class PartQuerySet(models.QuerySet):
    """Rows of a guide: they are met through it."""

    @property
    def _guide(self) -> str:
        return self.model.to_guide

    def visible_to(self, viewer):
        from .guides import Guide  # guides know their parts

        return self.filter(**{f"{self._guide}__in": Guide.objects.visible_to(viewer)})

    def of_reading(self, reading: Reading):
        return self.filter(**{f"{self._guide}__reading": reading})

    def with_guide(self):
        """As `GuideQuerySet.with_reading`."""
        text = f"{self._guide}__reading__edition__text"
        loaded = self.select_related(
            f"{self._guide}__circle", f"{self._guide}__reading__circle", text
        )
        return loaded.defer(f"{text}__text", f"{text}__html")


class Part(models.Model):
    """What stands in a guide in an order of its own, and is written by several people."""

    position = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)

    objects = PartQuerySet.as_manager()
    most: int
    to_guide = "guide"  # as queries write it
    within = "guide"  # the row whose list it stands in
    apart_by: tuple[str, ...] = ()  # fields that divide such a list into several

    class Meta:
        abstract = True
        ordering = ["position"]

    @property
    def siblings(self) -> models.QuerySet:
        own = {name: getattr(self, name) for name in (f"{self.within}_id", *self.apart_by)}
        return type(self).objects.filter(**own)

    @property
    def crowd(self) -> models.QuerySet:
        """The rows of which there can be so many."""
        return self.siblings

    @classmethod
    def add(cls, *, by: User, key: uuid.UUID, to: models.Model, **content):
        """One more at the end of what it stands in. Raises KeyReused, or FullGuide."""
        body = {cls.within: to.pk, "of": cls._meta.label, **content}
        with Receipt.once(user=by, key=key, body=body) as receipt:
            if receipt.is_repeat:
                return receipt.found
            divided = {name: content[name] for name in cls.apart_by}
            part = cls(position=0, **{cls.within: to}, **divided)
            part.guide.hold()
            if part.crowd.count() >= cls.most:
                raise FullGuide
            last = part.siblings.aggregate(last=models.Max("position"))["last"]
            part.position = 0 if last is None else last + 1
            part._write(**content)
            receipt.keep(part)
        return part

    @transaction.atomic
    def edit(self, *, version: int, **content) -> None:
        """Raises Stale if it was changed since, DoesNotExist if it is gone."""
        current = type(self).objects.select_for_update().get(pk=self.pk)
        check_version(current, version, content)
        self.version = current.version + 1
        self._write(**content)

    def _write(self, **content) -> None:
        set_values(self, content)

    @transaction.atomic
    def move(self, *, after: int) -> int:
        """Put it after another one of its list, by id; 0 puts it first. Returns its place, from 1."""
        self.guide.hold()
        others = [row for row in self.siblings if row.pk != self.pk]
        place = next((i for i, row in enumerate(others, 1) if row.pk == after), 0)
        others.insert(place, self)
        for position, row in enumerate(others):
            row.position = position
        type(self).objects.bulk_update(others, ["position"])
        return place + 1

    @transaction.atomic
    def discard(self) -> None:
        """Take it out; done twice, it changes nothing."""
        type(self).objects.filter(pk=self.pk).delete()


def check_version(current: models.Model, version: int, wanted: dict) -> None:
    """A save that arrives twice, because its answer was lost on the way, is one."""
    arrived = all(
        getattr(current, name) == value for name, value in wanted.items() if name != "span"
    )
    if current.version != version and not arrived:
        raise Stale(current)


def set_values(row: models.Model, values: dict, *more: str) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    if row._state.adding:
        row.save()
    else:
        row.save(update_fields=[*values, *more, "version"])
