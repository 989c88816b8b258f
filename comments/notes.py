"""What moderators tell each other about somebody who comments. Like the log, notes are only ever added."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from blog.models import User
from comments.cleaning import clean_text, has_content
from comments.models import ModerationLog, PersonNote
from comments.people import is_person
from comments.policies import REPEAT_WINDOW

MAX_NOTE = 2_000
# The newest; what is older than so many notes is of no use to anybody who decides.
MOST_SHOWN = 20


@transaction.atomic
def add_note(*, person: str, text: str, by: User) -> PersonNote:
    """Keep ``text`` about the person with that key (``comments.people``), and that it was noted.

    The same words by the same moderator within minutes are the first note. Raises ValidationError, with a
    sentence, for what is no note or about nobody.
    """
    cleaned = _checked(person, text)
    User.objects.select_for_update().get(pk=by.pk)  # two clicks of one person come one after the other
    since = timezone.now() - REPEAT_WINDOW
    first = PersonNote.objects.filter(person=person, text=cleaned, by=by, at__gt=since).first()
    if first is not None:
        return first
    ModerationLog.objects.create(subject=person, by=by, verb="note")
    return PersonNote.objects.create(person=person, text=cleaned, by=by)


def notes_on(person: str) -> QuerySet[PersonNote]:
    """The newest notes, newest first."""
    return PersonNote.objects.filter(person=person).select_related("by")[:MOST_SHOWN]


def _checked(person: str, text: str) -> str:
    cleaned = clean_text(text, longest=MAX_NOTE)
    if not is_person(person):
        raise ValidationError(_("There is nobody to make a note about."))
    if not has_content(cleaned):
        raise ValidationError(_("There is no note yet. Please write it, then save it."))
    if len(cleaned) > MAX_NOTE:
        raise ValidationError(_("This note is too long. Please shorten it to %d characters.") % MAX_NOTE)
    return cleaned
