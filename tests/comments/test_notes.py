"""Notes on people who comment."""

import pytest
import time_machine
from django.core.exceptions import ValidationError

from comments.models import ModerationLog, PersonNote
from comments.notes import MAX_NOTE, MOST_SHOWN, add_note, notes_on
from comments.policies import REPEAT_WINDOW
from tests.cast import make_cast
from tests.factories import days_ago

pytestmark = pytest.mark.django_db

ANN = "email:ann@example.org"


def test_note_is_kept_and_logged_once() -> None:
    maud = make_cast().maud
    notes = [add_note(person=ANN, text=" Means it well.\r\n", by=maud) for _ in range(2)]
    assert notes[0] == notes[1]
    assert [(note.text, note.by) for note in notes_on(ANN)] == [("Means it well.", maud)]
    assert list(ModerationLog.objects.values_list("verb", "subject", "by")) == [("note", ANN, maud.pk)]


def test_the_same_words_of_another_or_later_are_another_note() -> None:
    cast = make_cast()
    with time_machine.travel(days_ago(1)) as clock:
        add_note(person=ANN, text="Again.", by=cast.maud)
        add_note(person=ANN, text="Again.", by=cast.edith)
        add_note(person="name:ann", text="Again.", by=cast.maud)
        clock.shift(REPEAT_WINDOW)
        add_note(person=ANN, text="Again.", by=cast.maud)
    assert [note.by for note in notes_on(ANN)] == [cast.maud, cast.edith, cast.maud]


@pytest.mark.parametrize(
    ("person", "text"),
    [
        (ANN, ""),
        (ANN, " \n\u200b"),
        (ANN, "x" * (MAX_NOTE + 1)),
        ("", "About nobody."),
        ("ann@example.org", "No key."),
        ("user:x", "No key."),
        ("name:\0", "No key."),
        (f"name:{'x' * 300}", "No key."),
    ],
)
def test_what_is_no_note_is_refused_with_a_sentence(person: str, text: str) -> None:
    with pytest.raises(ValidationError, match=r"\w+ \w+.*\."):
        add_note(person=person, text=text, by=make_cast().maud)
    assert not PersonNote.objects.exists()
    assert not ModerationLog.objects.exists()


def test_only_the_newest_notes_are_read() -> None:
    maud = make_cast().maud
    for number in range(MOST_SHOWN + 1):
        add_note(person=ANN, text=f"Note {number}", by=maud)
    shown = list(notes_on(ANN))
    assert len(shown) == MOST_SHOWN
    assert shown[0].text == f"Note {MOST_SHOWN}"
