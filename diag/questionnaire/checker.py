"""Everything that the author of a questionnaire should know of it, in one list.

What is to be added for it to be asked, scored and advised upon: a question nobody can reach, an axis
without core questions, a level that no action lifts, a finding left aside, a field that serves nothing.
What it may say of others: PRINT, funders, public services, people who are quoted.

Not told, for no program can: that a finding says what is made of it, that an action does every rung
up to its targets, that a check is observable.
"""

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from itertools import chain, combinations, islice, pairwise, product
from pathlib import Path
from typing import Any

from diag.questionnaire.integrity import check_integrity
from diag.questionnaire.loader import kept_content, kept_versions
from diag.questionnaire.located_yaml import Place
from diag.questionnaire.mistakes import Mistake, Refusal
from diag.questionnaire.questionnaire_folder import Draft, Located, Rule
from diag.questionnaire.questionnaire_model import (
    TOOL_FIELDS,
    TYPE_FIELD,
    Action,
    Condition,
    MultipleQuestion,
    NumberQuestion,
    ProfileField,
    Question,
    holds,
    possible_levels,
    references,
    version_of,
)
from diag.questionnaire.style import STYLE
from diag.questionnaire.user_files import read_text

_LIMIT = 50_000
"""Combinations tried; beyond, a condition is supposed reachable."""


def _unreachable(draft: Draft) -> Iterator[Mistake]:
    owners: list[Located[Any]] = [*draft.fields, *draft.questions, *draft.actions]
    fields = {f.item.id: f.item for f in draft.fields}
    questions = {q.item.id: q.item for q in draft.questions}
    for owner in owners:
        if owner.item.when is not None and not reachable(owner.item.when, fields, questions):
            what = f"« {owner.item.id} » : aucune réponse ne remplit la condition"
            yield owner.mistake(("when",), "Q04", what, "élargissez ou supprimez la condition")


def _dimensions(draft: Draft) -> Iterator[Mistake]:
    for dimension in draft.dimensions:
        if not any(q.core for q in dimension.item.questions):
            what = f"l’axe « {dimension.item.title} » n’a aucune question du socle"
            how = "ajoutez « core: true » à une question au moins"
            yield dimension.mistake(("questions",), "Q05", what, how)


def _lifted(draft: Draft) -> Iterator[Mistake]:
    best: dict[str, int] = {}
    for action in draft.actions:
        for target in action.item.targets:
            best[target.question] = max(best.get(target.question, 0), target.level)
    for question in draft.questions:
        highest = max(possible_levels(question.item))
        reached = best.get(question.item.id, 0)
        if reached < highest:
            what = f"aucune action n’élève {question.item.id} au-delà du niveau {reached}"
            how = f"ajoutez une action qui vise {question.item.id} au niveau {highest}"
            yield question.mistake(("id",), "Q06", what, how)


def _finding_coverage(draft: Draft) -> Iterator[Mistake]:
    """Check that each finding that names an axis is carried by a question or an action."""
    owners: list[Located[Any]] = [*draft.questions, *draft.actions]
    cited = {name for owner in owners for name in owner.item.findings}
    for finding in draft.findings:
        if finding.item.axes and finding.item.id not in cited:
            what = f"le constat {finding.item.id} n’est porté par aucune question ni action"
            how = "citez-le là où il est vrai, ou retirez ses axes s’il n’est que du contexte"
            yield finding.mistake(("id",), "Q08", what, how)


def _unread_fields(draft: Draft) -> Iterator[Mistake]:
    """Check that what the profile asks serves; a free text is for the reader of the report."""
    owners: list[Located[Any]] = [*draft.fields, *draft.questions, *draft.actions, *draft.channels]
    read = {name for owner in owners for kind, name, _, _ in references(owner.item.when) if kind == "profile"}
    if draft.partner:
        read.add(draft.partner.item.followed)
    for field in draft.fields:
        if field.item.kind != "text" and field.item.id not in read | TOOL_FIELDS:
            what = f"rien ne lit « {field.item.id} » : on le demande pour rien"
            how = "retirez ce champ, ou servez-vous-en dans une condition"
            yield field.mistake(("id",), "Q15", what, how)


def _unreadable_statements(draft: Draft) -> Iterator[Mistake]:
    if draft.header is None:
        return
    fields = {f.item.id: f.item for f in draft.fields}
    questions = {q.item.id: q.item for q in draft.questions}
    for rank, condition in enumerate(draft.header.item.lasting_conditions):
        for index, statement in enumerate(condition.statements):
            question = questions.get(statement.question)
            if question and question.when and not reachable(question.when, fields, questions):
                what = f"aucune forme ne peut lire cet énoncé : {question.id} n’est jamais posée"
                place = ("lasting_conditions", rank, "statements", index, "question")
                how = "élargissez la condition de cette question, ou changez d’énoncé"
                yield draft.header.mistake(place, "Q16", what, how)


def _documents(draft: Draft) -> Iterator[Mistake]:
    """Check that each question has a document, or says that it has none, where any is listed."""
    if not draft.documents.ids:
        return
    cited = {name for document in draft.documents for name in document.item.questions}
    for question in draft.questions:
        name, oral = question.item.id, question.item.oral
        if oral and name in cited:
            what = f"{name} est dite sans document, et documents.yaml lui en donne un"
            yield question.mistake(("oral",), "Q18", what, "retirez l’un des deux")
        elif not oral and name not in cited:
            what = f"aucun document n’atteste {name}"
            how = "citez-la dans documents.yaml, ou écrivez « oral: true »"
            yield question.mistake(("id",), "Q18", what, how)


def reachable(condition: Condition, fields: Mapping[str, ProfileField], questions: Mapping[str, Question]) -> bool:
    """Tell whether some profile and answers make `condition` true.

    What is not asked has no answer: a value is only given where the condition of its own question,
    or profile field, holds.
    """
    subjects: dict[tuple[str, str], ProfileField | Question | None] = {}
    tests: dict[tuple[str, str], list[Condition]] = {}
    waiting = [condition]
    while waiting:
        for kind, name, test, _ in references(waiting.pop()):
            key = (kind, name)
            tests.setdefault(key, []).append(test)
            if key not in subjects:
                subject = fields.get(name) if kind == "profile" else questions.get(name)
                subjects[key] = subject
                waiting += [subject.when] if subject and subject.when else []
    domains = [_domain(subjects[key], tests[key]) for key in subjects]
    size = 1
    for domain in domains:
        size *= len(domain)
    if size > _LIMIT:
        return True
    for values in product(*domains):
        given = {key: v for key, v in zip(subjects, values, strict=True) if v is not None}
        profile = {name: v for (kind, name), v in given.items() if kind == "profile"}
        answers = {name: v for (kind, name), v in given.items() if kind == "answer"}
        asked = (subject.when for key in given if (subject := subjects[key]))
        if all(holds(when, profile, answers) for when in (condition, *asked)):
            return True
    return False


def _domain(subject: ProfileField | Question | None, tests: list[Condition]) -> list[Any]:
    """Return the values worth trying: those the tests tell apart, and no answer."""
    named = [v for t in tests for v in t.in_ or []]
    bounds = [b for t in tests for b in (t.at_least, t.at_most) if b is not None]
    if subject is None:
        return [None, *named, *bounds]
    if subject.kind == "text":
        return [None, *named]
    if isinstance(subject, NumberQuestion) or subject.kind == "number":
        return [None, *_numbers(subject.minimum, subject.maximum, [*bounds, *_decimals(named)])]
    if isinstance(subject, ProfileField):
        values = _alike([o.id for o in subject.options], named)
        return [None, *(_subsets(values) if subject.kind == "choices" else values)]
    if isinstance(subject, MultipleQuestion):
        values = _alike([c.id for c in subject.choices if not c.exclusive], named)
        return [None, *_subsets(values), *([c.id] for c in subject.choices if c.exclusive)]
    return [None, *possible_levels(subject)]


def _alike(ids: list[str], named: list[str]) -> list[str]:
    """Return the ids that the tests name, and one of the others, which all behave alike."""
    return [i for i in ids if i in named] + [i for i in ids if i not in named][:1]


def _subsets(values: list[str]) -> list[list[str]]:
    """Return every way to tick some of `values`, or so many of them that the limit is passed."""
    every = chain.from_iterable(combinations(values, n + 1) for n in range(len(values)))
    return [list(ticks) for ticks in islice(every, _LIMIT + 1)]


def _numbers(low: Decimal, high: Decimal, named: Iterable[Decimal]) -> list[Decimal]:
    """Return the numbers that the tests name, and one between each two of them."""
    points = sorted({n for n in (low, high, *named) if low <= n <= high})
    return sorted({*points, *((a + b) / 2 for a, b in pairwise(points))})


def _decimals(words: list[str]) -> Iterator[Decimal]:
    for word in words:
        try:
            number = Decimal(word)
        except InvalidOperation:
            continue
        if number.is_finite():
            yield number


COMPLETENESS: tuple[Rule, ...] = (
    (_unreachable, ("fields", "questions")),
    (_dimensions, ()),
    (_lifted, ("questions", "actions")),
    (_finding_coverage, ("questions", "actions")),
    (_unread_fields, ("fields", "questions", "actions", "channels")),
    (_unreadable_statements, ("fields", "questions")),
    (_documents, ("questions", "documents")),
)


MONTHS = 12
"""Age from which a public fact is to be read again."""
_PRICE = re.compile(r"\d[\d\s.,]*(?:€|euros?\b)|\bgratuit|\bsans frais\b", re.IGNORECASE)
_ADDRESS = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.(?:fr|org|com|eu|net)\b")
_PUBLIC = re.compile(
    r"\bpersonnes (?:âgées|retraitées|accueillies|accompagnées|de \d+ ans)|\ben situation de handicap"
    r"|\b(?:enfants|adultes|jeunes|familles)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"\b[A-Z]{3,}\b")
_QUOTATION = re.compile(r"«\s*([^«»]*?)\s*»")


def _print_actions(draft: Draft) -> Iterator[Mistake]:
    """Check that an action of PRINT is one the report names, and that nothing is said of its price."""
    naming = {f.item.id for f in draft.findings if re.search(r"\bPRINT\b", f.item.text)}
    for action in (a for a in draft.actions if a.item.origin == "print"):
        if naming.isdisjoint(action.item.findings):
            what = f"« {action.item.id} » est dite de PRINT, et aucun de ses constats ne nomme PRINT"
            how = "citez le constat qui la nomme, ou écrivez « origin: tool »"
            yield action.mistake(("findings",), "Q12", what, how)
        if action.item.cost != "ask":
            what = "le rapport ne dit pas ce que coûte une action de PRINT"
            yield action.mistake(("cost",), "Q12", what, "écrivez « cost: ask »")
        for place, text in _action_texts(action.item):
            if price := _PRICE.search(text):
                what = f"le rapport ne donne aucun prix de PRINT, et le texte dit « {price[0]} »"
                yield action.mistake(place, "Q12", what, "retirez ce prix")


def _partner(draft: Draft) -> Iterator[Mistake]:
    """Check that the partner is one that findings name, and that nothing is said of its price."""
    owner = draft.partner
    if owner is None:
        return
    said = [f.item.text for f in draft.findings if f.item.id in owner.item.findings]
    if said and draft.findings.whole and not any(owner.item.name in text for text in said):
        what = f"aucun des constats cités ne nomme {owner.item.name}"
        yield owner.mistake(("findings",), "Q12", what, "citez le constat qui le nomme")
    for place, text in owner.source.texts:
        if price := _PRICE.search(text):
            what = f"le rapport ne donne aucun prix, et le texte dit « {price[0]} »"
            yield owner.source.mistake(place, "Q12", what, "retirez ce prix")


def _channels(draft: Draft) -> Iterator[Mistake]:
    """Check that a channel made for some people is not shown to the others."""
    types = " ".join(
        word
        for field in draft.fields
        if field.item.id == TYPE_FIELD
        for option in field.item.options
        for word in (option.label, *option.accepts)
    )
    acronyms = set(_ACRONYM.findall(types))
    for channel in draft.channels:
        eligible = channel.item.eligible
        public = _PUBLIC.search(eligible)
        kind = next((a for a in _ACRONYM.findall(eligible) if a in acronyms), "")
        if channel.item.when is None and (public or kind):
            named = public[0] if public else kind
            what = f"« {channel.item.title} » est réservé (« {named} ») et se montre à tous"
            how = "ajoutez « when », la condition sur le profil de qui peut l’avoir"
            yield channel.mistake(("eligible",), "Q13", what, how)


def _quotations(draft: Draft) -> Iterator[Mistake]:
    """Check that what is quoted stands in a finding that is cited, word for word.

    A quotation on a page made for some types of structures says who spoke: the report does not.
    """
    for card in draft.cards:
        for text in (card.item.title, card.item.text):
            for quoted in _quoted(text):
                what = f"« {quoted} » : le rapport ne dit pas quelle structure a dit quoi"
                yield card.mistake(("text",), "Q20", what, "dites-le sans citer")
    findings = {f.item.id: f.item.text for f in draft.findings}
    for owner, place, text, cited in _quoting(draft):
        said = " ".join(findings.get(name, "") for name in cited).casefold()
        for quoted in _quoted(text):
            if quoted.casefold() not in said:
                what = f"« {quoted} » n’est dans aucun des constats cités"
                how = "reprenez le constat mot pour mot, ou retirez les guillemets"
                yield owner.mistake(place, "Q20", what, how)


def _quoting(draft: Draft) -> Iterator[tuple[Located[Any], Place, str, list[str]]]:
    """Yield the texts that tell the report, with the findings that they rest on."""
    for question in draft.questions:
        yield question, ("why",), question.item.why, question.item.findings
    for action in draft.actions:
        yield action, ("reason",), action.item.reason, action.item.findings
    for word in draft.words:
        yield word, ("text",), word.item.text, word.item.findings
        if not word.item.imagined:
            yield word, ("scene",), word.item.scene, word.item.findings
    if draft.header:
        for rank, condition in enumerate(draft.header.item.lasting_conditions):
            place = ("lasting_conditions", rank, "text")
            yield draft.header, place, condition.text, condition.findings


def _quoted(text: str) -> list[str]:
    """Return what a text quotes; a word alone between guillemets is only named."""
    return [quoted for quoted in _QUOTATION.findall(text) if len(quoted.split()) > 1]


def _undated(draft: Draft) -> Iterator[Mistake]:
    """Check that an action which states a public fact names who answers for it, dated."""
    for action in draft.actions:
        if action.item.contacts or action.item.funding:
            continue
        address = next(
            ((place, found[0]) for place, text in _action_texts(action.item) if (found := _ADDRESS.search(text))),
            None,
        )
        how = "citez dans « contacts » ou « funding » la page lue, avec sa date"
        if address:
            what = f"« {address[1]} » est un fait public, et rien ne dit quand il a été lu"
            yield action.mistake(address[0], "Q22", what, how)
        elif action.item.origin == "public":
            what = "c’est un dispositif public, et rien ne dit quand il a été lu"
            yield action.mistake(("origin",), "Q22", what, how)


def old_facts(draft: Draft, on: datetime.date) -> Iterator[Mistake]:
    """Yield the public facts that were last read more than `MONTHS` months before a day.

    A funding that says « à vérifier » or « clos » claims nothing of today: its date is printed. A
    year alone counts to its end.
    """
    dated: list[tuple[Located[Any], Place, str]] = [
        *((c, ("seen",), c.item.seen) for c in draft.channels if c.item.status == "open"),
        *((c, ("seen",), c.item.seen) for c in draft.contacts),
        *((f, ("seen",), f.item.seen) for f in draft.frameworks),
    ]
    if draft.crosswalk:
        for index, link in enumerate(draft.crosswalk.item.links):
            dated.append((draft.crosswalk, ("links", index, "seen"), link.seen))
    for owner, place, seen in dated:
        year, month = int(seen[:4]), int(seen[5:7] or 12)
        if (on.year - year) * 12 + on.month - month > MONTHS:
            what = f"lu en {seen}, plus de {MONTHS} mois avant le {on}"
            yield owner.mistake(place, "Q22", what, "rouvrez la page, puis changez cette date")


def _action_texts(action: Action) -> Iterator[tuple[Place, str]]:
    for key in ("title", "reason", "first_step", "lead", "sign"):
        yield (key,), getattr(action, key)
    for index, step in enumerate(action.steps):
        yield ("steps", index), step


HONESTY: tuple[Rule, ...] = (
    (_partner, ()),
    (_print_actions, ("findings", "actions")),
    (_channels, ("fields", "channels")),
    (_quotations, ("findings", "questions", "actions", "cards", "words")),
    (_undated, ()),
)
"""Each rule, and what must be whole for it to speak."""


def check(draft: Draft, on: datetime.date | None = None) -> list[Mistake]:
    """Return every mistake of a questionnaire folder, in reading order.

    Form and integrity are those that `load` refuses; the rest is for authors alone. Public facts
    that were too old on a day are told when that day is given: today's date changes no result.
    """
    found = [*draft.mistakes, *check_integrity(draft)]
    for rule, needed in (*COMPLETENESS, *HONESTY, *STYLE):
        if all(getattr(draft, items).whole for items in needed):
            found += rule(draft)
    found += _check_kept(draft)
    found += old_facts(draft, on) if on else []
    return sorted(set(found))


def _check_kept(draft: Draft) -> list[Mistake]:
    """Return what is wrong of the versions that a questionnaire keeps, or does not keep.

    Each that its CHANGELOG.md tells before the one in use is there, can be read, and is itself.
    """
    if draft.header is None:
        return []
    kept = kept_versions(draft.folder)
    now = version_of(draft.header.item.version)
    found = [*_forgotten(draft, kept, now)]
    for path in sorted(p for p in draft.folder.glob("versions/*") if p.is_dir()):
        found += _misplaced(path, draft.header.item.id, now)
    return found


def _forgotten(draft: Draft, kept: Collection[tuple[int, ...]], now: tuple[int, ...]) -> Iterator[Mistake]:
    path = draft.folder / "CHANGELOG.md"
    lines = read_text(path).splitlines() if path.exists() else []
    for number, line in enumerate(lines, 1):
        told = re.match(r"## ([0-9.]+)", line)
        version = version_of(told[1]) if told else ()
        if told and version and version < now and version not in kept:
            what = f"la version {told[1]} n’est pas gardée"
            how = f"copiez dans versions/{told[1]} le contenu qu’elle avait"
            yield Mistake(str(path), number, 1, "Q24", what, how)


def _misplaced(path: Path, name: str, now: tuple[int, ...]) -> list[Mistake]:
    try:
        header = kept_content(path, None).header
    except Refusal as refusal:
        return list(refusal.mistakes)
    what = how = ""
    if header.id != name:
        what = f"cette version est celle d’un autre questionnaire, « {header.id} »"
        how = "supprimez ce dossier : une copie n’a pas encore de version d’avant"
    elif header.version != path.name:
        what = f"ce contenu dit être la version {header.version}"
        how = f"renommez ce dossier « {header.version} », ou corrigez ce qu’il contient"
    elif version_of(path.name) >= now:
        what = "cette version n’est pas d’avant celle en usage"
        how = "changez « version » dans questionnaire.yaml, ou supprimez ce dossier"
    return [Mistake(str(path), 0, 0, "Q24", what, how)] if what else []
