"""The addresses of this app, a small list for each subject."""

from django.urls import include, path

from .views import adding, keeping, library, reading, reviewing

app_name = "readings"

shelf = [
    path("", library.library, name="library"),
    path("add/", adding.add, name="add"),
]

imports = [
    path("", adding.importing, name="importing"),
    path("again/", adding.import_again, name="import_again"),
    path("instead/", adding.import_instead, name="import_instead"),
]

text = [
    path("", reading.detail, name="detail"),
    path("details/", keeping.details, name="details"),
    path("delete/", keeping.delete, name="delete"),
    path("review/", reviewing.review, name="review"),
    path("publish/", reviewing.publish, name="publish"),
    path("again/", reviewing.again, name="again"),
    path("drop/", reviewing.drop, name="drop"),
]

urlpatterns = [
    path("library/", include(shelf)),
    path("imports/<int:pk>/", include(imports)),
    path("readings/<int:pk>/", include(text)),
    path("blocks/<int:pk>/kind/", reviewing.block_kind, name="block_kind"),
]
