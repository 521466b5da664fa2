"""From a release to the view of its page: who is told, how, and what is kept secret."""

import datetime

from diag.benchmark import words
from diag.benchmark.release import Cell, Release, content_of
from diag.benchmark.rows import in_order
from diag.french import count, long_date, sentence
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.report.network_view import Heading
from diag.report.position_view import DEMONSTRATION, WHOLE
from diag.report.release_groups import group_sections
from diag.report.release_parts import ReleaseView
from diag.report.release_tables import level_rows, measure_rows, question_sections
from diag.report.release_words import PROTECTION

_TITLE = "Repère régional"
_STAMP = "Données de démonstration : aucune structure réelle. Ne citez aucun de ces chiffres."
_ABOUT = (
    (
        "Ce que c'est",
        "Les scores et les réponses de structures sociales et médico-sociales accompagnées, par groupe : "
        "région, département, type, taille. Une structure s'y situe par une part du groupe, jamais par "
        "un rang.",
    ),
    ("Qui est compté", words.NOT_A_SAMPLE),
    (
        "Ce que ce n'est pas",
        "Ni un classement, ni une mesure officielle : chaque structure a décrit elle-même sa situation.",
    ),
)
_QUESTIONS = (
    "Part des structures du groupe « {group} » à chaque niveau de réponse, de 0 à 4. « NSP » : ne sait "
    "pas. « s » : secret. Les parts sont arrondies : leur somme peut ne pas faire 100. Celles des autres "
    "groupes sont dans le fichier reponses.csv."
)


def build_release_view(release: Release, questionnaire: Questionnaire) -> ReleaseView:
    """Return everything that the page of a release prints.

    Args:
        release: read with its shares, or the page has no answers.
        questionnaire: that the release is compatible with, to name what it tells.

    """
    cells = in_order(release.cells, release.content or content_of(questionnaire))
    published = [cell for cell in cells if not cell.secret]
    widest = published[0] if published else None
    group = words.group(questionnaire, widest.key) if widest else ""
    sections = question_sections(release, questionnaire, widest)
    levels = questionnaire.header.levels
    return ReleaseView(
        title=_TITLE,
        questionnaire=questionnaire.header.title,
        meta=(
            f"Publié le {_day(release)}",
            sentence(words.period(*release.period)),
            f"Source : {release.source.rstrip('.')}",
            words.LICENCE["title"],
        ),
        stamp=_STAMP if release.synthetic else "",
        demo=DEMONSTRATION if release.synthetic else "",
        headline=_headline(published, cells),
        about=_ABOUT,
        widest=sentence(f"{group} : {words.size(widest.size_class)}.") if widest else "",
        measures=measure_rows(release, questionnaire, widest),
        level_heads=tuple(f"Niv. {number}" for number in range(len(levels))),
        level_names=tuple(f"Niveau {number} : {x.title}" for number, x in enumerate(levels)),
        levels=level_rows(release, questionnaire, widest),
        headings=_headings(questionnaire),
        groups=group_sections(release, questionnaire, cells),
        questions_note=_QUESTIONS.format(group=group) if sections else "",
        answer_heads=("0", "1", "2", "3", "4", "NSP"),
        questions=sections,
        protection=PROTECTION,
        use=_use(release, questionnaire),
        footer=_footer(release),
    )


def _day(release: Release) -> str:
    return long_date(datetime.date.fromisoformat(release.date))


def _headline(published: list[Cell], cells: list[Cell]) -> str:
    """Return how many groups are told, and how many are not."""
    told = count(len(published), "groupe publié", "groupes publiés")
    kept = len(cells) - len(published)
    secret = count(kept, "groupe gardé secret", "groupes gardés secrets")
    text = f"{told}, {secret}" if kept else told
    return f"{text} : de quoi se situer, sans que personne ne soit reconnu."


def _headings(questionnaire: Questionnaire) -> tuple[Heading, ...]:
    """Return the columns of medians, with the marks that a phone shows."""
    axes = [Heading(d.title, d.id) for d in questionnaire.dimensions]
    return (*axes, Heading(WHOLE, "Ens."))


def _use(release: Release, questionnaire: Questionnaire) -> tuple[tuple[str, str], ...]:
    """Return how to place a structure, and how to cite."""
    header = questionnaire.header
    asked = f"questionnaire « {header.title} », version {release.version}"
    return (
        ("Situer une structure", "diag rapport VISITE --repere DOSSIER"),
        (
            "Citer",
            f"{release.source.rstrip('.')}, « {words.TITLE} », {_day(release)}, {asked}. "
            f"{words.LICENCE['title']}. Dites « des structures accompagnées », jamais « des "
            "établissements du département ».",
        ),
        ("Versions", f"{asked} (empreinte {release.hash[7:19]})."),
    )


def _footer(release: Release) -> str:
    stamp = f"{_STAMP} " if release.synthetic else ""
    return f"{stamp}{release.source.rstrip('.')}, {_day(release)}. {words.LICENCE['title']}."
