import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.profiles.readme import skills_in_readme


@pytest.mark.parametrize(
    "heading",
    [
        "## Tech Stack",
        "## 🛠️ Built With",
        "### Technologies used ###",
        "Tech stack\n----------",
        "<h2 align='center'>Tools & Technologies</h2>",
        "## **Our Stack**",
        "## [Built with](#built-with)",
    ],
)
def test_a_stack_heading_is_known_in_many_forms(heading: str) -> None:
    assert skills_in_readme(f"# X\n\n{heading}\n\n- React\n\n## Usage\n\nJava\n") == ("React",)


@pytest.mark.parametrize(
    "heading", ["## Alternatives", "## Stack Overflow", "## Tooling we dropped", "## Install"]
)
def test_other_headings_say_nothing(heading: str) -> None:
    assert skills_in_readme(f"{heading}\n\n- React\n- Java\n") == ()


@pytest.mark.parametrize(
    ("line", "skills"),
    [
        ("- **Backend**: Go (Gin), `postgres`, Redis 7", ("Go", "Gin", "PostgreSQL", "Redis")),
        ("| Database | [MongoDB](https://example.com/java) |", ("MongoDB",)),
        ("* [Next.js](https://nextjs.org) - The React Framework", ("Next.js", "React")),
        ("Vue.js and Tailwind CSS 4", ("Vue.js", "Tailwind CSS")),
        ("- we go fast and rest easy", ()),
        ("```\npip install django\n```", ()),
    ],
)
def test_a_stack_is_read_item_by_item(line: str, skills: tuple[str, ...]) -> None:
    assert sorted(skills_in_readme(f"## Tech stack\n\n{line}\n")) == sorted(skills)


def test_badges_that_somebody_drew_count_and_those_of_services_do_not() -> None:
    text = """
    ![Docker](https://img.shields.io/badge/docker-%230db7ed.svg?style=for-the-badge&logo=docker)
    [![x](https://img.shields.io/badge/Next.js-15-black)](https://example.com)
    ![x](https://img.shields.io/badge/scikit--learn-F7931E)
    ![License](https://img.shields.io/badge/License-MIT-green)
    ![npm](https://img.shields.io/npm/v/angular)
    """
    assert skills_in_readme(text) == ("Docker", "Next.js", "scikit-learn")


@pytest.mark.parametrize(
    "text", ["<h1>" * 70_000, "<" * 300_000, "![" * 150_000, "[](" * 90_000, "# # " * 70_000]
)
def test_no_readme_is_long_to_read(text: str) -> None:
    skills_in_readme(f"## Tech stack\n{text}\n{text[:90]}")


@given(st.text(max_size=500))
def test_any_text_can_be_read(text: str) -> None:
    skills_in_readme(f"## Tech stack\n{text}")
