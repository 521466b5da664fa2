"""What a content may say of others: PRINT, funders, public services, people who are quoted.

Not told, for no program can: that a finding says what is made of it, that an action does every rung
up to its targets, that a check is observable.
"""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from diag.questionnaire.located_yaml import Place
from diag.questionnaire.mistakes import Mistake
from diag.questionnaire.questionnaire_folder import Draft, Located, Rule
from diag.questionnaire.questionnaire_model import TYPE_FIELD, Action

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
