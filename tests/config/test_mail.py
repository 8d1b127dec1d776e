from django.core.mail import EmailMessage

from config.mail import NoServer


def test_without_a_server_mail_is_named_and_not_sent(caplog):
    message = EmailMessage("Come on Tuesday", "Please bring the text.", to=["mo@example.org"])
    assert NoServer().send_messages([message]) == 0
    assert caplog.messages == ["Not sent, as EMAIL_URL names no mail server: Come on Tuesday"]
