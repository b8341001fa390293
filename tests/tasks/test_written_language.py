import pytest

from tasks.resumes.paths import texts_of
from tasks.written_language import language_of
from tests.made_profiles import made_profiles


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("She built a bridge for the town", "en"),
        ("Sie baute eine Brücke für die Stadt", "de"),
        ("Elle a construit un pont pour la ville", "fr"),
        ("Construyó un puente para el pueblo", "es"),
        ("Ela construiu uma ponte para a vila", "pt"),
        ("Ha costruito un ponte per il paese", "it"),
        ("Zij bouwde een brug voor het dorp", "nl"),
        ("SQL Python", None),
        ("", None),
    ],
)
def test_a_text_is_told_by_its_commonest_words(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_every_made_profile_is_told_right() -> None:
    told = [language_of(" ".join(texts_of(profile).values())) for _, profile in made_profiles()]
    assert told == [language for language, _ in made_profiles()]
