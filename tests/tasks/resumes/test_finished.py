import dataclasses
import json
from datetime import date

import pytest

from tasks.errors import UnfaithfulDraftError
from tasks.json_resume import JsonResume, profile_from_json
from tasks.matching.requirements import requirements_of
from tasks.resumes.documents.looks import Template
from tasks.resumes.draft import LetterParagraph, RewordedLine, Wording
from tasks.resumes.finished import FinishedResume, finish
from tasks.resumes.tailoring import tailor
from tests.made_profiles import made_profiles

TODAY = date(2026, 5, 4)
POSTING = "Operations Manager\nRequirements: scheduling, negotiation, Kubernetes or Docker, Spanish."
PROFILE = made_profiles()[0][1]


def finished(
    profile: JsonResume = PROFILE,
    posting: str = POSTING,
    template: Template = "classic",
    wording: Wording | None = None,
    today: date = TODAY,
) -> FinishedResume:
    return finish(profile, tailor(profile, requirements_of(posting), wording), template, today)


def test_equal_inputs_give_the_same_version_and_the_same_files() -> None:
    one, other = finished(), finished()
    assert one.version == other.version
    assert (one.pdf, one.docx, one.json, one.report_json) == (
        other.pdf,
        other.docx,
        other.json,
        other.report_json,
    )
    assert finished(today=date(2027, 1, 1)).version == one.version


def test_another_profile_posting_template_or_engine_is_another_version() -> None:
    reworded = Wording(lines=(RewordedLine(source="basics.summary", text="x"),), letter=(), engine="a model")
    versions = {
        finished().version,
        finished(profile=made_profiles()[1][1]).version,
        finished(posting=POSTING + " Bulgarian.").version,
        finished(template="modern").version,
        finished(wording=reworded).version,
    }
    assert len(versions) == 5


def test_the_report_shows_each_requirement_with_the_line_that_shows_it() -> None:
    report = finished().report
    shown = {one.wanted: (one.verdict, one.source) for one in report.requirements}
    assert shown["Kubernetes or Docker"][0] == "covered"
    assert shown["Spanish"] == ("missing", None)
    assert "Spanish" in report.gaps
    for one in report.requirements:
        assert POSTING[one.start : one.end] == one.asked


def test_gaps_are_nowhere_in_the_documents() -> None:
    made = finished()
    assert all(gap not in made.text for gap in made.report.gaps)


def test_scores_lie_between_0_and_100_and_add_up() -> None:
    for _, profile in made_profiles():
        report = finished(profile).report
        for name, score in report.scores.items():
            assert 0 <= score <= 100
            points = report.explained[name]
            if name != "match":
                assert score == pytest.approx(sum(one.points for one in points), abs=0.5)
            assert all(one.why for one in points)


def test_a_document_that_reads_back_whole_says_so() -> None:
    readable = next(one for one in finished().report.explained["ats"] if one.name == "readable")
    assert readable.points == readable.of


def test_the_report_can_be_read() -> None:
    text = finished().report_text
    assert "## Match:" in text
    assert "✗ Spanish (required, missing)" in text


def test_the_resume_as_json_is_what_the_documents_say() -> None:
    made = finished()
    assert profile_from_json(made.json) == made.resume
    assert json.loads(made.report_json)["version"] == made.version


def test_nothing_comes_of_a_draft_that_says_more_than_its_profile() -> None:
    draft = tailor(PROFILE, requirements_of(POSTING))
    basics = draft.resume.basics.model_copy(update={"label": "Director"})
    false = dataclasses.replace(draft, resume=draft.resume.model_copy(update={"basics": basics}))
    with pytest.raises(UnfaithfulDraftError, match="Director"):
        finish(PROFILE, false, "classic", TODAY)


def test_nothing_comes_of_a_letter_that_says_more_than_its_profile() -> None:
    draft = tailor(PROFILE, requirements_of(POSTING))
    lie = LetterParagraph(sources=("basics.label",), text="I doubled the profit of Globex.")
    false = dataclasses.replace(draft, letter=dataclasses.replace(draft.letter, paragraphs=(lie,)))
    with pytest.raises(UnfaithfulDraftError, match="Globex"):
        finish(PROFILE, false, "classic", TODAY)
