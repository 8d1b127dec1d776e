"""What this site calls itself and who runs it: as an administrator wrote it, else the environment."""

from __future__ import annotations

from typing import NamedTuple

from django.core.cache import cache
from django.db import models
from django.utils.translation import gettext_lazy as _

KNOWN = "people.site"
KNOWN_FOR = 60  # seconds until other processes hear of a change


class Known(NamedTuple):
    name: str = ""
    contact: str = ""


class Site(models.Model):
    """One row at most; what is left empty comes from the environment."""

    THE_ONE = 1
    UNKNOWN = Known()

    id = models.PositiveSmallIntegerField(primary_key=True, default=THE_ONE, editable=False)
    name = models.CharField(_("name of the site"), max_length=80, blank=True)
    contact = models.CharField(
        _("who runs this server"),
        max_length=200,
        blank=True,
        help_text=_("Shown to everyone at the foot of the page: a name, and how to reach you."),
    )

    class Meta:
        verbose_name = _("name and contact of the site")
        verbose_name_plural = _("name and contact of the site")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_site"),
        ]

    def __str__(self) -> str:
        return str(_("Name and contact"))

    def save(self, *args, **kwargs) -> None:
        super().save(*args, **kwargs)
        self.remember(Known(self.name, self.contact))

    @classmethod
    def known(cls) -> Known:
        """What is stored; asked of the database once a minute, not once a page."""
        found = cache.get(KNOWN)
        if found is None:
            row = cls.objects.filter(pk=cls.THE_ONE).values_list("name", "contact").first()
            found = Known(*row) if row else cls.UNKNOWN
            cls.remember(found)
        return found

    @staticmethod
    def remember(known: Known) -> None:
        cache.set(KNOWN, known, KNOWN_FOR)
