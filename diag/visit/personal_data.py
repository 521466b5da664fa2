"""What in a free text looks like somebody's data: no personal data is asked, and people type some.

A scan of shapes, not of meanings: e-mail addresses, French telephone numbers, NIR, and names of
persons that are said to be such (« Mme Martin », « s’appelle Léa Martin »). It finds what is written
as people write it, and asks for a second look: it removes nothing and blocks nothing. What a
questionnaire prints of its own contacts is public.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from diag.questionnaire.questionnaire_model import Questionnaire

Kind = Literal["email", "phone", "nir", "person"]
KINDS: dict[Kind, str] = {
    "email": "une adresse électronique",
    "phone": "un numéro de téléphone",
    "nir": "un numéro de sécurité sociale",
    "person": "le nom d’une personne",
}
"""What each looks like, in French."""


@dataclass(frozen=True)
class PersonalData:
    """What was found in a text: its kind, and the words as they are written."""

    kind: Kind
    text: str


def personal_data(text: str, public: Collection[str] = ()) -> tuple[PersonalData, ...]:
    """Return what looks like somebody's data in a text, in its order, each once.

    Args:
        text: what was typed.
        public: addresses and numbers that everybody may read, as a content prints them.
    """
    known = {_bare(one) for one in public}
    spaced = _SPACES.sub(" ", unicodedata.normalize("NFC", text))
    found = sorted((place, one) for place, one in _found(spaced) if _bare(one[1]) not in known)
    return tuple(dict.fromkeys(PersonalData(*one) for _, one in found))


def published(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the addresses and the numbers that a content prints: those of its contacts."""
    contacts = questionnaire.contacts.values()
    return tuple(one for c in contacts for one in (c.phone, c.email) if one)


def _found(text: str) -> Iterator[tuple[int, tuple[Kind, str]]]:
    """Yield the place, the kind and the words of what is found; a number is one thing only."""
    for match in _EMAIL.finditer(text):
        yield match.start(), ("email", match[0])
    for match in _NIR.finditer(text):
        if _is_nir(match):
            yield match.start(), ("nir", match[0])
    for match in _PHONE.finditer(text):
        if _bare(match[0]) != _HAUTS_DE_FRANCE:
            yield match.start(), ("phone", match[0])
    for match in _TITLED.finditer(text):
        if not _PLACE.search(_before(match)) and not _is_function(match["name"]):
            yield match.start(), ("person", match[0])
    for match in _CALLED.finditer(text):
        if not _THING.search(_before(match)):
            yield match.start(), ("person", match["whole"] or match["first"])


def _bare(text: str) -> str:
    """Return an address or a number as it is the same however it is written."""
    return re.sub(r"^(?:\+|00)330?", "0", re.sub(r"[\s.()/-]", "", text)).casefold()


_NEAR = 80
"""Signs looked at before a name: what it is the name of."""
_SPACES = re.compile(r"[^\S\n]")  # no-break ones too
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]*\w@\w[\w-]*(?:\.\w[\w-]*)+")

# -- numbers ---------------------------------------------------------------------------------------

_ALONE, _ENDED = r"(?<![\w+])(?<!\d[.,])", r"(?!\w|[.,/-]\d)"
_PHONE = re.compile(
    rf"{_ALONE}(?:(?:\+|00) ?33[ .-]?(?:\(0\) ?)?|0)"
    rf"[1-79](?P<cut> ?[.\-/] ?| {{0,2}})\d\d(?:(?P=cut)\d\d){{3}}{_ENDED}"
)
"""Pairs of digits cut everywhere in the same way: a date and an hour are not. 08 is no person's."""
_HAUTS_DE_FRANCE = "0259606280"
"""The five départements of the region, listed one after the other."""
_NIR = re.compile(
    rf"{_ALONE}(?P<sex>[1-478])(?P<cut>[ .-]?)(?P<year>\d\d)(?P=cut)(?P<month>\d\d)(?P=cut)"
    r"(?P<where>\d\d|2[AB])(?P=cut)(?P<town>\d{3})(?P=cut)(?P<rank>\d{3})"
    rf"(?:[ .-]?(?P<key>\d\d))?{_ENDED}",
    re.IGNORECASE,
)


def _is_nir(match: re.Match[str]) -> bool:
    """Tell a NIR by its key, else by its shape; a temporary one (3, 4, 7, 8) by its key alone."""
    month, where = int(match["month"]), match["where"].upper()
    known = where in ("2A", "2B") or 1 <= int(where) <= 99
    shaped = known and (1 <= month <= 12 or 20 <= month <= 42 or month >= 50)
    return shaped and (match["sex"] in "12" or _has_its_key(match))


def _has_its_key(match: re.Match[str]) -> bool:
    """Tell whether the last two digits are 97 less the rest modulo 97; Corsica counts 19 and 18."""
    where = match["where"].upper().replace("2A", "19").replace("2B", "18")
    body = "".join([match["sex"], match["year"], match["month"], where, match["town"], match["rank"]])
    return match["key"] is not None and int(match["key"]) == 97 - int(body) % 97


# -- names -----------------------------------------------------------------------------------------

_PARTICLE = r"(?:de |du |des |de la |d[’']|[Ll]e |[Ll]a |[Dd]e |[Dd]u |[Dd]es )"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒ]"
_WORD = rf"{_CAPITAL}(?:[’']{_CAPITAL})?[^\W\d_]+(?:[-’'][^\W\d_]+)*"
_NEXT = rf"(?: {_PARTICLE}?{_WORD})"
_NAME = rf"{_PARTICLE}?{_WORD}{_NEXT}{{0,3}}"
_TITLED = re.compile(
    r"(?<![\w’'-])(?:MM?\.|Mr\.?|(?:MMES?|MLLES?|[Mm]mes?|[Mm]lles?)\.?|[Mm](?:onsieur|adame|ademoiselle|aître"
    r"|essieurs|esdames)|Me|[Dd](?:octeure?|r\.?)|[Pp]rofesseure?|Pr\.?)"
    rf" {{1,2}}(?P<name>{_NAME})"
)
_CALLED = re.compile(
    rf"(?<!\w)(?:(?:s[’']appel(?:le|ait)|nommée?|dénommée?|nom est) (?P<whole>{_WORD}{_NEXT}{{1,2}})"
    rf"|(?:[Jj]e m[’']appelle|prénommée?|prénom est) (?P<first>{_WORD}(?: {_WORD})?))"
)
_FUNCTION = re.compile(
    r"(?:l[ea] |l[’'])?(?:direct(?:eur|rice)|présid|maire\b|préf(?:et|ète)|chef(?:fe)?\b|ministre"
    r"|juge\b|médecin|responsable|secrét|trésor|psychologue|infirm|cadre\b|coord|anim(?:at|ée)|éduc"
    r"|aide\b|agent\b|comptable|référent|délégu|procureur|conseill|curat|mandataire|gérante?\b|adjoint"
    r"|député|sénat(?:eur|rice)|gouvernant|vice-|administrat|format|moniteur|monitrice|stagiaire"
    r"|tut(?:eur|rice)|[xyz]+$|untel|unetelle|tout le)"
)
_OPENER = re.compile(
    r"les?|la|une?|des?|du|c(?:e|et|ette|es)|ils?|elles?|on|nous|vous|je|tu|pour|dans|avec|mais"
    r"|et|o[uù]|si|non|oui|pas|en|aux?|à|par|sur|sous|sans|puis|donc|car|quand|comme|qu[ei]|[smtn]on"
    r"|[smt](?:a|es)|[nv]o(?:s|tre)|leurs?|chaque|tou[ts]e?s?|aucune?|plus|très|rien|personne"
)
"""What may begin the sentence after « 5 M. »."""
_PLACE = re.compile(
    r"(?i)\b(?:rue|avenue|av\.|boulevard|bd|place|square|allée|quai|impasse|chemin|cité|pont|parc"
    r"|résidence|ehpad|hôpital|clinique|école|collège|lycée|foyer|centre|institut|fondation|maison"
    r"|maternelle|crèche|stade|bâtiment|salle|espace|pavillon|unité|prix|villa|château)"
    r"(?: hospitalier)?(?: (?:du|de la|de l[’']|des|de|d[’']))? ?$"
)
_THING = re.compile(
    r"(?i)\b(?:logiciel|outil|appli|application|plateforme|site|association|projet|programme|atelier"
    r"|service|structure|foyer|résidence|réseau|dispositif|groupe|groupement|matériel|tablette"
    r"|dossier|fichier|base|module|formation|entreprise|société|salle|page|compte|espace|robot|wifi"
    r"|ehpad|esat|établissement|organisme|fondation|prestataire|fournisseur|question|modèle|jeu"
    r"|journal|document|charte|messagerie|portail|intranet|unité|équipe|commission|instance)s?\b"
    r"[^.!?;\n]{0,40}$"
)


def _is_function(name: str) -> bool:
    """Tell « Madame La Présidente », « M. X » and the sentence that follows « 5 M. » from a name."""
    folded = name.casefold()
    return bool(_OPENER.fullmatch(folded) or _FUNCTION.match(folded))


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _NEAR) : match.start()]
