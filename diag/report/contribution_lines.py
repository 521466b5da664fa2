"""A contribution as lines of text, read before it is written: all that leaves, and what stays (M19)."""

from diag.benchmark.contribution import Contribution
from diag.benchmark.words import counted, month
from diag.french import typeset
from diag.questionnaire.questionnaire_model import DEPARTMENT_FIELD, TYPE_FIELD, Questionnaire

_STAYS = (
    "Ne partent pas : le nom, l'adresse, le courriel, le FINESS, les notes, les preuves, les "
    "répondants, les raisons, le plan, les nombres et les cases cochées (seul leur niveau part)."
)
_BEWARE = (
    "Le réseau, qui a donné les codes, reconnaît la structure. Un type, un département et une taille "
    "peuvent suffire à reconnaître une structure rare : n'envoyez ce fichier qu'au réseau."
)


def preview(contribution: Contribution, questionnaire: Questionnaire) -> list[str]:
    """Return what leaves, field by field, in French lines: read before it is written."""
    pin, answers = contribution.questionnaire, contribution.answers
    sizes = {size.id: size.label for size in questionnaire.header.sizes}
    unsaid = "non indiqué"
    organisation = contribution.operator or f"{unsaid} : compté avec tous ceux qui ne le sont pas"
    lines = [
        f"Format : {contribution.format}",
        f"Questionnaire : {pin.id} {pin.version} ({pin.hash})",
        f"Forme : {contribution.form} ({_FORMS[contribution.form]})",
        f"Données synthétiques : {'oui' if contribution.synthetic else 'non'}",
        f"Mois de la visite : {contribution.month} ({month(contribution.month)})",
        f"Type de structure : {_option(questionnaire, TYPE_FIELD, contribution.type) or unsaid}",
        "Département : " + (_option(questionnaire, DEPARTMENT_FIELD, contribution.department) or unsaid),
        f"Taille : {_labelled(sizes, contribution.size) or unsaid}",
        f"Code de la structure : {contribution.structure or _NO_CODE}",
        f"Code de l'organisme gestionnaire : {organisation}",
        counted(len(answers), "réponse") + ", par leur niveau :",
    ]
    titles = {name: question.title for name, question in questionnaire.question.items()}
    lines += [f"  {_labelled(titles, name)} : {_labelled(_WORDS, a)}" for name, a in answers.items()]
    return [typeset(line) for line in (*lines, _STAYS, _BEWARE)]


_NO_CODE = "non indiqué : le réseau ne pourra pas la compter dans un repère avant de l'avoir donné"
_FORMS = {"full": "complète", "express": "socle seul"}
_WORDS = {"NSP": "ne sait pas", "NC": "non concerné", "SR": "sans réponse"}


def _labelled(labels: dict[str, str], name: str) -> str:
    return f"{name} ({labels[name]})" if name in labels else name


def _option(questionnaire: Questionnaire, field: str, name: str) -> str:
    asked = questionnaire.field.get(field)
    return _labelled({o.id: o.label for o in (asked.options if asked else [])}, name)
