"""`LISEZMOI.md`: what a release is, what it is not, how to read and cite it."""

import datetime

from diag.benchmark import words
from diag.benchmark.release import CLASSES, Release
from diag.french import long_date, typeset
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.safe_text import markdown

_TEXT = """\
# {title}
{stamp}
Publié le {date}. {period}. Source : {source}.

Questionnaire « {questionnaire} », version {version} (`{hash}`), forme {form}, méthode {method}.

## Ce que c'est

Les scores de **structures accompagnées**, par groupe : région, département, type, taille. Chaque groupe
donne son effectif par classe, ses quantiles et la part de ses niveaux ; les plus grands donnent aussi la
part de chaque réponse.

## Ce que ce n'est pas

- **Ce n'est pas un échantillon.** Les structures visitées ne représentent pas celles qui ne l'ont pas
  été. Ne dites pas « {share} des établissements du département », mais « {share} des structures
  accompagnées ».
- **Ce n'est pas un classement.** Il n'y a ni rang, ni moyenne, ni minimum, ni maximum.
- **Ce n'est pas une mesure officielle.** Chaque structure a décrit elle-même sa situation.

## Lire les fichiers

| Fichier | Contenu |
|---|---|
| `repere.csv` | une ligne par groupe et par mesure : les axes {axes}, puis `global` |
| `reponses.csv` | une ligne par groupe, question et réponse publiables : sa part, en % |
| `datapackage.json` | la description de ces colonnes, au format Data Package |

- Une région, un département, un type ou une taille **vide** veut dire « tous confondus ».
- **« s »** veut dire *secret* : le nombre n'est pas publié, pour que personne ne soit reconnu. Il n'est
  ni nul, ni inconnu.
- L'effectif est une classe : {classes}.
- Un groupe est publié à partir de 5 structures et de 3 organismes gestionnaires, dont le plus présent ne
  compte pas plus de 85 % des structures. Un groupe qui le permettrait peut rester secret, si l'on pouvait
  en déduire un autre par soustraction.
- La médiane est arrondie à 5 points dans la classe {first} ; les quartiles sont publiés à partir de 10
  structures, les neuf déciles (`d1` à `d9`) à partir de 50.
- `niveau_0` à `niveau_4` sont les parts des niveaux, en %. Ces parts et celles des réponses sont publiées
  à partir de 11 structures et arrondies à 5 points en dessous de 20. Leur somme peut donc ne pas faire
  100.
- Les réponses `0` à `4` sont les niveaux de la question ; `NSP` veut dire « ne sait pas ».

## Citer

> {source}, « {title} », {date}, questionnaire {questionnaire} {version}. Licence Ouverte 2.0.
{warning}
Vous pouvez réutiliser ces données sous Licence Ouverte 2.0 (<{licence}>), en citant la source et la date.

Ne modifiez pas ces fichiers : leur empreinte est écrite dans `datapackage.json`, et `diag` refuse un
repère retouché.
"""


def readme(release: Release, questionnaire: Questionnaire) -> str:
    """Return the text of `LISEZMOI.md`."""
    *others, last = CLASSES
    period = words.period(*release.period)
    return typeset(
        _TEXT.format(
            title=words.TITLE,
            stamp=f"\n**{words.STAMP} Ne citez aucun de ces chiffres.**\n"
            if release.synthetic
            else "",
            date=long_date(datetime.date.fromisoformat(release.date)),
            period=period[:1].upper() + period[1:],
            source=markdown(release.source.rstrip(".")),
            questionnaire=markdown(questionnaire.header.title),
            version=release.version,
            hash=release.hash,
            form=words.FORM_NAMES[release.form],
            method=release.method,
            share="62 %",
            axes=", ".join(f"`{d.id}` ({markdown(d.title)})" for d in questionnaire.dimensions),
            classes=f"{', '.join(others)} et {last}",
            first=CLASSES[0],
            licence=words.LICENCE["path"],
            warning="\nDonnées synthétiques : à ne pas citer.\n" if release.synthetic else "",
        )
    )
