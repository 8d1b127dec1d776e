"""The addresses of this app, a small list for each subject."""

from django.urls import include, path

from .views import (
    adding,
    editing,
    guide_parts,
    guides,
    keeping,
    library,
    proposing,
    reading,
    ready_plans,
    reviewing,
)

app_name = "readings"

shelf = [
    path("", library.library, name="library"),
    path("add/", adding.add, name="add"),
    path("edit/", editing.edit, name="edit"),
    path("edit/<int:pk>/", editing.proposal, name="proposal"),
    path("edit/<int:pk>/accept/", editing.accept, name="accept"),
    path("edit/<int:pk>/send-back/", editing.send_back, name="send_back"),
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
    path("propose/", proposing.propose, name="propose"),
    path("withdraw/", proposing.withdraw, name="withdraw"),
    path("review/", reviewing.review, name="review"),
    path("seen/", reviewing.seen, name="seen"),
    path("publish/", reviewing.publish, name="publish"),
    path("again/", reviewing.again, name="again"),
    path("drop/", reviewing.drop, name="drop"),
]

guides_of_text = [
    path("", guides.guides, name="guides"),
    path("new/", guides.guide_new, name="guide_new"),
    path("upload/", guides.guide_upload, name="guide_upload"),
    path("take/", guides.guide_take, name="guide_take"),
]

guide = [
    path("", guides.guide, name="guide"),
    path("edit/", guides.guide_edit, name="guide_edit"),
    path("copy/", guides.guide_copy, name="guide_copy"),
    path("propose/", proposing.guide_propose, name="guide_propose"),
    path("withdraw/", proposing.guide_withdraw, name="guide_withdraw"),
    path("list/", guides.guide_list, name="guide_list"),
    path("delete/", guides.guide_delete, name="guide_delete"),
    path("file/", guides.guide_file, name="guide_file"),
    path("questions/", guide_parts.question_add, name="question_add"),
    path("entries/<str:kind>/", guide_parts.entry_add, name="entry_add"),
    path("plans/", ready_plans.plan_add, name="plan_add"),
]

part_of_guide = [
    path("questions/<int:pk>/", guide_parts.question_edit, name="question_edit"),
    path("questions/<int:pk>/move/", guide_parts.question_move, name="question_move"),
    path("questions/<int:pk>/delete/", guide_parts.question_delete, name="question_delete"),
    path("entries/<int:pk>/", guide_parts.entry_edit, name="entry_edit"),
    path("entries/<int:pk>/move/", guide_parts.entry_move, name="entry_move"),
    path("entries/<int:pk>/delete/", guide_parts.entry_delete, name="entry_delete"),
    path("plans/<int:pk>/", ready_plans.plan_edit, name="plan_edit"),
    path("plans/<int:pk>/move/", ready_plans.plan_move, name="plan_move"),
    path("plans/<int:pk>/delete/", ready_plans.plan_delete, name="plan_delete"),
    path("plans/<int:pk>/meetings/", ready_plans.meeting_add, name="meeting_add"),
    path("meetings/<int:pk>/", ready_plans.meeting_edit, name="meeting_edit"),
    path("meetings/<int:pk>/move/", ready_plans.meeting_move, name="meeting_move"),
    path("meetings/<int:pk>/delete/", ready_plans.meeting_delete, name="meeting_delete"),
]

urlpatterns = [
    path("library/", include(shelf)),
    path("imports/<int:pk>/", include(imports)),
    path("readings/<int:pk>/", include(text)),
    path("readings/<int:pk>/guides/", include(guides_of_text)),
    path("guides/format/", guides.guide_format, name="guide_format"),
    path("guides/<int:pk>/", include(guide)),
    path("guides/", include(part_of_guide)),
    path("blocks/<int:pk>/kind/", reviewing.block_kind, name="block_kind"),
]
