"""Answers of the language model, kept by what was asked: the same question is paid for once."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tasks.current_run import current_scope
from tasks.database.sessions import transaction
from tasks.database.tables import model_answers
from tasks.providers import language_model
from tasks.providers.language_model import FormT, Question, RawAnswer
from tasks.providers.model_prices import Tokens, dollars
from tasks.reports import show_table
from tasks.values import Scope

_answers = model_answers.c


def answer_shown(question: Question[FormT]) -> RawAnswer:
    """The answer, kept or new; the run shows what it cost. Raises as `language_model.ask` does."""
    answer, is_paid_now = answer_once(current_scope(), question)
    cost = dollars(answer.model, answer.tokens)
    used = {
        "model": answer.model,
        "tokens in": answer.tokens.into,
        "tokens out": answer.tokens.out,
        "dollars at list price": "not known" if cost is None else cost,
        "paid": "now" if is_paid_now else "before: the same was asked then",
    }
    show_table("model", [used], "What the language model had to do with it")
    return answer


def answer_once(scope: Scope, question: Question[FormT]) -> tuple[RawAnswer, bool]:
    """The answer, and whether it was paid for now rather than kept from before.

    Raises as `language_model.ask` does. What it raises for was perhaps billed too, and is not kept.
    """
    input_hash = language_model.fingerprint(question)
    with transaction(scope) as connection:
        kept = connection.execute(
            select(model_answers).where(_answers.input_hash == input_hash)
        ).one_or_none()
    if kept is not None:
        return RawAnswer(kept.answer, kept.model, Tokens(kept.input_tokens, kept.output_tokens)), False
    answer = language_model.ask(question)
    row = insert(model_answers).values(
        tenant=scope.tenant,
        environment=scope.environment,
        input_hash=input_hash,
        model=answer.model,
        answer=answer.values,
        input_tokens=answer.tokens.into,
        output_tokens=answer.tokens.out,
    )
    with transaction(scope) as connection:
        connection.execute(row.on_conflict_do_nothing())
    return answer, True
