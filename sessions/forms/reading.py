from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from readings.people.forms import LinesField, VersionedForm, with_fields_as_they_are
from sessions.layers import Layer
from sessions.models import Annotation, Contribution

from .contributions import REQUIRED, WordsForm, words_field


class GoForm(forms.Form):
    """The number of a paragraph, as readers cite it."""

    go = forms.IntegerField(min_value=1)


class LayerForm(forms.Form):
    """Which notes one wants to see, and the thread that is shown whatever one wants: by its id, or as the
    script of the page knows it: where its words begin and end, and which of several on them it is."""

    layer = forms.ChoiceField(choices=Layer, required=False)
    shown = forms.IntegerField(required=False)
    words = forms.RegexField(r"^[0-9]{1,9}-[0-9]{1,9}-[0-9]{1,9}$", required=False)

    @classmethod
    def layer_in(cls, address: QueryDict) -> Layer:
        """The usual one, if the address names none, or one that makes no sense."""
        return Layer(cls._said(address, "layer") or Layer.SESSION)

    @classmethod
    def shown_in(cls, address: QueryDict) -> int | None:
        return cls._said(address, "shown")

    @classmethod
    def words_in(cls, address: QueryDict) -> list[int]:
        words = cls._said(address, "words")
        return [int(number) for number in words.split("-")] if words else []

    @classmethod
    def _said(cls, address: QueryDict, name: str):
        """Most addresses say nothing, and need no form."""
        form = name in address and cls(address)
        return form.cleaned_data[name] if form and form.is_valid() else None


class PartForm(forms.Form):
    """Which threads of a long talk: those as far as `upto`, or those `after` what stands there."""

    after = forms.IntegerField(min_value=0, max_value=100_000, required=False)
    upto = forms.IntegerField(min_value=1, max_value=100_000, required=False)

    @classmethod
    def part_in(cls, address: QueryDict, page: int) -> range:
        if not address.keys() & {"after", "upto"}:
            return range(page)
        form = cls(address)
        asked = form.cleaned_data if form.is_valid() else {}
        after = asked.get("after") or 0
        return range(after, asked.get("upto") or after + page)


class AheadForm(forms.Form):
    """Where the blocks start whose talks someone may open next; a screen has no more."""

    at = forms.RegexField(r"^[0-9]{1,9}(,[0-9]{1,9}){0,7}$")

    @classmethod
    def starts_in(cls, posted: QueryDict) -> list[int]:
        form = cls(posted)
        return (
            [int(start) for start in form.cleaned_data["at"].split(",")] if form.is_valid() else []
        )


class PlaceForm(forms.Form):
    """The block that is open."""

    at = forms.IntegerField(min_value=0, required=False)


class ChosenForm(forms.Form):
    """Words of the text that someone chose."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    exact = LinesField(widget=forms.HiddenInput, strip=False)

    @property
    def chosen(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("start", "end", "exact")}


class MarkForm(ChosenForm, WordsForm):
    """Mark words for oneself, in one press."""


class ChooseForm(ChosenForm, VersionedForm):
    """Other words for an annotation of one's own."""


class AboutTextForm(WordsForm):
    """What someone says about words of the text; two buttons name its audience."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    at = forms.IntegerField(widget=forms.HiddenInput, min_value=0)  # the block that is open
    tag = forms.ChoiceField(choices=Contribution.Tag, initial=Contribution.Tag.COMMENT)
    body = words_field(_("Your words"), rows=2, placeholder=" ")  # by this CSS knows it is empty
    audience = forms.ChoiceField(
        choices=Contribution.Audience,
        error_messages={"required": _("Press one of the two buttons: for yourself, or shared.")},
    )


@with_fields_as_they_are
class AnnotationForm(ChosenForm, AboutTextForm):
    """A comment or question; what is kept for oneself needs no words: then it is a mark."""

    body = words_field(_("Your words"), rows=2, required=False, placeholder=" ")

    def clean(self) -> dict:
        words = super().clean()
        if words.get("body") == "":
            words["tag"] = ""
            if words.get("audience") != Contribution.Audience.PRIVATE:
                self.add_error("body", REQUIRED)
        return words


class BringUpForm(AboutTextForm):
    """One's own words about those of an earlier note: where these stand, the note says."""

    def __init__(self, *args, earlier: Annotation, **options) -> None:
        super().__init__(*args, auto_id=f"bring-up-{earlier.pk}-%s", **options)
        self.earlier = earlier  # with its place in the text of today

    @property
    def chosen(self) -> dict:
        note = self.earlier
        return {"start": note.start, "end": note.end, "exact": None, "earlier": note}
