from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tasks.profiles.changes import Changes, KnownProfile, changes
from tasks.profiles.model import Account, Evidence, Shown, ShownProject, ShownSkill

ACCOUNT = Account(
    login="ann", name="Ann Example", bio="Builds\x00 things", location=" Graz ", blog="ann.example.com"
)
NOTHING: Mapping[str, frozenset[str]] = {}


def skill(name: str) -> ShownSkill:
    where = Evidence(repository="ann/one", file="go.mod", version="1.2", last_used=date(2026, 11, 1))
    return ShownSkill(name=name, weight=0.5, evidence=(where,))


def shown(*names: str, projects: tuple[str, ...] = ()) -> Shown:
    return Shown(
        skills=tuple(map(skill, names)),
        projects=tuple(ShownProject(name=name, url=f"https://github.com/ann/{name}") for name in projects),
        repositories=1,
        unread=0,
    )


def proposed_names(decided: Changes) -> list[Any]:
    return [entry["name"] for change in decided.proposed for entry in change.evidence]


def test_what_is_empty_is_filled() -> None:
    decided = changes(KnownProfile(), ACCOUNT, shown("Go", projects=("loom",)), NOTHING)
    assert decided.columns == {
        "full_name": "Ann Example",
        "summary": "Builds things",
        "location": "Graz",
        "github_handle": "ann",
        "portfolio_urls": ["https://ann.example.com"],
        "skills": [{"name": "Go"}],
        "more": {"projects": [{"name": "loom", "url": "https://github.com/ann/loom"}]},
    }
    assert decided.proposed == ()


def test_what_is_there_stays_and_the_new_is_proposed_with_its_evidence() -> None:
    known = KnownProfile(
        full_name="Dr. Ann",
        skills=({"name": "golang"}, "Postgres"),
        more={"projects": [{"name": "Loom"}], "languages": [{"language": "German"}]},
    )
    decided = changes(known, ACCOUNT, shown("Go", "PostgreSQL", "Kafka", projects=("loom", "kiln")), NOTHING)
    assert "full_name" not in decided.columns
    assert not {"skills", "more"} & decided.columns.keys()
    assert proposed_names(decided) == ["Kafka", "kiln"]
    assert decided.proposed[0].after == [{"name": "golang"}, "Postgres", {"name": "Kafka"}]
    assert decided.proposed[0].evidence[0]["evidence"][0]["file"] == "go.mod"


def test_what_the_person_emptied_stays_empty() -> None:
    by_hand = frozenset(
        {"full_name", "location", "summary", "skills", "more", "portfolio_urls", "github_handle"}
    )
    decided = changes(KnownProfile(edited_by_hand=by_hand), ACCOUNT, shown("Go", projects=("loom",)), NOTHING)
    assert decided.columns == {}
    assert proposed_names(decided) == ["Go", "loom"]


def test_nobody_is_asked_twice() -> None:
    known = KnownProfile(skills=({"name": "Go"},))
    asked = {"skills": frozenset({"Kafka"})}
    assert proposed_names(changes(known, ACCOUNT, shown("Kafka", "Redis"), asked)) == ["Redis"]


def test_strangers_can_write_no_odd_links_into_a_profile() -> None:
    for blog in ("javascript:alert(1)", "mailto:a@b.example", "x" * 500, "not a page", "ftp://x.example", ""):
        odd = ACCOUNT.model_copy(update={"blog": blog})
        assert "portfolio_urls" not in changes(KnownProfile(), odd, shown(), NOTHING).columns


NAMES = st.lists(
    st.sampled_from(["Go", "golang", "Kafka", "Redis", "C", "C++", "C#"]), max_size=5, unique=True
)


@given(there=NAMES, found=NAMES, by_hand=st.sets(st.sampled_from(["skills", "more", "full_name"])))
def test_syncing_twice_changes_what_syncing_once_does_and_removes_nothing(
    there: list[str], found: list[str], by_hand: set[str]
) -> None:
    known = KnownProfile(skills=tuple({"name": name} for name in there), edited_by_hand=frozenset(by_hand))
    first = changes(known, ACCOUNT, shown(*found), NOTHING)
    for change in (*first.applied, *first.proposed):
        if change.field == "skills":
            assert change.after[: len(change.before)] == change.before

    after = KnownProfile(
        full_name=first.columns.get("full_name"),
        summary=first.columns.get("summary"),
        location=first.columns.get("location"),
        github_handle=first.columns.get("github_handle"),
        portfolio_urls=tuple(first.columns.get("portfolio_urls", ())),
        skills=tuple(first.columns.get("skills", known.skills)),
        edited_by_hand=known.edited_by_hand,
    )
    asked = {change.field: frozenset(one["name"] for one in change.evidence) for change in first.proposed}
    second = changes(after, ACCOUNT, shown(*found), asked)
    assert (second.applied, second.proposed) == ((), ())
