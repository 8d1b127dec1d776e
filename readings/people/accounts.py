"""How django-allauth behaves here: an account comes by invitation unless the host opens sign-up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return settings.SIGNUP_OPEN

    def save_user(self, request, user, form, commit=True):
        user.name = form.cleaned_data["name"]  # before the first save: everybody has a name
        return super().save_user(request, user, form, commit=commit)
