"""The addresses of this app, a small list for each subject."""

from django.urls import include, path

from .views import demo, home

app_name = "sessions"

coming_in = []

circle = []

room = []

text = []

plan = []

run = []

contribution = []

urlpatterns = [
    path("", home.home, name="home"),
    path("demo/<str:who>/", demo.look_around, name="look_around"),
    path("", include(coming_in)),
    path("circles/<str:slug>/", include(circle)),
    path("sessions/<int:pk>/", include([*room, *text, *plan, *run])),
    path("contributions/<int:pk>/", include(contribution)),
]
