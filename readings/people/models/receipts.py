"""Receipts make every creating POST safe to send again.

A form carries a key. The first post with it writes a receipt at the start of its transaction; a
second one waits on the unique index and then finds what the first has made. The digest is a keyed
hash of what was sent: the same key with other words is no repetition, and is refused.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from readings.people.statements import ask

from .users import User

KEPT_FOR = timedelta(days=7)

CLAIM = """
    INSERT INTO people_receipt (user_id, key, digest, made, made_id, at)
    VALUES ($1, $2, $3, $4, nextval(pg_get_serial_sequence($5, 'id')), $6)
    ON CONFLICT DO NOTHING RETURNING id, made_id
"""

KEEP = "UPDATE people_receipt SET made = $1, made_id = $2 WHERE id = $3"


class KeyReused(Exception):
    """The key was used before, for other words (a browser's Back does this)."""


def digest_of(body: dict) -> str:
    text = json.dumps(body, sort_keys=True, default=str, ensure_ascii=False)
    return salted_hmac("colloquy.receipt", text, algorithm="sha256").hexdigest()


class ReceiptQuerySet(models.QuerySet):
    def outdated(self) -> ReceiptQuerySet:
        return self.filter(at__lt=timezone.now() - KEPT_FOR)


class Receipt(models.Model):
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")  # null: a visitor
    key = models.UUIDField()
    digest = models.CharField(max_length=64)
    made = models.CharField(max_length=80, blank=True)
    made_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="a_key_is_used_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["at"], name="receipt_at")]

    def __str__(self) -> str:
        return str(self.key)

    @classmethod
    @contextmanager
    def once(
        cls,
        *,
        user: User | None,
        key: uuid.UUID,
        body: dict,
        makes: type[models.Model] | None = None,
    ) -> Iterator[Receipt]:
        """A transaction that happens once per person and key.

        Inside it, `receipt.is_repeat` tells whether an earlier post did the work already;
        `receipt.found` is then what it made (None if that is gone since). Raises KeyReused.
        What is made is told by `keep`, or beforehand: `makes` is the model of it, and `receipt.made_id`
        the number which that row is to bear.
        """
        with transaction.atomic():
            digest = digest_of(body)
            receipt = cls(user=user, key=key, digest=digest)
            is_first = receipt._claim(makes)
            if not is_first:
                receipt = cls.objects.get(user=user, key=key)
                if not constant_time_compare(receipt.digest, digest):
                    raise KeyReused
            receipt.is_repeat = not is_first
            yield receipt

    def _claim(self, makes: type[models.Model] | None) -> bool:
        """Write it down; False if another post with this key has been, or has just ended."""
        made, table = (makes._meta.label, makes._meta.db_table) if makes else ("", None)
        claimed = ask(CLAIM, [self.user_id, self.key, self.digest, made, table, self.at])
        for self.pk, self.made_id in claimed:
            self.made, self._state.adding = made, False
        return bool(claimed)

    @classmethod
    @contextmanager
    def unused(cls, *, user: User, key: uuid.UUID) -> Iterator[None]:
        """A transaction that comes before a post with this key: one that comes now waits for its end.

        Raises KeyReused if that post has been.
        """
        with transaction.atomic():
            try:
                with transaction.atomic():
                    held = cls.objects.create(user=user, key=key)
            except IntegrityError:
                raise KeyReused from None
            yield
            held.delete()

    @property
    def found(self) -> models.Model | None:
        return self.made and apps.get_model(self.made)._base_manager.filter(pk=self.made_id).first()

    def keep(self, made: models.Model) -> None:
        """Remember what this key has made."""
        self.made, self.made_id = made._meta.label, made.pk
        ask(KEEP, [self.made, self.made_id, self.pk])
