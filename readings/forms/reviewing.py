"""What the review page asks: what a block is, and what is said about the text as a whole."""

from django import forms
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext_lazy as _

from readings.models import Block, Reading
from readings.models.editions import FIRST_LEVEL, LAST_LEVEL
from readings.people.forms import VersionedForm

LONGEST_ID = 19  # digits of what the database counts with


class PlaceForm(forms.Form):
    """What the reviewer looks at: a part of the text, by number or by its first and last block, and
    a page of guesses. Whatever an address names that is not there is read as nothing.
    """

    section = forms.IntegerField(required=False)
    first = forms.IntegerField(required=False)
    last = forms.IntegerField(required=False)
    guesses = forms.IntegerField(required=False)

    @classmethod
    def place(cls, data) -> dict[str, int | None]:
        form = cls(data)
        form.is_valid()
        return {name: form.cleaned_data.get(name) for name in cls.base_fields}


class KindForm(forms.Form):
    kind = forms.ChoiceField(choices=Block.Kind)
    level = forms.IntegerField(required=False, min_value=FIRST_LEVEL, max_value=LAST_LEVEL)


class SeenForm(forms.Form):
    """Guesses that were looked at, by the ids of their blocks."""

    block = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data) -> None:
        super().__init__(data)
        ids = [pk for pk in data.getlist("block") if pk.isdecimal() and len(pk) < LONGEST_ID]
        self.fields["block"].choices = [(pk, pk) for pk in ids]


def languages() -> list[tuple[str, str]]:
    """Each by its own name, as its readers look for it."""
    known = {code: info["name_local"] for code, info in LANG_INFO.items() if "name_local" in info}
    return [("", _("Not said")), *sorted(known.items(), key=lambda pair: pair[1].casefold())]


class FactsForm(forms.ModelForm):
    """What is known of a text. Only a title is ever required."""

    class Meta:
        model = Reading
        fields = ["title", "authors", "source", "language", "licence"]
        help_texts = {
            "source": _("Where it comes from: a book, a page, an address."),
            "licence": _("Under which terms it may be shared, if you know."),
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        title = self.fields["title"]
        title.required = True
        title.error_messages["required"] = _("Please give the text a title.")
        if not self.instance.title:
            title.help_text = _("The text has none. What is it called?")
        for name in ("title", "authors", "source"):
            self.fields[name].widget.attrs["dir"] = "auto"
        choices = languages()
        if (own := self.instance.language) not in dict(choices):
            choices.append((own, own))
        self.fields["language"] = forms.ChoiceField(
            label=self.fields["language"].label, choices=choices, required=False
        )


class PublishForm(FactsForm):
    """What is said of a text as it is published for the first time."""


class AgainForm(forms.Form):
    """What is said of a new version."""

    note = forms.CharField(
        label=_("What changed"),
        help_text=_("A few words for those who look after the text. You can leave this empty."),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )


class DetailsForm(VersionedForm, FactsForm):
    """What is said of it later; `version` is the reading's as it was read."""

    field_order = ["version", "title", "authors", "source", "language", "licence"]

    @property
    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in FactsForm.Meta.fields}
