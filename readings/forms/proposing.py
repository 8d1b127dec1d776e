"""What is asked when a text is proposed to the site, and of the editor who answers."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from readings.guide_files.reading import LONGEST
from readings.models import Guide, Reading
from readings.people.forms import KeyedForm, VersionedForm

from .guides import LineField


class ProposeGuideForm(KeyedForm, VersionedForm):
    licence = LineField(
        label=_("Licence"),
        help_text=_(
            "Under which terms may everyone here use it? For example: CC BY-SA 4.0; public domain."
        ),
        max_length=LONGEST["licence"],
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    @property
    def given(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("key", "version", "licence")}

    def meanwhile(self, guide: Guide) -> str:
        """What to say when it was changed while they wrote."""
        return gettext(
            "Someone changed this while you wrote: licence “%(licence)s”. Yours is below; sending it "
            "again replaces theirs."
        ) % {"licence": guide.licence}


class ProposeForm(KeyedForm, VersionedForm):
    source = forms.CharField(
        label=_("Source"),
        help_text=_("Where it comes from: a book, a page, an address."),
        max_length=Reading._meta.get_field("source").max_length,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    licence = forms.CharField(
        label=_("Licence"),
        help_text=_(
            "Under which terms may everyone here read it? For example: CC BY-SA 4.0; public domain; "
            "with the author’s leave."
        ),
        max_length=Reading._meta.get_field("licence").max_length,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    guides = forms.ModelMultipleChoiceField(
        label=_("Guides to go with it"),
        help_text=_("With their questions and your notes for facilitators, as they stand then."),
        queryset=Guide.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["source", "licence", "guides"]

    def __init__(self, *args, guides, **kwargs) -> None:
        """`guides`: those the circle has on this text."""
        super().__init__(*args, **kwargs)
        self.fields["guides"].queryset = guides
        if not guides:
            del self.fields["guides"]

    @property
    def given(self) -> dict:
        names = ("key", "version", "source", "licence")
        guides = list(self.cleaned_data.get("guides", ()))
        return {name: self.cleaned_data[name] for name in names} | {"guides": guides}

    def meanwhile(self, reading: Reading) -> str:
        """What to say when it was changed while they wrote."""
        return gettext(
            "Someone changed this while you wrote: source “%(source)s”, licence “%(licence)s”. Yours are "
            "below; sending them again replaces these."
        ) % {"source": reading.source, "licence": reading.licence}


class AcceptForm(forms.Form):
    looks = forms.CharField(max_length=64, widget=forms.HiddenInput)  # how it looked when read


class SendBackForm(forms.Form):
    answer = forms.CharField(
        label=_("What should change?"),
        help_text=_(
            "One sentence. The facilitators who proposed it read it; your name is not shown."
        ),
        max_length=500,
        error_messages={"required": _("Please say in a sentence why it comes back.")},
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
