from django import forms

from sessions.models import Reaction


class ReactionForm(forms.Form):
    """One button: `add` or `drop`, and which reaction."""

    add = forms.ChoiceField(choices=Reaction.Kind, required=False)
    drop = forms.ChoiceField(choices=Reaction.Kind, required=False)

    def clean(self) -> dict:
        words = super().clean()
        added, dropped = words.get("add"), words.get("drop")
        if not added and not dropped:
            raise forms.ValidationError("add or drop")  # no page of ours sends neither
        return {"kind": added or dropped, "chosen": bool(added)}

    @property
    def opens_reply(self) -> bool:
        return self.cleaned_data == {"kind": Reaction.Kind.OTHERWISE, "chosen": True}


class SettleForm(forms.Form):
    settled = forms.BooleanField(required=False)
