import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.jobs.companies import company_key, is_unnamed, one_may_be_part_of_the_other


@pytest.mark.parametrize(
    "name",
    [
        "Meadowlark",
        "Meadowlark, Inc.",
        "MEADOWLARK GmbH & Co. KG",
        "Meadowlark S.A. de C.V.",
        "The Meadowlark Company",
        "Meadowlark Sp. z o.o.",
        "Meadowlark AG GmbH",
        "Meadowlärk ",
    ],
)
def test_legal_forms_articles_and_accents_make_no_other_employer(name: str) -> None:
    assert company_key(name) == "meadowlark"


def test_spaces_and_dots_make_no_other_employer() -> None:
    assert company_key("X.AI") == company_key("xAI")
    assert company_key("Müller & Söhne") == company_key("Mueller & Soehne")
    assert company_key("Smith &amp; Daughters") == company_key("Smith & Daughters Ltd")


def test_a_name_that_is_only_a_legal_form_stays() -> None:
    assert company_key("Limited") == "limited"


def test_a_longer_name_may_be_the_same_employers() -> None:
    assert one_may_be_part_of_the_other("Meadowlark", "Meadowlark Robotics Europe")
    assert not one_may_be_part_of_the_other("Bank of Aarhus", "Bank of Odense")


@pytest.mark.parametrize("name", ["", "  ", "Confidential", "N/A"])
def test_some_names_name_nobody(name: str) -> None:
    assert is_unnamed(name)


@given(st.text(max_size=40))
def test_any_text_has_a_key(name: str) -> None:
    assert company_key(company_key(name)) == company_key(name) or company_key(name)
