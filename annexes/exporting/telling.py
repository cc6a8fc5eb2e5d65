"""The person who waited long for a document is told by mail that it is ready."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from annexes.models import Job

logger = logging.getLogger(__name__)

LONG_WAIT = timedelta(minutes=1)
SUBJECT = "Votre document est prêt"


def tell_when_long(job: Job, now: datetime) -> bool:
    """Mail the address of the document when it took more than a minute; say whether a message left."""
    site = job.options.get("site")
    if job.user is None or not site or now - job.created_at < LONG_WAIT:
        return False
    until = timezone.localtime(now + timedelta(days=settings.DOCUMENTS_KEPT_DAYS))
    context = {"job": job, "user": job.user, "until": until, "link": f"{site}{job.get_absolute_url()}"}
    text = render_to_string("annexes/mail/document_ready.txt", context)
    try:
        return send_mail(SUBJECT, text, None, [job.user.email]) == 1
    except (smtplib.SMTPException, OSError) as error:  # the page tells it too
        logger.warning("No mail of the document %s: %s", job.pk, error)
        return False
