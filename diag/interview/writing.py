"""Notes, evidence and reasons: a text is kept as it is typed, whatever ends the typing (line 6)."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pydantic import ValidationError

from diag.french import listing, number
from diag.interview.path import Step
from diag.interview.prompts import Entry, Face, Prompt
from diag.interview.recording import draft, drop_draft, left_answer, record_draft, record_remark, remark
from diag.interview.sitting import Sitting
from diag.questionnaire.questionnaire_model import Questionnaire
from diag.safe_text import clean
from diag.visit.visit_model import MAX_DRAFT, MAX_TEXT, Draft, DraftKind, RemarkKind, Visit

_LABELS: Mapping[RemarkKind, str] = {
    "note": "Note, qui figurera dans le rapport",
    "private_note": "Note privée, jamais dans le rapport",
    "evidence": "Preuve : le document ou le lien qui atteste la réponse",
}
_SAID: Mapping[RemarkKind, tuple[str, str]] = {
    "note": ("Note enregistrée.", "Note effacée."),
    "private_note": ("Note privée enregistrée.", "Note privée effacée."),
    "evidence": ("Preuve enregistrée.", "Preuve effacée."),
}
NAMES: Mapping[str, str] = {
    "note": "la note",
    "private_note": "la note privée",
    "evidence": "la preuve",
    "reason": "la raison",
    "answer": "la réponse",
    "opening": "la phrase d’ouverture du rapport",
    "decision": "la décision",
    "became": "ce qu’une action de la dernière visite est devenue",
}
"""What a draft is of, by its kind, with its article."""


def write_remark(sitting: Sitting, step: Step | None, kind: RemarkKind) -> None:
    """Let a note or an evidence be written or mended; no step is the whole visit."""
    title = step.title if step else "toute la visite"
    old = remark(sitting.visit, step, kind)
    entry = Entry(f"{_LABELS[kind]} ({title})", old, private=kind == "private_note")

    def recorded(text: str) -> Visit:
        return record_remark(sitting.visit, step, kind, text)

    written = take_down(sitting, step.id if step else None, kind, entry, recorded)
    if written is not None:
        sitting.face.tell(_SAID[kind][0 if written else 1])


def take_down(
    sitting: Sitting, of: str | None, kind: DraftKind, entry: Entry, record: Callable[[str], Visit]
) -> str | None:
    """Ask a text until it fits its place, and save the visit with it, as `record` returns it.

    It is about `of`, None for the whole visit; under the same kind what is left unfinished is found again.
    Returns the text as it was recorded, empty when it was erased; None when nothing changed.
    """
    left = draft(sitting.visit, of, kind)
    begun = replace(entry, text=_text_of(left)) if left else entry
    while True:
        typed = _typed(sitting, of, kind, begun, entry.text)
        if typed is None:
            return None
        text = "" if typed == "-" else typed
        if not text and (kind in ("reason", "decision") or not (entry.text or left)):
            return None
        try:
            visit = drop_draft(record(text), of, kind)
        except ValidationError:
            keep_waiting(sitting, of, kind, typed)
            sitting.face.tell(
                f"Ce texte a {number(len(typed))} signes, pour {number(min(entry.limit, MAX_TEXT))} au plus."
                " Il est gardé en brouillon : raccourcissez-le, ou revenez-y plus tard."
            )
            begun, left = replace(entry, text=typed), draft(sitting.visit, of, kind)
        else:
            sitting.keep(visit, "" if entry.private else text)
            tell_personal_data(sitting.face, text, sitting.questionnaire)
            return text


def tell_personal_data(face: Face, text: str, questionnaire: Questionnaire | None = None) -> None:
    """Say in one line what in a text that was typed looks like somebody's data; it is kept as it is.

    What the contacts of the questionnaire print is public.
    """
    from diag.visit.personal_data import KINDS, personal_data, published  # once something is typed

    found = personal_data(text, published(questionnaire) if questionnaire else ())
    kinds = list(dict.fromkeys(KINDS[one.kind] for one in found))
    if kinds:
        face.tell(f"On dirait {listing(kinds)} : utile ici ?")


def _typed(sitting: Sitting, of: str | None, kind: DraftKind, entry: Entry, recorded: str) -> str | None:
    """Return what was typed, None when it was given up; what was begun is a draft then."""
    try:
        text = sitting.face.write(entry)
    except BaseException:
        sitting.hold(_with_draft(sitting, of, kind, recorded))  # saved by whoever ends the session
        raise
    if text is not None:
        return clean(text)
    visit = _with_draft(sitting, of, kind, recorded)
    if visit is not sitting.visit:
        sitting.keep(visit)
        sitting.face.tell(f"Rien n’est changé. Ce que vous aviez tapé attend : {again(kind)}.")
    return None


def _with_draft(sitting: Sitting, of: str | None, kind: DraftKind, recorded: str) -> Visit:
    typed = clean("\n".join(sitting.face.held))[:MAX_DRAFT]
    before = draft(sitting.visit, of, kind)
    if not typed or typed == (_text_of(before) if before else recorded):
        return sitting.visit
    return record_draft(sitting.visit, Draft(of=of, kind=kind, value=typed))


def keep_waiting(sitting: Sitting, of: str | None, kind: DraftKind, typed: str) -> None:
    """Save as a draft a text that does not fit its place, to be shortened."""
    waiting = Draft(of=of, kind=kind, value=typed[:MAX_DRAFT])
    sitting.keep(record_draft(sitting.visit, waiting))


def again(kind: str) -> str:
    """Return how a text that waits is found again."""
    where = {"decision": "du plan", "became": "de la dernière visite"}
    if kind in where:
        return f"rouvrez cette action {where[kind]} pour le retrouver"
    letters = {"opening": "o", "note": "n", "private_note": "p", "evidence": "e", "reason": "x"}
    return f"{letters[kind]}, puis Entrée, pour le retrouver"


def leave_answer(sitting: Sitting, step: Step, prompt: Prompt) -> Visit:
    """Return the visit with what the prompt held when it was left: ticks, a number, a name."""
    held, shown = tuple(sitting.face.held), tuple(filter(None, [prompt.draft]))
    if prompt.kind == "multiple":
        held, shown = tuple(o.key for o in prompt.options if o.key in held), prompt.ticked
    if prompt.kind == "single" or not held or held == shown:
        return sitting.visit
    left = left_answer(sitting.questionnaire, sitting.visit, step, held)
    return record_draft(sitting.visit, left)


def _text_of(waiting: Draft) -> str:
    return waiting.value if isinstance(waiting.value, str) else "\n".join(waiting.value)
