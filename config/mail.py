import logging

from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)


class NoServer(BaseEmailBackend):
    """For a site without a mail server. Its pages say so and send none; what is sent anyway is named."""

    def send_messages(self, email_messages) -> int:
        for message in email_messages:
            logger.warning("Not sent, as EMAIL_URL names no mail server: %s", message.subject)
        return 0
