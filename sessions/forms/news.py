from django import forms
from django.http import QueryDict

LARGEST = 2**63 - 1


class SeenForm(forms.Form):
    """What was shown: the last words of some threads (`seen`), or all that was new up to `upto`."""

    upto = forms.IntegerField(min_value=1, max_value=LARGEST, required=False)

    @classmethod
    def shown_in(cls, sent: QueryDict) -> tuple[int | None, set[int]]:
        """What makes no sense was not shown."""
        form = cls(sent)
        upto = form.cleaned_data["upto"] if form.is_valid() else None
        return upto, {int(pk) for pk in sent.getlist("seen") if pk.isdecimal() and len(pk) < 19}
