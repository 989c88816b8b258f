"""The cast: one person of each role, by name, so that permission tests read as sentences.

Ada administers, Edith edits, Arthur writes, Connie contributes, Maud moderates; Rita only reads.
"""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from blog.models import Author, User
from tests.factories import make_author, make_user

ROLES = {
    "ada": "Administrator",
    "edith": "Editor",
    "arthur": "Author",
    "connie": "Contributor",
    "maud": "Moderator",
}


@dataclass(frozen=True)
class Cast:
    ada: User
    edith: User
    arthur: User
    connie: User
    maud: User

    def __getitem__(self, name: str) -> User:
        user: User = getattr(self, name)
        return user


def make_cast() -> Cast:
    """Make everybody, with the group of their role and, for those who write, an author of that account."""
    people = {}
    for name, role in ROLES.items():
        user = make_user(name, is_staff=True, is_superuser=role == "Administrator", first_name=name.title())
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        people[name] = user
    for name in ("edith", "arthur", "connie"):
        make_author(name.title(), user=people[name])
    return Cast(**people)


def author_of(user: User) -> Author:
    return Author.objects.get(user=user)
