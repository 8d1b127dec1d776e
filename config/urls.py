from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from config import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("help/", views.help_contents, name="help"),
    path("help/<slug:slug>/", views.help_page, name="help_page"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("", include("readings.people.urls")),
    path("", include("readings.urls")),
    path("", include("sessions.urls")),
]

handler403 = views.not_allowed
handler404 = views.not_found
handler500 = views.server_error
