import pytest

from tasks.matching.vocabulary import parse, roles, skills


def test_a_line_gives_a_skill_its_field_its_names_and_its_kind() -> None:
    table = parse("@software\nSQL\nPostgreSQL | Postgres < SQL\n")
    assert table.canonical("postgres") == "PostgreSQL"
    assert table.field("PostgreSQL") == "software"
    assert table.ancestors("PostgreSQL") == {"SQL"}
    assert table.canonical("MySQL") is None


def test_a_line_without_a_field_above_it_is_refused() -> None:
    with pytest.raises(ValueError, match="no field"):
        parse("SQL\n")


def test_a_kind_that_the_table_lacks_is_refused() -> None:
    with pytest.raises(ValueError, match="table lacks"):
        parse("@software\nPostgreSQL < SQL\n")


def test_no_two_skills_share_a_name() -> None:
    for table in (skills(), roles()):
        names = [(name.text.casefold(), term.name) for term in table.terms.values() for name in term.names]
        owners: dict[str, set[str]] = {}
        for name, owner in names:
            owners.setdefault(name, set()).add(owner)
        assert {name: found for name, found in owners.items() if len(found) > 1} == {}


def test_the_table_is_wide() -> None:
    assert len(skills().terms) > 1_000
    families = {term.field.partition(".")[0] for term in skills().terms.values()}
    assert families >= {
        "software",
        "data",
        "cloud",
        "design",
        "office",
        "health",
        "sales",
        "marketing",
        "finance",
    }
    assert families >= {
        "engineering",
        "manufacturing",
        "logistics",
        "hospitality",
        "trades",
        "education",
        "legal",
    }


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("wondzorg", "Wound care"),
        ("cuidado de heridas", "Wound care"),
        ("Buchhaltung", "Accounting"),
        ("comptabilité", "Accounting"),
        ("COMPTABILITE", "Accounting"),
        ("gestão de projetos", "Project management"),
        ("saldatura", "Welding"),
    ],
)
def test_it_knows_skills_in_seven_languages(name: str, canonical: str) -> None:
    assert skills().canonical(name) == canonical


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("analista de datos", "Data analyst"),
        ("infirmière", "Nurse"),
        ("Staplerfahrer", "Warehouse worker"),
        ("software developer", "Software engineer"),
    ],
)
def test_it_knows_roles_in_seven_languages(title: str, role: str) -> None:
    assert roles().canonical(title) == role
