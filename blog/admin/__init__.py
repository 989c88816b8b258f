"""The desk: Django's admin, with our verbs behind its buttons."""
