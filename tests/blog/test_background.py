"""What is done beside the requests: each job, what it says, and that one which fails keeps no other."""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.core.management import CommandError, call_command

from blog import background, throttle
from blog.models import Throttle
from blog.signals import hourly, minutely
from tests.factories import days_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def jobs() -> Iterator[Callable]:
    """Add jobs for the time of a test."""
    added = []

    def add(kind, work: Callable[[], str]) -> None:
        def job(**kwargs) -> str:
            return work()

        kind.connect(job)
        added.append((kind, job))

    yield add
    for kind, job in added:
        kind.disconnect(job)


def fail() -> str:
    raise ArithmeticError("out of numbers")


def test_jobs_of_both_kinds_are_done_once_and_say_what_they_did(jobs) -> None:
    jobs(minutely, lambda: "Wound the clock.")
    jobs(hourly, lambda: "Swept the floor.")
    jobs(hourly, lambda: "")
    said: list[str] = []
    assert background.run_once(said.append) == 0
    assert said == ["Wound the clock.", "Swept the floor."]


def test_job_that_fails_is_logged_and_keeps_no_other(jobs, caplog) -> None:
    jobs(minutely, fail)
    jobs(minutely, lambda: "Wound the clock.")
    jobs(hourly, lambda: "Swept the floor.")
    said: list[str] = []
    assert background.run_once(said.append) == 1
    assert said == ["Wound the clock.", "Swept the floor."]
    assert "out of numbers" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_loop_does_each_kind_at_its_time_for_as_long_as_it_is_wanted(jobs, monkeypatch) -> None:
    monkeypatch.setattr(background, "TICK", 0)
    monkeypatch.setattr(background, "PERIODS", {minutely: 0, hourly: 3600})
    jobs(minutely, lambda: "minute")
    jobs(hourly, lambda: "hour")
    said: list[str] = []
    background.run(said.append, is_wanted=lambda: said.count("minute") < 3)
    assert said == ["minute", "hour", "minute", "minute"]


def test_command_prints_what_was_done(jobs, capsys) -> None:
    jobs(hourly, lambda: "Swept the floor.")
    call_command("background", once=True)
    assert capsys.readouterr().out == "Swept the floor.\n"


def test_command_fails_in_one_line_when_a_job_did(jobs, capsys) -> None:
    jobs(minutely, fail)
    jobs(hourly, lambda: "Swept the floor.")
    with pytest.raises(CommandError, match=r"^Jobs that failed: 1\. The log says why\.$"):
        call_command("background", once=True)
    assert capsys.readouterr().out == "Swept the floor.\n"


def test_attempts_that_count_no_more_are_forgotten() -> None:
    with time_machine.travel(days_ago(2)):
        throttle.charge({"old": throttle.PER_ACCOUNT})
    throttle.charge({"new": throttle.PER_ACCOUNT})
    background.run_once(lambda _line: None)
    assert [row.key for row in Throttle.objects.all()] == ["new"]
