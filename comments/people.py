"""Who wrote a comment, as far as anybody can tell: one key for an account, an e-mail address, or a name.

Unlike the rules' identity (``comments.cleaning.identity_of``) a name alone is a person here, wherever it was
written from: moderators look at what people call themselves.
"""

from django.db.models.functions import Lower

from comments.models import Comment, CommentQuerySet, PersonNote

# The width of the column in which notes keep it.
MAX_PERSON: int = PersonNote._meta.get_field("person").max_length or 0


def person_of(comment: Comment) -> str:
    """Return the key of the person who wrote ``comment``; "" for a guest without a name or an address."""
    if comment.user_id is not None:
        return f"user:{comment.user_id}"
    if comment.author_email:
        return f"email:{comment.author_email.lower()}"
    return f"name:{comment.name_key}" if comment.name_key else ""


def is_person(person: str) -> bool:
    """Whether ``person`` is a key that :func:`person_of` might have returned."""
    kind, _colon, value = person.partition(":")
    if kind == "user":
        return value.isascii() and value.isdigit() and len(value) < 19
    return kind in ("email", "name") and bool(value) and "\0" not in value and len(person) <= MAX_PERSON


def comments_of(person: str) -> CommentQuerySet:
    """Return the comments of the person with the key ``person``, from an index; none for what is no key."""
    kind, _colon, value = person.partition(":")
    comments: CommentQuerySet = Comment.objects.all()
    if not is_person(person):
        return comments.none()
    if kind == "user":
        return comments.filter(user=int(value))
    if kind == "email":
        return comments.alias(key=Lower("author_email")).filter(key=value, user=None)
    return comments.filter(name_key=value, author_email="", user=None)
