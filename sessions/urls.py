"""The addresses of this app, a small list for each subject."""

from django.urls import include, path

from .views import answers, circles, contributions, demo, home, joining, me, room, setup

app_name = "sessions"

coming_in = [
    path("setup/<str:token>/", setup.setup, name="setup"),
    path("join/<str:token>/", joining.join, name="join"),
]

oneself = [
    path("", me.me, name="me"),
    path("save/", me.me_save, name="me_save"),
    path("claim/", me.claim, name="claim"),
]

circle = [
    path("", circles.circle, name="circle"),
    path("people/", circles.people, name="people"),
]

in_session = [
    path("", room.detail, name="detail"),
    path("now/", room.now, name="now"),
    path("here/", room.here, name="here"),
    path("prepared/", room.prepared, name="prepared"),
    path("questions/", room.all_questions, name="questions"),
    path("questions/<int:prompt_pk>/answer/", answers.answer, name="answer"),
    path("questions/<int:prompt_pk>/others/", answers.others, name="others"),
]

text = []

plan = []

run = []

contribution = [
    path("", contributions.contribution, name="contribution"),
    path("edit/", contributions.contribution_edit, name="contribution_edit"),
    path("delete/", contributions.contribution_delete, name="contribution_delete"),
    path("reply/", contributions.reply, name="reply"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("demo/<str:who>/", demo.look_around, name="look_around"),
    path("", include(coming_in)),
    path("me/", include(oneself)),
    path("circles/<str:slug>/", include(circle)),
    path("sessions/<int:pk>/", include([*in_session, *text, *plan, *run])),
    path("contributions/<int:pk>/", include(contribution)),
]
