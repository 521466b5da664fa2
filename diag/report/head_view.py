"""What stands above all and what closes (E1): of whom, when, how much is known, whom to talk to."""

import re
from collections.abc import Iterator, Mapping
from math import ceil

from diag.french import count, cut_at_word, inside, listing, long_date
from diag.questionnaire.questionnaire_model import PEOPLE_FIELD, STAFF_FIELD, Questionnaire
from diag.report.assessed_visit import AssessedVisit
from diag.report.document import MOST_SIGNS, Foot, Head, Reader
from diag.report.french_labels import FORM_TOLD, READER_TITLE, UNNAMED
from diag.scoring import METHOD
from diag.scoring.detectable_change import smallest_clear
from diag.scoring.rubric import Status
from diag.version import __version__
from diag.visit.visit_model import Visit

MOST_NAME = 130
"""Signs of a name, over two lines; the adviser's file alone holds a longer one whole."""
_ONE_PAGE = ("conseil", "financeur")
_MOST_STAMP: Mapping[Reader, int] = {"conseil": 48, "financeur": 48, "direction": 200, "conseiller": 200}
_MOST_ROLES, _MOST_ROLE = 3, 24  # functions named, and signs of each


def head_of(assessed: AssessedVisit, reader: Reader) -> Head:
    """Return the head of a document."""
    name = name_of(assessed.visit)
    return Head(
        kicker=f"{assessed.questionnaire.header.title} · {READER_TITLE[reader]}",
        structure=name if reader == "conseiller" else cut_at_word(name, MOST_NAME),
        small=len(name) > MOST_SIGNS,
        lines=(_visit(assessed), _counts(assessed)),
        stamps=tuple([told for _, told in _stamps(assessed, reader)]),
    )


def name_of(visit: Visit) -> str:
    """Return the name of the structure on one line."""
    return " ".join(visit.structure.name.split()) or UNNAMED


def _stamps(assessed: AssessedVisit, reader: Reader = "direction") -> Iterator[tuple[str, str]]:
    """Yield what is said of the data, in two words for the foot of a page, then as a stamp."""
    if assessed.visit.illustrative:
        yield "cas illustratif", illustrative_told(assessed.visit.illustrative, reader)
    if assessed.release is not None and assessed.release.synthetic:
        yield "repère de démonstration", "Repère de démonstration"
    if assessed.assessment.provisional:
        yield "provisoire", "Provisoire : visite non finie"
    if assessed.assessment.form == "express":
        yield "formulaire express", "Formulaire express : les questions du socle, sans les autres"
    if assessed.assessment.form == "partielle":
        yield "formulaire partiel", "Formulaire partiel : des questions n’ont pas été posées"


def illustrative_told(text: str, reader: Reader) -> str:
    """Return the mention of an imagined case; its first clause where the page is the only one."""
    told = text.rstrip(".")
    if reader in _ONE_PAGE:
        told = re.split(r"\s*[;.]", told, maxsplit=1)[0]
    return cut_at_word(f"Cas illustratif : {inside(told)}", _MOST_STAMP[reader])


def running_title(assessed: AssessedVisit) -> str:
    """Return what stands at the foot of each printed page: the name, the date, the stamps."""
    name = name_of(assessed.visit)
    visit = f"visite du {long_date(assessed.visit.visit.date)}"
    stamps = ", ".join(short for short, _ in _stamps(assessed))
    return " – ".join(filter(None, [cut_at_word(name, MOST_SIGNS), visit, stamps]))


def foot_of(assessed: AssessedVisit, reader: Reader) -> Foot:
    """Return what closes a document: limits, smallest clear change (M12), contact, versions."""
    return foot_under(assessed.questionnaire, "" if reader == "financeur" else _reading(assessed))


def foot_under(questionnaire: Questionnaire, reading: str) -> Foot:
    """Return the foot of a page whose figures are read so: whom to talk to, and the versions."""
    contact = next(iter(questionnaire.contacts.values()), None)
    phone = (contact and contact.phone) or ""
    reached = [contact.title, contact.address, phone.replace(" ", "\u00a0")] if contact else []
    partner = questionnaire.partner
    return Foot(
        reading=reading,
        contact_title=f"En parler avec {partner.name}" if partner else "À qui en parler",
        contact=" · ".join(filter(None, reached)),
        email=(contact and contact.email) or "",
        made_with=made_with(questionnaire),
    )


def made_with(questionnaire: Questionnaire) -> str:
    """Return the versions that a page was made with."""
    header = questionnaire.header
    return f"Questionnaire « {header.id} » version {header.version}, méthode {METHOD}, diag {__version__}."


def _reading(assessed: AssessedVisit) -> str:
    """Return what the figures are, and are not."""
    change = smallest_clear(assessed.assessment)
    clear = f" : moins de {count(ceil(change), 'point')} d’écart ne disent pas une évolution nette" if change else ""
    standing = assessed.standing
    group = (
        " Le groupe est fait de structures accompagnées, pas d’un échantillon."
        if standing and standing.placed
        else ""
    )
    return (
        "Ils décrivent des conditions de travail, pas des personnes. Les échelles sont celles de "
        f"l’outil, pas encore éprouvées sur le terrain{clear}.{group}"
    )


def _visit(assessed: AssessedVisit) -> str:
    """Return when the visit took place, who answered, and how large the structure is."""
    parts = [f"Visite du {long_date(assessed.visit.visit.date)}", _roles(assessed), _size(assessed)]
    return " · ".join(filter(None, parts))


def _roles(assessed: AssessedVisit) -> str:
    """Return the functions of those who answered, never their names."""
    roles = [" ".join(person.role.split()) for person in assessed.matched.respondents]
    if not roles:
        return ""
    named = [_function(role) for role in roles[:_MOST_ROLES]]
    if left := len(roles) - len(named):
        named.append(count(left, "autre fonction", "autres fonctions"))
    return f"{'ont' if len(roles) > 1 else 'a'} répondu : {listing(named)}"


def _function(role: str) -> str:
    """Return a function inside a sentence; one in capitals stays so."""
    return cut_at_word(inside(role), _MOST_ROLE)


def _size(assessed: AssessedVisit) -> str:
    """Return how many people are supported, and how many professionals there are."""
    profile = assessed.matched.profile
    nouns = {
        PEOPLE_FIELD: ("personne accompagnée", "personnes accompagnées"),
        STAFF_FIELD: ("professionnel", "professionnels"),
    }
    told = [count(int(str(profile[name])), *noun) for name, noun in nouns.items() if name in profile]
    return ", ".join(told)


def _counts(assessed: AssessedVisit) -> str:
    """Return how many questions were asked and answered, what is not known, and in which form."""
    states = [line.status for line in assessed.asked]
    others = [
        (Status.UNKNOWN, "« ne sait pas »", "« ne sait pas »"),
        (Status.NOT_APPLICABLE, "non concernée", "non concernées"),
        (Status.MISSING, "sans réponse", "sans réponse"),
    ]
    told = [count(len(states), "question"), count(states.count(Status.ANSWERED), "réponse")]
    told += [count(states.count(s), *nouns) for s, *nouns in others if s in states]
    return f"{', '.join(told)} · {FORM_TOLD[assessed.assessment.form]}"
