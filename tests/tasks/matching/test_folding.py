import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.matching.folding import folded

TEXTS = st.text() | st.text(st.sampled_from("aZÉß\tİ­–-`’Дﬁ\ud800_+ \n"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gestión de PROYECTOS", "gestion de proyectos"),
        ("Wound-care – on–call\t(24/7)", "wound care   on call (24/7)"),
        ("the user’s `C++`", "the user's 'c++'"),
        ("МОСКВА, Řím", "москва, rim"),  # noqa: RUF001
    ],
)
def test_case_accents_and_kinds_of_blanks_are_folded_away(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(TEXTS)
def test_every_character_keeps_its_place(text: str) -> None:
    assert folded(text) == "".join(map(folded, text))
    assert len(folded(text)) == len(text)


@given(TEXTS)
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert folded(folded(text)) == folded(text)
