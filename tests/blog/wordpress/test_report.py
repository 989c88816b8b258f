"""The report of an import."""

from blog.wordpress import Kind, Report

POST = Kind("post", "publish")


def test_every_thing_is_accounted_for() -> None:
    report = Report()
    report.found[POST] += 4
    report.stored[POST] += 2
    report.already[POST] += 1
    assert report.unaccounted == 1
    report.skip(POST, "it has no number", "post None “A”")
    assert report.unaccounted == 0


def test_lines_say_counts_and_reasons_and_a_few_places() -> None:
    told = []
    report = Report(told=told.append)
    for number in range(1_007):
        report.found[POST] += 1
        report.skip(POST, "it has no number", f"post {number}")
    text = "\n".join(report.lines())
    assert "post, publish          1,007              0              0          1,007" in text
    assert "1,007 × post, publish: it has no number" in text
    assert "post 4" in text and "post 5" not in text and "and 1,002 more" in text
    assert len(told) == 1_007
    assert told[-1] == "post 1006: it has no number"
