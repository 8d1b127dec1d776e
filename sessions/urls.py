"""The addresses of this app, a small list for each subject."""

from django.urls import include, path, register_converter

from .converters import Word
from .views import (
    accounts,
    agenda,
    answers,
    circle_invitations,
    circle_settings,
    circles,
    contributions,
    copies,
    demo,
    drafts,
    earlier,
    guests,
    guided,
    hiding,
    home,
    invitations,
    joining,
    me,
    meetings,
    news,
    notes,
    own_links,
    paragraphs,
    people,
    prepare,
    preview,
    printing,
    reading,
    recap,
    room,
    running,
    setup,
    talk,
    threads,
    worker,
)

app_name = "sessions"

register_converter(Word, "word")

coming_in = [
    path("setup/<word:token>/", setup.setup, name="setup"),
    path("join/<word:token>/", joining.join, name="join"),
    path("back/<word:token>/", own_links.come_back, name="come_back"),
    path("circle/join/<word:token>/", circle_invitations.circle_join, name="circle_join"),
]

oneself = [
    path("", me.me, name="me"),
    path("save/", me.me_save, name="me_save"),
    path("claim/", me.claim, name="claim"),
    path("merge/", accounts.merge, name="merge"),
    path("erase/", accounts.erase, name="erase"),
    path("link/renew/", own_links.own_link_renew, name="own_link_renew"),
    path("link/revoke/", own_links.own_link_revoke, name="own_link_revoke"),
    path("sign-out-elsewhere/", me.sign_out_elsewhere, name="sign_out_elsewhere"),
]

circle = [
    path("", circles.circle, name="circle"),
    path("people/", people.people, name="people"),
    path("invite/", circle_invitations.circle_invite, name="circle_invite"),
    path("invite/qr.svg", circle_invitations.circle_qr, name="circle_qr"),
    path("invite/renew/", circle_invitations.circle_link_renew, name="circle_link_renew"),
    path("invite/revoke/", circle_invitations.circle_link_revoke, name="circle_link_revoke"),
    path("settings/", circle_settings.circle_settings, name="circle_settings"),
    path("leave/", people.leave, name="leave"),
    path("people/<int:membership_pk>/remove/", people.remove, name="remove"),
    path("people/<int:membership_pk>/restore/", people.restore, name="restore"),
    path(
        "people/<int:membership_pk>/facilitator/", people.make_facilitator, name="make_facilitator"
    ),
    path(
        "people/<int:membership_pk>/member/", people.unmake_facilitator, name="unmake_facilitator"
    ),
]

in_session = [
    path("", room.detail, name="detail"),
    path("now/", room.now, name="now"),
    path("here/", room.here, name="here"),
    path("calendar/", room.calendar, name="calendar"),
    path("prepared/", room.prepared, name="prepared"),
    path("about-me/", room.about_me, name="about_me"),
    path("seen/", news.seen, name="seen"),
    path("questions/", room.all_questions, name="questions"),
    path("passages/", room.all_passages, name="passages"),
    path("questions/<int:prompt_pk>/answer/", answers.answer, name="answer"),
    path("questions/<int:prompt_pk>/others/", answers.others, name="others"),
]

text = [
    path("read/", reading.read, name="read"),
    path("read/offline/", reading.read_offline, name="read_offline"),
    path("read/margin/", reading.read_margin, name="read_margin"),
    path("read/at/<int:start>/", talk.talk, name="talk"),
    path("read/ahead/", talk.talks, name="talks"),
    path("read/notes/<int:annotation_pk>/", reading.annotation, name="annotation"),
    path("read/notes/<int:annotation_pk>/again/", earlier.bring_up, name="bring_up"),
    path("annotate/", talk.annotate, name="annotate"),
    path("mark/", talk.mark, name="mark"),
]

plan = [
    path("plan/", meetings.plan, name="plan"),
    path("plan/details/", meetings.plan_save, name="plan_save"),
    path("plan/text/", meetings.text, name="plan_text"),
    path("plan/sections/", meetings.sections_save, name="sections_save"),
    path("plan/open/", meetings.open, name="open"),
    path("plan/undo/", agenda.plan_undo, name="plan_undo"),
    path("plan/redo/", agenda.plan_redo, name="plan_redo"),
    path("plan/preview/", preview.preview, name="preview"),
    path("plan/preview/text/", preview.preview_text, name="preview_text"),
    path("plan/running-order/", printing.running_order, name="running_order"),
    path("plan/sheet/", printing.members_sheet, name="members_sheet"),
    path("plan/paragraphs/", paragraphs.paragraphs, name="paragraphs"),
    path("plan/prepare/", prepare.prepare, name="prepare"),
    path("plan/prepare/take-up/", prepare.take_up, name="take_up"),
    path("plan/prepare/undo/", prepare.take_up_undo, name="take_up_undo"),
    path("plan/copy/", copies.copy, name="copy"),
    path("plan/fill/", agenda.fill, name="fill"),
    path("plan/steps/", agenda.step_add, name="step_add"),
    path("plan/steps/<int:step_pk>/", agenda.step_save, name="step_save"),
    path("plan/steps/<int:step_pk>/move/", agenda.step_move, name="step_move"),
    path("plan/steps/<int:step_pk>/remove/", agenda.step_remove, name="step_remove"),
    path("plan/steps/<int:step_pk>/unpin/", agenda.step_unpin, name="step_unpin"),
    path("invite/", invitations.invite, name="invite"),
    path("invite/qr.svg", invitations.qr, name="qr"),
    path("invite/renew/", invitations.link_renew, name="link_renew"),
    path("invite/revoke/", invitations.link_revoke, name="link_revoke"),
    path("invite/members/<int:user_pk>/", guests.make_member, name="make_member"),
    path("invite/guests/<int:user_pk>/remove/", guests.guest_remove, name="guest_remove"),
    path("invite/guests/<int:user_pk>/restore/", guests.guest_restore, name="guest_restore"),
]

guides = [
    path("plan/guides/", guided.plan_guides, name="plan_guides"),
    path("plan/guides/use/", guided.guide_use, name="guide_use"),
    path("plan/guides/keep/", guided.guide_keep, name="guide_keep"),
    path("plan/guides/<int:guide_pk>/pick/", guided.guide_pick, name="guide_pick"),
    path("plan/guides/<int:guide_pk>/fill/", guided.guide_fill, name="guide_fill"),
]

run = [
    path("run/", running.run, name="run"),
    path("run/live/", running.run_live, name="run_live"),
    path("run/note/", running.step_note, name="step_note"),
    path("start/", running.start, name="start"),
    path("unstart/", running.unstart, name="unstart"),
    path("next/", running.next_step, name="next"),
    path("back/", running.back, name="back"),
    path("extend/", running.extend, name="extend"),
    path("skip/", running.skip, name="skip"),
    path("end/", running.end, name="end"),
    path("resume/", running.resume, name="resume"),
    path("close/", running.close, name="close"),
    path("reopen/", running.reopen, name="reopen"),
    path("undo/", running.undo, name="undo"),
    path("notes/", notes.note_add, name="note_add"),
    path("recap/", recap.recap, name="recap"),
    path("recap/save/", recap.recap_save, name="recap_save"),
    path("recap/share/", recap.recap_share, name="recap_share"),
    path("recap/unshare/", recap.recap_unshare, name="recap_unshare"),
]

note = [
    path("edit/", notes.note_edit, name="note_edit"),
    path("delete/", notes.note_delete, name="note_delete"),
    path("move/", notes.note_move, name="note_move"),
    path("done/", notes.note_done, name="note_done"),
]

contribution = [
    path("", contributions.contribution, name="contribution"),
    path("edit/", contributions.contribution_edit, name="contribution_edit"),
    path("delete/", contributions.contribution_delete, name="contribution_delete"),
    path("reply/", contributions.reply, name="reply"),
    path("choose/", talk.choose, name="choose"),
    path("share/", talk.share, name="share"),
    path("react/", threads.react, name="react"),
    path("settle/", threads.settle, name="settle"),
    path("keep/", running.keep, name="keep"),
    path("hide/", hiding.hide, name="hide"),
    path("unhide/", hiding.unhide, name="unhide"),
    path("wording/", recap.kept_word, name="kept_word"),
    path("move/", recap.kept_move, name="kept_move"),
]

draft = [
    path("save/", drafts.draft_save, name="draft_save"),
    path("<int:pk>/discard/", drafts.draft_discard, name="draft_discard"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("demo/<word:who>/", demo.look_around, name="look_around"),
    path("", include(coming_in)),
    path("me/", include(oneself)),
    path("sessions/worker.js", worker.worker, name="worker"),
    path("sessions/new/", meetings.new, name="new"),
    path("circles/<word:slug>/", include(circle)),
    path("sessions/<int:pk>/", include([*in_session, *text, *plan, *guides, *run])),
    path("contributions/<int:pk>/", include(contribution)),
    path("notes/<int:pk>/", include(note)),
    path("drafts/", include(draft)),
    path("seen/", news.all_seen, name="all_seen"),
]
