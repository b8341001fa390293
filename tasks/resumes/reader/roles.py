"""Work entries: which piece of a head is the title and which the employer.

Words give hints, and so does the place in the head: a slot that holds titles in most entries of a section
holds one in the others too.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.resumes.reader.entries import Entry, looks_like
from tasks.resumes.reader.pieces import Piece, apart_from_place, has_place_like_tail, parts_at_commas
from tasks.resumes.reader.places import place_score
from tasks.resumes.reader.vocabulary import (
    employer_score,
    is_about_title,
    school_score,
    title_hint,
    title_score,
)
from tasks.written_dates import Period

_AT = re.compile(r"\s+(?:at|bei|chez|bij|presso|na empresa|en la empresa|with)\s+(?=[A-ZÀ-Þ\d])")
_MOST_WORDS_OF_A_PLACE = 3
_SLOT_WEIGHT = 0.8


@dataclass(frozen=True, slots=True)
class Role:
    """A role as it was read; each part with the row that it stands in."""

    title: Piece | None
    employer: Piece | None
    place: Piece | None
    period: Period | None
    period_row: int | None
    entry: Entry
    sureness: float


@dataclass(frozen=True, slots=True)
class _Parts:
    """An entry's pieces, and the places among them."""

    entry: Entry
    pieces: tuple[Piece, ...]
    places: tuple[Piece, ...]


def roles_of(entries: Sequence[Entry]) -> tuple[Role, ...]:
    """The roles of a work section, those under one employer's banner with its name."""
    parts = [_parts(entry) for entry in entries]
    parts = _without_place_slots(parts)
    title_first = sum(map(_order_of, parts)) >= 0
    parts = [
        one if place and _is_under_banner(one, parts[:place]) else _parted(one, title_first=title_first)
        for place, one in enumerate(parts)
    ]
    slots = _slot_scores(parts)
    roles = _without_common_tails([_role(one, slots) for one in parts])
    return tuple(_under_banners(roles))


def _is_under_banner(one: _Parts, before: Sequence[_Parts]) -> bool:
    """Whether the head lacks the first row that heads before it have: then it is a further role there."""
    full = next((other for other in reversed(before) if len(other.entry.rows) > 1), None)
    if full is None or len(one.pieces) != 1 or len(full.pieces) < 2:
        return False
    first, *others = full.entry.rows
    own = one.entry.rows[0]
    return not looks_like(own, first) and any(looks_like(own, other) for other in others)


def _parts(entry: Entry) -> _Parts:
    pieces: list[Piece] = []
    places = [replace(piece, order=piece.order * 10) for piece in entry.head.places]
    for piece in entry.head.pieces:
        for number, text in enumerate(_apart(piece.text)):
            name, place = apart_from_place(text)
            pieces.append(replace(piece, text=name, order=piece.order * 10 + number))
            if place is not None:
                places.append(replace(piece, text=place))
    if not pieces and places:
        pieces, places = [places[0]], places[1:]
    return _Parts(entry, tuple(pieces), tuple(places))


def _apart(text: str) -> Sequence[str]:
    """Title and employer around a word such as "at", or around a slash that parts the two."""
    sides = text.split(" / ")
    if len(sides) == 2 and bool(title_score(sides[0])) != bool(title_score(sides[1])):
        return sides
    return _AT.split(text, maxsplit=1)


def _without_place_slots(parts: Sequence[_Parts]) -> list[_Parts]:
    """A slot beside others that holds places in other entries holds one, known or not."""
    seen: dict[tuple[int, int], list[float]] = defaultdict(list)
    for one in parts:
        for piece in one.places:
            seen[piece.slot].append(1.0)
        for piece in one.pieces:
            seen[piece.slot].append(-1.0 if title_score(piece.text) or employer_score(piece.text) else 0.0)
    cleared = []
    for one in parts:
        moved = tuple(
            piece
            for piece in one.pieces
            if len(one.pieces) > 2
            and not one.places
            and sum(seen[piece.slot]) > 0
            and piece.slot != (0, 0)
            and not title_score(piece.text)
            and not employer_score(piece.text)
        )[:1]
        kept = tuple(piece for piece in one.pieces if piece not in moved)
        cleared.append(replace(one, pieces=kept, places=one.places + moved))
    return cleared


def _order_of(parts: _Parts) -> float:
    """Above 0 if the head names the title first, below 0 if the employer."""
    texts = [piece.text for piece in parts.pieces]
    if len(texts) == 1:
        texts = parts_at_commas(texts[0])
    if len(texts) < 2:
        return 0.0
    return _titleness(texts[0]) - _titleness(texts[-1])


def _titleness(text: str) -> float:
    against = employer_score(text) + 0.5 * school_score(text)
    return title_hint(text) - (0.3 if is_about_title(text) else 1.0) * against


def _parted(parts: _Parts, *, title_first: bool) -> _Parts:
    """A lone piece at the comma between title and employer, if it has one."""
    if len(parts.pieces) != 1:
        return parts
    piece = parts.pieces[0]
    commas = parts_at_commas(piece.text)
    if len(commas) < 2:
        return parts
    best = max(range(1, len(commas)), key=lambda place: _split_worth(commas, place, title_first=title_first))
    if title_score(", ".join(commas[best:])) and title_score(", ".join(commas[:best])) and len(commas) == 2:
        pass
    left, right = ", ".join(commas[:best]), ", ".join(commas[best:])
    return replace(parts, pieces=(replace(piece, text=left, order=0), replace(piece, text=right, order=1)))


def _split_worth(commas: Sequence[str], place: int, *, title_first: bool) -> float:
    left, right = ", ".join(commas[:place]), ", ".join(commas[place:])
    difference = _titleness(left) - _titleness(right)
    spread = abs(difference) + (0.2 if (difference >= 0) == title_first else 0.0)
    inner = sum(max(0.0, _titleness(one)) for one in commas[place:]) if difference > 0 else 0.0
    return spread - 0.5 * inner + (0.05 if (place == 1) == (difference < 0) else 0.0)


def _slot_scores(parts: Sequence[_Parts]) -> dict[tuple[int, tuple[int, int]], float]:
    """How titles and employers spread over slots, for heads of the same number of pieces."""
    scores: dict[tuple[int, tuple[int, int]], list[float]] = defaultdict(list)
    for one in parts:
        for piece in one.pieces:
            scores[len(one.pieces), piece.slot].append(_titleness(piece.text))
    return {slot: sum(found) / len(found) for slot, found in scores.items()}


def _role(parts: _Parts, slots: dict[tuple[int, tuple[int, int]], float]) -> Role:
    scored = [
        (_titleness(piece.text) + _SLOT_WEIGHT * slots[len(parts.pieces), piece.slot], piece)
        for piece in parts.pieces
    ]
    title = employer = None
    sureness = 0.5
    if len(scored) == 1:
        worth, piece = scored[0]
        title, employer = (piece, None) if worth >= 0 and title_score(piece.text) >= 0.5 else (None, piece)
        sureness = 0.6 if worth else 0.4
    elif scored:
        best = max(scored, key=lambda one: one[0])
        others = [one for one in scored if one is not best]
        worst = min(others, key=lambda one: (one[0], abs(one[1].line - best[1].line), one[1].line))
        title, employer = best[1], worst[1]
        sureness = min(0.97, 0.55 + 0.2 * (best[0] - worst[0]))
    period, row = _period(parts.entry)
    place = max(parts.places, key=lambda one: place_score(one.text), default=_behind(employer, parts, title))
    return Role(title, employer, place, period, row, parts.entry, sureness)


def _behind(employer: Piece | None, parts: _Parts, title: Piece | None) -> Piece | None:
    """What is left behind the employer on its row, if it is short: a town that no table knows."""
    if employer is None:
        return None
    left = [one for one in parts.pieces if one is not title and one is not employer]
    if len(left) != 1 or left[0].line != employer.line or left[0].order < employer.order:
        return None
    short = len(left[0].text.split()) <= _MOST_WORDS_OF_A_PLACE and left[0].text[:1].isupper()
    return left[0] if short and title_score(left[0].text) == 0 else None


def _without_common_tails(roles: Sequence[Role]) -> list[Role]:
    """Employers without the place behind their comma, where several of a section have one."""
    tails = [
        role.employer is not None and role.place is None and has_place_like_tail(role.employer.text)
        for role in roles
    ]
    known = sum(
        role.place is not None and role.employer is not None and role.place.row == role.employer.row
        for role in roles
    )
    if sum(tails) + known < 2:
        return list(roles)
    done = []
    for role, has_tail in zip(roles, tails, strict=True):
        if has_tail and role.employer is not None:
            name, _, place = role.employer.text.rpartition(",")
            done.append(
                replace(
                    role,
                    employer=replace(role.employer, text=name.strip()),
                    place=replace(role.employer, text=place.strip()),
                )
            )
        else:
            done.append(role)
    return done


def _period(entry: Entry) -> tuple[Period | None, int | None]:
    """The period of an entry: the longest of those in its head, which may also name a lone date."""
    found = entry.head.periods
    if not found:
        return None, None
    return max(found, key=lambda one: (one[0].start is not None) + (one[0].end is not None or one[0].open))


def _under_banners(roles: Sequence[Role]) -> list[Role]:
    """Roles without an employer take that of the banner, or of the role, above them."""
    done: list[Role] = []
    employer: Piece | None = None
    for place, role in enumerate(roles):
        following = roles[place + 1] if place + 1 < len(roles) else None
        if (
            role.title is None
            and role.employer is not None
            and not role.entry.body
            and following is not None
            and following.title is not None
            and following.employer is None
        ):
            employer = role.employer
            continue
        if role.employer is not None:
            employer = role.employer
            done.append(role)
        elif role.title is not None and employer is not None:
            done.append(replace(role, employer=employer))
        else:
            done.append(role)
    return done
