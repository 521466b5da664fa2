"""Headings that survey tools write of themselves, in French and English; data, no rule.

Every name is compared without its case, accents and punctuation (`squeeze`). Where an order
matters, the first name found goes first.
"""

from typing import Literal, NamedTuple

from diag.export.spelling import squeeze


def _names(*names: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(squeeze(name) or name for name in names))


#: Second header row of a stand-alone question (SurveyMonkey).
RESPONSE_WORDS = frozenset(
    _names("Response", "Réponse", "Open-Ended Response", "Réponse ouverte", "Réponse libre")
)
#: What a tool adds beside an answer: free text of « other », comment, time spent.
BESIDE = frozenset(
    _names(
        *("other", "othertext", "comment", "comments", "time", "autre", "autres", "commentaire"),
        *("commentaires", "autre (précisez)", "autre (veuillez préciser)", "autre, précisez"),
        *("other (please specify)", "veuillez préciser", "précisez", "précisions", "remarque"),
        *("remarques", "si autre, précisez", "si 'Autre' précisez", "points", "feedback"),
    )
)
#: Of those, what people wrote about their answer: a note.
COMMENTS = _names(
    *("comment", "comments", "commentaire", "commentaires", "remarque", "remarques", "précisions")
)
#: Identity of an answer, the surest first.
RESPONSE_IDS = _names(
    *("ResponseId", "ID de la réponse", "Numéro de réponse", "Respondent ID", "RespondentID"),
    *("ID du répondant", "Submission ID", "_uuid", "X_uuid", "meta-instanceID", "instanceID"),
    *("KEY", "SID", "CLE", "Séquentiel", "Serial", "N°Obs", "NºObs", "CASE", "#", "id_reponse"),
    *("X_id", "id"),
)
#: Identifier that the network itself gave to the structure: surer than an id of the response.
STRUCTURE_IDS = _names(
    *("Identifiant de la structure", "Identifiant structure", "Identifiant de l'établissement"),
    *("Code structure", "Code de la structure", "ID structure", "id_structure", "structure_id"),
    *("Code établissement", "Code de l'établissement", "Code ESMS", "Identifiant ESMS"),
    *("ID établissement", "Numéro de structure", "Numéro de la structure", "N° structure"),
    *("Numéro d'adhérent", "N° adhérent", "Code adhérent", "Identifiant unique", "Identifiant"),
)
#: Column that holds the identifier of the structure, or its name: its cells tell which.
STRUCTURES = _names("Structure", "Établissement", "ESMS", "Établissement ou service")
#: Column that stamps invented data.
STAMPS = _names("Données synthétiques", "Donnée synthétique", "synthetic", "synthetique")
#: Date of an answer: what people wrote of the visit, then its sending, its end, its beginning.
DATES = _names(
    *("Date de la visite", "Date de visite", "Date visite", "Jour de la visite", "Visite le"),
    *("Date du diagnostic", "Date de l'autodiagnostic", "Date de l'entretien", "Date de passage"),
    *("submitdate", "Date de soumission", "Date submitted", "Heure de soumission"),
    *("Submitted Time", "_submission_time", "X_submission_time", "SubmissionDate", "Horodateur"),
    *("Timestamp", "Submit Date (UTC)", "Submitted at", "Soumis le", "Déposé le", "DATE_ENREG"),
    *("DATE_SAISIE", "Heure de complétion", "Completed Time", "Heure de fin", "Completion time"),
    *("RecordedDate", "Recorded Date", "End Date", "EndDate", "Date de fin", "datestamp"),
    *("Date de la dernière action", "Date last action", "Date de réponse", "Date de la réponse"),
    *("Date de saisie", "Date d'envoi", "Date de remplissage", "Répondu le", "Rempli le"),
    *("end", "today", "Date", "Start Date", "StartDate", "Heure de début", "Start time"),
)
#: Name of the structure that answers.
STRUCTURE_NAMES = _names(
    *("Nom de la structure", "Nom de votre structure", "Quel est le nom de votre structure ?"),
    *("Quel est le nom de la structure ?", "Nom de l'établissement", "Nom de votre établissement"),
    *("Quel est le nom de votre établissement ?", "Nom de l'établissement ou du service"),
    *("Nom de la structure ou du service", "Nom structure", "Nom établissement", "Nom_ESMS"),
    *("Nom de l'ESMS", "Établissement enseigne", "Dénomination", "Structure", "Établissement"),
    "Établissement ou service",
)
#: Name of the organisation that manages it.
OPERATOR_NAMES = _names(
    *("Organisme gestionnaire", "Nom de l'organisme gestionnaire", "Votre organisme gestionnaire"),
    *("Quel est votre organisme gestionnaire ?", "Association gestionnaire", "Gestionnaire"),
    *("Nom du gestionnaire", "Nom de l'association gestionnaire", "Entreprise raison sociale"),
    *("Association titre", "Raison sociale de l'organisme gestionnaire", "Raison sociale"),
    *("Organisme", "Nom de l'organisme", "Entité juridique", "Nom de l'entité juridique"),
)
#: Role of the person who answers.
ROLES = _names(
    *("Fonction", "Votre fonction", "Fonction du répondant", "Fonction de la personne répondante"),
    *("Quelle est votre fonction ?", "Quelle est votre fonction dans la structure ?"),
    *("Fonction dans la structure", "Fonction occupée", "Votre poste", "Poste occupé"),
    *("Rôle", "Votre rôle", "Rôle du répondant", "Rôle de la personne répondante", "Poste"),
)
#: Headings that people give to profile fields, by the id of the field; a heading of the
#: questionnaire itself goes before.
FIELD_NAMES = {
    "structure_type": (
        *("Type", "Type d'établissement", "Type de l'établissement", "Type de la structure"),
        *("Type d'établissement ou de service", "Type d'ESMS", "Type ESMS", "Type structure"),
        *("Catégorie FINESS", "Catégorie d'établissement", "Catégorie de l'établissement"),
        *("Catégorie de structure", "Catégorie de la structure", "Catégorie ESMS"),
    ),
    "department": (
        *("Code département", "Code du département", "Nom du département"),
        *("Numéro de département", "N° de département", "N° département", "Département (numéro)"),
        *("Département de la structure", "Département d'implantation"),
    ),
    "staff": (
        *("Effectif", "Effectifs", "Effectif total", "Effectif de la structure"),
        *("Effectif salarié", "Nombre de salariés", "Nombre de professionnels", "Salariés"),
    ),
    "places": ("Places", "Capacité", "Nombre de places", "Capacité d'accueil"),
}
#: Everything else that tools write of themselves, and what identifies people: never a question.
TECHNICAL = frozenset(
    _names(
        *RESPONSE_IDS,
        *STAMPS,
        *(name for name in DATES if name != "date"),
        # LimeSurvey
        *("lastpage", "startlanguage", "seed", "token", "startdate", "ipaddr", "refurl"),
        *("interviewtime", "Dernière page", "Langue de départ", "Tête de série", "Adresse IP"),
        *("Date de lancement", "URL référente", "Last page", "Start language", "Date started"),
        *("IP address", "Referrer URL", "Temps total", "Total time", "Code d'invitation"),
        # Framaforms
        *("Heure de modification", "Modified Time", "Brouillon", "Draft", "UID"),
        *("Nom d'utilisateur", "Username"),
        # Kobo, ODK
        *("start", "deviceid", "phonenumber", "username", "simserial", "subscriberid", "X_notes"),
        *("_validation_status", "_notes", "_status", "_submitted_by", "__version__", "_tags"),
        *("_index", "X_validation_status", "X_status", "X_submitted_by", "X_version__", "X_tags"),
        *("X_index", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected"),
        *("Status", "ReviewState", "Edits", "FormVersion", "formhub/uuid", "meta/instanceID"),
        # Google Forms, Microsoft Forms
        *("Adresse e-mail", "Adresse électronique", "E-mail", "Email", "Email address", "Courriel"),
        *("Score", "Adresse de messagerie", "Nom", "Name", "Heure de la dernière modification"),
        *("Last modified time", "Langue", "Language", "Total points", "Quiz feedback"),
        "Grade posted time",
        # SurveyMonkey, Qualtrics, Typeform, Tally
        *("Collector ID", "CollectorID", "First Name", "Last Name", "Custom Data 1", "IPAddress"),
        *("Progress", "Duration (in seconds)", "Finished", "RecipientLastName", "UserLanguage"),
        *("RecipientFirstName", "RecipientEmail", "ExternalReference", "LocationLatitude"),
        *("LocationLongitude", "LocationAccuracy", "DistributionChannel", "ResponseSet"),
        *("ExternalDataReference", "EmailAddress", "Response Type", "Network ID", "Tags", "Ending"),
        # Sphinx, SoSci
        *("DATE_MODIF", "TEMPS_SAISIE", "ORIGINE_SAISIE", "LANG_SAISIE", "APPAREIL_SAISIE"),
        *("PROGRESSION", "DERNIERE_QUESTION_SAISIE", "SERIAL", "REF", "QUESTNNR", "MODE"),
        # Démarches simplifiées
        *("FranceConnect ?", "Civilité", "Prénom", "Dépôt pour un tiers", "Nom du mandataire"),
        *("Prénom du mandataire", "Date de naissance", "Archivé", "État du dossier"),
        *("Dernière mise à jour le", "Dernière mise à jour du dossier le"),
        *("Passé en instruction le", "Traité le", "Motivation de la décision", "Instructeurs"),
        "Groupe instructeur",
    )
)
#: Beginnings of such headings, normalised; timings, quiz points, data frame indexes.
TECHNICAL_STARTS = (
    *("duree pour le groupe", "duree pour la question", "group time", "question time", "grouptime"),
    *("points - ", "feedback - ", "unnamed: ", "temps total", "total time"),
)
#: Beginnings that are technical in the exports of one tool.
TOOL_STARTS = {
    "demarches": ("etablissement ", "entreprise ", "association "),
    "kobo": ("_", "x_"),
}


class Mark(NamedTuple):
    """A column by which a tool says that an answer does not count; see `completion.Marker`."""

    names: tuple[str, ...]
    kind: Literal["sent", "done", "draft", "listed"]
    tools: tuple[str, ...]
    values: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


#: Drafts, previews and refused answers do not count. A submission that waits for a check
#: (`En attente`, `En construction`, `En instruction`) was sent by the structure: it counts.
MARKS = (
    Mark(_names("submitdate"), "sent", ("limesurvey", "")),
    Mark(_names("Date de soumission", "Date submitted"), "sent", ("limesurvey",)),
    Mark(_names("Brouillon", "Draft"), "draft", ("framaforms", "")),
    Mark(_names("Finished"), "done", ("qualtrics", "")),
    Mark(
        _names("Status", "Response Type", "Type de réponse"),
        "listed",
        ("qualtrics",),
        # Codes and labels of previews and tests.
        ("1", "2", "9", "17", "Survey Preview", "Survey Test", "Aperçu de l'enquête"),
        # Of those sent, whatever the way.
        ("0", "4", "8", "12", "16", "IP Address", "Adresse IP", "Imported", "Spam", "Offline"),
    ),
    Mark(_names("PROGRESSION"), "done", ("sphinx", "")),
    Mark(
        _names("_validation_status", "X_validation_status"),
        "listed",
        ("kobo", ""),
        ("Non approuvé", "Not approved", "validation_status_not_approved"),
        (
            *("Approuvé", "Approved", "En attente", "On hold"),
            *("validation_status_approved", "validation_status_on_hold"),
        ),
    ),
    Mark(
        _names("ReviewState"),
        "listed",
        ("kobo", ""),
        ("rejected",),
        ("approved", "hasIssues", "edited", "received"),
    ),
    Mark(
        _names("État du dossier"),
        "listed",
        ("demarches", ""),
        # Refused or closed without a follow-up, the service set the answer aside.
        ("Brouillon", "Refusé", "Classé sans suite", "refuse", "sans_suite"),
        (
            *("En construction", "En instruction", "Accepté"),
            *("en_construction", "en_instruction", "accepte"),
        ),
    ),
    Mark(
        _names("Response Type"),
        "listed",
        ("typeform",),
        ("partial", "started"),
        ("completed",),
    ),
)
