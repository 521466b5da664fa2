"""Which survey tool wrote an export, and how many header rows it writes, from its own columns.

The words are those of the tools themselves (`exports.md`, 1), as `spelling.normalise` spells them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from diag.export.spelling import normalise

#: How header rows name a column: by one row; by the heading of a block above the column's own; by a
#: code and a text of which neither is the heading of a block.
Shape = Literal["single", "grouped", "coded"]


@dataclass(frozen=True)
class Signature:
    """What the words of a tool settle.

    Attributes:
        tool: as in `Layout.tool`, or empty.
        rows: header rows; 0 when they have to be found otherwise.
        shape: how they name a column.
        upper: rank of the row of the blocks (`grouped`) or of the texts (`coded`).
        lower: rank of the row of the columns' own headings, or of the codes.

    """

    tool: str = ""
    rows: int = 0
    shape: Shape = "single"
    upper: int = 0
    lower: int = 0


_QUALTRICS = {
    *("startdate", "enddate", "status", "ipaddress", "progress", "duration (in seconds)"),
    *("finished", "recordeddate", "responseid", "distributionchannel", "userlanguage"),
}
_QUALTRICS_OLD = {"responseid", "responseset", "externaldatareference", "ipaddress", "finished"}
_WEBFORM = {
    *("sequentiel", "sid", "heure de soumission", "heure de completion", "heure de modification"),
    *("brouillon", "adresse ip", "uid", "nom d'utilisateur", "serial", "submitted time"),
    *("completed time", "modified time", "draft", "ip address", "username"),
    *("webform_serial", "webform_sid", "webform_time", "webform_completed_time", "webform_draft"),
    *("webform_modified_time", "webform_ip_address", "webform_uid", "webform_username"),
    *("numero de serie", "id de soumission", "uuid de soumission", "uri de soumission"),
    *("serial number", "submission id", "submission uuid", "submission uri", "in draft"),
    *("remote ip address", "completed_time", "in_draft", "remote_addr", "current_page"),
}
_WEBFORM_BLOCK = {"details de la soumission", "submission details", "submission_details"}
_LIMESURVEY = {
    *("id", "token", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"),
    *("ipaddr", "refurl", "interviewtime"),
}
_LIMESURVEY_WORDS = {
    *("id de la reponse", "date de soumission", "derniere page", "langue de depart"),
    *("tete de serie", "date de lancement", "date de la derniere action", "url referente"),
    *("response id", "date submitted", "last page", "start language", "seed", "date started"),
    *("date last action", "referrer url", "respons id", "datum verstuurd", "laatste pagina"),
    *("antwort id", "datum abgeschickt", "letzte seite", "start-sprache"),
}
_KOBO = {
    *("_id", "_uuid", "_submission_time", "_validation_status", "_submitted_by", "_index"),
    *("__version__", "x_id", "x_uuid", "x_submission_time", "x_index", "meta-instanceid"),
    *("submissiondate", "instanceid", "meta/instanceid", "submitterid", "reviewstate"),
}
_STAMPS = {
    *("horodateur", "timestamp", "zeitstempel", "marca temporal", "tijdstempel"),
    *("carimbo de data/hora", "informazioni cronologiche"),
}
_MS_FORMS = {
    *("heure de debut", "heure de fin", "adresse de messagerie", "start time"),
    *("heure de la derniere modification", "completion time", "last modified time"),
    *("hora de inicio", "hora de finalizacion", "startzeit", "fertigstellungszeit"),
}
_RESPONDENT = {
    *("respondent id", "respondentid", "id du repondant", "identifiant du repondant"),
    *("id du participant", "identifiant du participant", "collector id", "id du collecteur"),
}
_RESPONSE = {"response", "open-ended response", "reponse", "reponse ouverte"}
_TYPEFORM = {
    "start date (utc)",
    "submit date (utc)",
    "network id",
    "response type",
    "stage date (utc)",
}
_TALLY = {"submission id", "respondent id", "submitted at"}
_SPHINX = {
    *("cle", "date_saisie", "date_enreg", "date_modif", "temps_saisie", "origine_saisie"),
    *("lang_saisie", "appareil_saisie", "progression", "derniere_question_saisie", "n°obs"),
}
_DEMARCHES = {
    *("franceconnect", "etat du dossier", "derniere mise a jour le", "depose le"),
    *("passe en instruction le", "traite le", "motivation de la decision", "instructeurs"),
    *("depot pour un tiers", "derniere mise a jour du dossier le"),
}
_IMPORT_ID = re.compile(r"\s*\{\s*[\"']+ImportId")
_HXL = re.compile(r"\s*#[A-Za-z]\w*(?:\s*\+\w+)*\s*")
_CODE = re.compile(r"[^\s]{1,60}")


def recognise(rows: Sequence[Sequence[str]]) -> Signature:
    """Return what the first rows of an export, blank ones left out, say of its tool."""
    if not rows:
        return Signature()
    said = [[normalise(cell) for cell in row] for row in rows[:3]]
    return _qualtrics(rows, said) or _webform(said) or _two_rows(rows, said) or _one_row(said)


def are_codes(row: Sequence[str]) -> bool:
    """Whether the cells of a row are codes, words without a space."""
    filled = [cell for cell in row if cell.strip()]
    codes = sum(bool(_CODE.fullmatch(cell.strip())) for cell in filled)
    return bool(filled) and codes >= 0.9 * len(filled)


def _among(row: Sequence[str], words: set[str]) -> int:
    return len(words.intersection(row))


def _qualtrics(rows: Sequence[Sequence[str]], said: list[list[str]]) -> Signature | None:
    for rank, row in enumerate(rows[1:3], start=1):
        filled = [cell for cell in row if cell.strip()]
        if filled and 2 * sum(bool(_IMPORT_ID.match(cell)) for cell in filled) >= len(filled):
            shape: Shape = "coded" if rank == 2 else "single"
            return Signature("qualtrics", rank + 1, shape, upper=1, lower=0)
    numbered = [cell for cell in said[0] if re.fullmatch(r"v\d+", cell)]
    if len(said) > 1 and len(numbered) >= 5 and _among(said[1], _QUALTRICS_OLD) >= 3:
        return Signature("qualtrics", 2, "coded", upper=1, lower=0)
    if _among(said[0], _QUALTRICS) < 3:
        return None
    dated = [
        i for i, cell in enumerate(said[0]) if cell in ("startdate", "enddate", "recordeddate")
    ]
    texts = len(said) > 1 and dated and not any(map(_has_digit, (said[1][i] for i in dated)))
    if texts and all(said[1][i] for i in dated):
        return Signature("qualtrics", 2, "coded", upper=1, lower=0)
    return Signature("qualtrics", 1)


def _webform(said: list[list[str]]) -> Signature | None:
    """Recognise Framaforms: a title, the headings of the blocks, then the columns' own."""
    for rank, row in enumerate(said):
        if _WEBFORM_BLOCK & set(row[:1]) and rank + 1 < len(said):
            return Signature("framaforms", rank + 2, "grouped", upper=rank, lower=rank + 1)
    for rank, row in enumerate(said):
        if _among(row, _WEBFORM) >= 3:
            shape: Shape = "grouped" if rank else "single"
            return Signature("framaforms", rank + 1, shape, upper=rank - 1, lower=rank)
    return None


def _two_rows(rows: Sequence[Sequence[str]], said: list[list[str]]) -> Signature | None:
    if len(said) < 2:
        return None
    first, second = said[:2]
    respondent = [i for i, cell in enumerate(first) if cell in _RESPONDENT]
    responses = sum(cell in _RESPONSE for cell in second)
    if (respondent and not any(second[i] for i in respondent)) or (
        responses and 5 * responses >= sum(map(bool, second))
    ):
        return Signature("surveymonkey", 2, "grouped", upper=0, lower=1)
    if "#" in second[:1] and not first[0]:
        return Signature("typeform", 2, "grouped", upper=0, lower=1)
    if _among(second, _LIMESURVEY) >= 3 > _among(first, _LIMESURVEY):
        return Signature("limesurvey", 2, "coded", upper=0, lower=1)
    tags = [cell for cell in rows[1] if cell.strip()]
    if tags and all(map(_HXL.fullmatch, tags)):
        return Signature(_one_row(said).tool, 2, "single")
    return None


def _one_row(said: list[list[str]]) -> Signature:
    """Recognise a tool whose own columns stand in the first row."""
    row = said[0]
    if _among(row[:3], _RESPONDENT) and not _among(row, _TALLY) >= 2:
        return Signature("surveymonkey", 1)
    if _among(row, _LIMESURVEY) >= 3 or _among(row, _LIMESURVEY_WORDS) >= 3:
        return Signature("limesurvey", 1)
    if _among(row, _KOBO) >= 2:
        return Signature("kobo", 1)
    if _STAMPS.intersection(row[:1]):
        return Signature("google_forms", 1)
    if _among(row, _MS_FORMS) >= 2:
        return Signature("ms_forms", 1)
    if "#" in row[:1] or _among(row, _TYPEFORM) >= 2:
        return Signature("typeform", 1)
    if _among(row, _TALLY) >= 2:
        return Signature("tally", 1)
    if _among(row, _SPHINX) >= 3 or "n°obs" in row[:1]:
        return Signature("sphinx", 1 if any(row[1:]) else 0)  # a lone corner has headings below it
    if _among(row, _DEMARCHES) >= 3:
        return Signature("demarches", 1)
    return Signature()


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))
