from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.account.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("", include("readings.people.urls")),
    path("", include("readings.urls")),
    path("", include("sessions.urls")),
]
