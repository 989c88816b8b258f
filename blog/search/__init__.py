"""Placeholder until the search package lands."""


def index(posts): ...
