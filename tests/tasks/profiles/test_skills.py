from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.profiles.known_skills import known_names, skills_of_package
from tasks.profiles.model import Ecosystem, Package, Reading, Repository, RepositoryFile
from tasks.profiles.projects import projects_shown
from tasks.profiles.skills import skills_shown

TODAY = date(2026, 11, 20)


def repository(name: str = "one", *, year: int = 2026, **values: object) -> Repository:
    pushed_at = datetime(year, 11, 1, tzinfo=UTC)
    return Repository.model_validate(
        {"full_name": f"ann/{name}", "size": 100, "pushed_at": pushed_at} | values
    )


def reading(
    languages: dict[str, int], *, of: Repository | None = None, share: float = 1.0, **files: str
) -> Reading:
    """`files` by name, with `_` for a full stop."""
    found = tuple(RepositoryFile(path=name.replace("_", "."), text=text) for name, text in files.items())
    return Reading(
        repository=of or repository(),
        languages=languages,
        paths=tuple(file.path for file in found),
        files=found,
        own_share=share,
    )


def weights(*readings: Reading) -> dict[str, float]:
    return {skill.name: skill.weight for skill in skills_shown(readings, TODAY)}


def test_a_skill_comes_with_where_it_shows() -> None:
    [python, fastapi] = skills_shown(
        [reading({"Python": 10_000}, requirements_txt="fastapi==0.115.6\n")], TODAY
    )
    assert (python.name, python.weight) == ("Python", 1.0)
    assert [one.model_dump(mode="json") for one in fastapi.evidence] == [
        {"repository": "ann/one", "file": "requirements.txt", "version": "0.115.6", "last_used": "2026-11-01"}
    ]


def test_bytes_count_by_their_square_root_so_that_no_file_outweighs_the_rest() -> None:
    shown = weights(reading({"C++": 1_000_000, "Rust": 40_000}), reading({"Rust": 250_000}))
    assert shown == {"C++": 1.0, "Rust": 0.7}


def test_what_is_long_ago_or_mostly_others_work_counts_less() -> None:
    assert weights(
        reading({"Go": 10_000}),
        reading({"Perl": 10_000}, of=repository("old", year=2020)),
        reading({"Java": 10_000}, of=repository("team"), share=0.1),
    ) == {"Go": 1.0, "Perl": pytest.approx(0.125, abs=0.01), "Java": 0.1}


def test_a_trace_of_a_language_is_no_skill_but_a_dockerfile_is() -> None:
    shown = weights(reading({"Python": 900_000, "JavaScript": 2_000, "Java": 100, "Dockerfile": 50}))
    assert shown.keys() == {"Python", "Docker"}


def test_notebooks_bulk_is_left_out_and_what_they_are_written_in_is_not() -> None:
    shown = weights(reading({"Jupyter Notebook": 5_000_000, "R": 400_000}, requirements_txt="pandas\n"))
    assert shown["R"] == 1.0
    assert {"Jupyter", "Python", "pandas"} <= shown.keys()


def test_templates_are_left_out() -> None:
    assert weights(reading({"Ruby": 90_000}, of=repository(template=True))) == {}


def test_what_was_not_read_counts_by_its_listing_and_less() -> None:
    unread = Reading(repository=repository("unread", language="Elixir", size=50))
    shown = weights(reading({"Go": 10_000}), unread)
    assert 0 < shown["Elixir"] < shown["Go"]


def test_a_readme_speaks_of_its_stack_alone() -> None:
    text = """
    # Finder
    Searches for (java OR php), better than anything in Angular.

    ## Tech stack
    - **Web**: Django, htmx
    ## Install
    Needs Ruby.
    """
    shown = weights(reading({"Python": 10_000}, README_md="\n".join(map(str.strip, text.splitlines()))))
    assert shown.keys() == {"Python", "Django", "HTMX"}


def test_packages_behind_a_skills_own_do_not_speak_for_its_version() -> None:
    [evidence] = skills_shown(
        [reading({}, requirements_txt="pydantic-extra-types==2.11\npydantic==2.12\n")], TODAY
    )[0].evidence
    assert evidence.version == "2.12"


@pytest.mark.parametrize(
    ("ecosystem", "package", "skill"),
    [
        (Ecosystem.PYPI, "Beautifulsoup4", "Beautiful Soup"),
        (Ecosystem.PYPI, "scikit_learn", "scikit-learn"),
        (Ecosystem.NPM, "@angular/core", "Angular"),
        (Ecosystem.NPM, "@nestjs/common", "NestJS"),
        (Ecosystem.GO, "github.com/gofiber/fiber/v2", "Fiber"),
        (Ecosystem.GO, "k8s.io/client-go", "Kubernetes"),
        (Ecosystem.CRATES, "actix_web", "Actix"),
        (Ecosystem.GEMS, "rails", "Ruby on Rails"),
        (Ecosystem.MAVEN, "org.springframework.boot:spring-boot-starter-web", "Spring Boot"),
        (Ecosystem.PACKAGIST, "laravel/framework", "Laravel"),
        (Ecosystem.NUGET, "Microsoft.EntityFrameworkCore.SqlServer", "SQL Server"),
        (Ecosystem.IMAGES, "confluentinc/cp-kafka", "Kafka"),
    ],
)
def test_packages_are_known_by_their_registrys_rules(ecosystem: Ecosystem, package: str, skill: str) -> None:
    assert skill in skills_of_package(Package(ecosystem=ecosystem, name=package))


@pytest.mark.parametrize(
    "package", ["tzdata", "six", "certifi", "idna", "setuptools", "wheel", "django2", "reacto"]
)
def test_what_came_along_is_no_skill(package: str) -> None:
    assert skills_of_package(Package(ecosystem=Ecosystem.PYPI, name=package)) == ()


def test_the_tables_know_hundreds_of_skills_each_by_one_name() -> None:
    names = known_names()
    assert len(names) > 600
    assert len({name.casefold() for name in names}) == len(names)


def test_projects_are_the_best_known_and_never_forks() -> None:
    readings = [
        reading({"Go": 1}, of=repository("liked", stars=9, description="Liked")),
        reading({"Go": 1}, of=repository("forked", stars=99, fork=True)),
        *(reading({"Go": 1}, of=repository(f"other-{number}")) for number in range(9)),
    ]
    projects = projects_shown(readings, skills_shown(readings, TODAY), TODAY)
    assert len(projects) == 5
    assert (projects[0].name, projects[0].skills) == ("liked", ("Go",))


READINGS = st.lists(
    st.builds(
        lambda languages, year, share, number: reading(
            languages, of=repository(f"r{number}", year=year), share=share, requirements_txt="django\n"
        ),
        st.dictionaries(
            st.sampled_from(["Go", "C", "Rust", "Jupyter Notebook", "HCL"]), st.integers(0, 10**9)
        ),
        st.integers(2008, 2030),
        st.floats(0, 1),
        st.integers(0, 50),
    ),
    max_size=6,
)


@given(READINGS)
def test_weights_lie_between_0_and_1_and_fall(readings: list[Reading]) -> None:
    shown = skills_shown(readings, TODAY)
    ranks = [skill.weight for skill in shown]
    assert all(0 < weight <= 1 for weight in ranks)
    assert ranks == sorted(ranks, reverse=True)
    assert all(skill.evidence for skill in shown)


@given(READINGS)
def test_the_order_of_repositories_does_not_matter(readings: list[Reading]) -> None:
    assert {skill.name for skill in skills_shown(readings, TODAY)} == {
        skill.name for skill in skills_shown(readings[::-1], TODAY)
    }
