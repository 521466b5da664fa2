"""The same D and G (M3, M6) from the same file, by hand in polars: the reference of the batch.

It knows the questionnaire and the form of the file beforehand, and computes nothing else: no high
end, no known share, no level, no condition, no reject, no duplicate, no check of the text.
"""

import sys
from pathlib import Path

import polars as pl

from diag.questionnaire.loader import find_questionnaire, load
from diag.questionnaire.questionnaire_model import Bin, MultipleQuestion, Question, Questionnaire, SingleQuestion


def level(question: Question, headings: set[str]) -> pl.Expr:
    """Return the level of a question as LimeSurvey codes tell it, null where it does not count."""
    if isinstance(question, SingleQuestion):
        told = pl.col(question.id)
        return pl.when(told == "NSP").then(0).otherwise(told.cast(pl.Int32, strict=False))
    if isinstance(question, MultipleQuestion):
        boxes = {c.id: f"{question.id}[{c.id.replace('-', '')}]" for c in question.choices}
        ticked = {name: pl.col(box) == "Y" for name, box in boxes.items()}
        counted = [ticked[c.id] for c in question.choices if not c.exclusive]
        some = pl.any_horizontal(*ticked.values())
        count = pl.sum_horizontal(*[c.cast(pl.Int32) for c in counted])
        unknown = f"{question.id}[NSP]"
        zero = pl.col(unknown) == "Y" if unknown in headings else pl.lit(False)
        return pl.when(zero).then(0).when(some).then(_binned(count, question.table))
    told = pl.col(question.id)
    number = told.cast(pl.Float64, strict=False)
    read = pl.when(number.is_not_null()).then(_binned(number, question.table))
    return pl.when(told == "NSP").then(0).otherwise(read)


def not_concerned(question: Question, headings: set[str]) -> pl.Expr:
    """Return whether a question does not concern the structure: it then counts for nothing (M3)."""
    if isinstance(question, MultipleQuestion):
        box = f"{question.id}[NC]"
        return pl.col(box) == "Y" if box in headings else pl.lit(False)
    return pl.col(question.id) == "NC"


def _binned(number: pl.Expr, table: list[Bin]) -> pl.Expr:
    chosen = pl.lit(table[0].level)
    for line in table[1:]:
        chosen = pl.when(number >= float(line.from_)).then(line.level).otherwise(chosen)
    return chosen


def scores(questionnaire: Questionnaire, path: Path, out: Path) -> None:
    """Read an export in LimeSurvey codes and write the key, D and G of each finished answer."""
    frame = pl.scan_csv(path, infer_schema=False)
    headings = set(frame.collect_schema().names())
    dimensions = []
    for dimension in questionnaire.dimensions:
        weighted, known = [], []
        for question in dimension.questions:
            told = level(question, headings)
            if question.when is None:  # where there is a condition, an empty cell was not asked
                aside = not_concerned(question, headings)
                told = pl.when(aside).then(None).otherwise(told.fill_null(0))
            weighted.append(told.fill_null(0) * question.weight)
            known.append(told.is_not_null().cast(pl.Int32) * question.weight)
        total = 25 * pl.sum_horizontal(*weighted) / pl.sum_horizontal(*known)
        dimensions.append(total.alias(dimension.id))
    weights = [d.weight for d in questionnaire.dimensions]
    whole = pl.sum_horizontal(*[pl.col(d.id) * d.weight for d in questionnaire.dimensions]) / sum(weights)
    (
        frame.filter(pl.col("submitdate").fill_null("") != "")
        .select("Identifiant de la structure", *dimensions)
        .with_columns(whole.alias("global"))
        .with_columns(pl.col(pl.Float64).round(1))
        .collect(engine="streaming")
        .write_csv(out)
    )


if __name__ == "__main__":
    scores(load(find_questionnaire("print")), Path(sys.argv[1]), Path(sys.argv[2]))
