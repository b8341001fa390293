"""What a cover letter says around the facts, in seven languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from tasks.written_language import LanguageCode


@dataclass(frozen=True, slots=True)
class LetterPhrases:
    """The frame of a letter; `{…}` are facts."""

    salutation: str
    opening: str
    opening_at: str
    opening_without_title: str
    now: str
    last: str
    skills: str
    lines: str
    end: str
    closing: str
    and_: str


PHRASES: Mapping[LanguageCode, LetterPhrases] = {
    "en": LetterPhrases(
        salutation="Dear hiring team,",
        opening="I am applying for the position “{title}”.",
        opening_at="I am applying for the position “{title}” at {company}.",
        opening_without_title="I am applying for the position that you advertise.",
        now="I currently work as {position} at {employer}.",
        last="Most recently I worked as {position} at {employer}.",
        skills="Of what you ask for, I bring {skills}.",
        lines="From my work:",
        end="I would be glad to tell you more in a conversation.",
        closing="Kind regards,",
        and_="and",
    ),
    "de": LetterPhrases(
        salutation="Sehr geehrte Damen und Herren,",
        opening="hiermit bewerbe ich mich auf die Stelle „{title}“.",
        opening_at="hiermit bewerbe ich mich auf die Stelle „{title}“ bei {company}.",
        opening_without_title="hiermit bewerbe ich mich auf die ausgeschriebene Stelle.",
        now="Derzeit arbeite ich als {position} bei {employer}.",
        last="Zuletzt war ich als {position} bei {employer} tätig.",
        skills="Von dem, was Sie suchen, bringe ich mit: {skills}.",
        lines="Aus meiner Arbeit:",
        end="Über ein persönliches Gespräch freue ich mich.",
        closing="Mit freundlichen Grüßen",
        and_="und",
    ),
    "fr": LetterPhrases(
        salutation="Madame, Monsieur,",
        opening="Je vous présente ma candidature au poste « {title} ».",
        opening_at="Je vous présente ma candidature au poste « {title} » chez {company}.",
        opening_without_title="Je vous présente ma candidature au poste que vous proposez.",
        now="Je travaille actuellement comme {position} chez {employer}.",
        last="J'ai travaillé dernièrement comme {position} chez {employer}.",
        skills="Parmi ce que vous recherchez, j'apporte : {skills}.",
        lines="Dans mon parcours :",
        end="Je reste à votre disposition pour un entretien.",
        closing="Cordialement,",
        and_="et",
    ),
    "es": LetterPhrases(
        salutation="Estimado equipo de selección:",
        opening="Presento mi candidatura al puesto «{title}».",
        opening_at="Presento mi candidatura al puesto «{title}» en {company}.",
        opening_without_title="Presento mi candidatura al puesto que ofrecen.",
        now="Actualmente trabajo como {position} en {employer}.",
        last="Mi último puesto ha sido {position} en {employer}.",
        skills="De lo que buscan, aporto: {skills}.",
        lines="De mi trabajo:",
        end="Quedo a su disposición para una entrevista.",
        closing="Atentamente,",
        and_="y",
    ),
    "pt": LetterPhrases(
        salutation="Prezada equipe de recrutamento,",
        opening="Apresento a minha candidatura à vaga “{title}”.",
        opening_at="Apresento a minha candidatura à vaga “{title}” na empresa {company}.",
        opening_without_title="Apresento a minha candidatura à vaga anunciada.",
        now="Atualmente trabalho como {position} na empresa {employer}.",
        last="Trabalhei mais recentemente como {position} na empresa {employer}.",
        skills="Do que procuram, trago: {skills}.",
        lines="Do meu trabalho:",
        end="Fico à disposição para uma entrevista.",
        closing="Atenciosamente,",
        and_="e",
    ),
    "it": LetterPhrases(
        salutation="Gentili Signore e Signori,",
        opening="presento la mia candidatura per la posizione «{title}».",
        opening_at="presento la mia candidatura per la posizione «{title}» presso {company}.",
        opening_without_title="presento la mia candidatura per la posizione offerta.",
        now="Attualmente lavoro come {position} presso {employer}.",
        last="Il mio ultimo ruolo è stato {position} presso {employer}.",
        skills="Di ciò che cercate, porto: {skills}.",
        lines="Dal mio lavoro:",
        end="Resto a disposizione per un colloquio.",
        closing="Cordiali saluti",
        and_="e",
    ),
    "nl": LetterPhrases(
        salutation="Geachte heer, mevrouw,",
        opening="Graag solliciteer ik op de functie “{title}”.",
        opening_at="Graag solliciteer ik op de functie “{title}” bij {company}.",
        opening_without_title="Graag solliciteer ik op de geadverteerde functie.",
        now="Op dit moment werk ik als {position} bij {employer}.",
        last="Laatst werkte ik als {position} bij {employer}.",
        skills="Van wat u zoekt, breng ik mee: {skills}.",
        lines="Uit mijn werk:",
        end="Graag licht ik dit toe in een gesprek.",
        closing="Met vriendelijke groet,",
        and_="en",
    ),
}
