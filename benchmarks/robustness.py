"""What a power cut and random keys cost an interview: `make bench-robustness` (Linux).

    python benchmarks/robustness.py [--kills 300] [--keys 20000] [--seed 20261130]

Windows on real interviews and plans are killed (-9) at drawn instants: the file is readable, it holds
every answer, note, evidence, draft and decision that was acknowledged, and the next opening leaves no
lock and no temporary file (interview, line 9). Then random keys, pastes, sizes and pauses reach every
screen: no traceback, no program that Ctrl-C does not end, no file that cannot be read (lines 2, 6, 10
and 16). A promise that breaks is printed with its seed, and ends with exit code 1.
"""

import argparse
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shell_window import ROOT, ShellWindow

from diag.interview.path import Step, find_path
from diag.interview.recording import draft, remark, remarks_of
from diag.questionnaire.loader import find_questionnaire, load
from diag.questionnaire.mistakes import Refusal
from diag.questionnaire.questionnaire_model import Questionnaire, SingleQuestion
from diag.visit.visit_file import locked, read_visit, write_visit
from diag.visit.visit_model import Visit

EXAMPLE = ROOT / "examples" / "esat-oise-rurale.yaml"
FACES = {"liste": [], "lignes simples": ["--simple"]}
READY = {"liste": ("q quitter", "Votre réponse ("), "lignes simples": ("Votre réponse :",)}
READY_ROWS = {"liste": ("enregistrer et quitter",), "lignes simples": ("Votre choix :",)}
LATEST = 0.12
"""Seconds after a key within which a kill is drawn: it takes some 30 ms to be on the screen."""
GIVEN_UP = "Ce que vous aviez tapé attend"
BROKEN = ("Traceback", "Exception ignored", "Unhandled exception", "Press ENTER", "Interrompu. Inter")


def open_visit(place: str | None, *, finished: bool = False) -> Visit:
    """Return a visit where everything is answered, by nobody in particular."""
    visit, _ = read_visit(EXAMPLE)
    alone = {"by": None, "voices": [], "arbitration": None}
    answers = {name: one.model_copy(update=alone) for name, one in visit.answers.items()}
    occasion = visit.visit.model_copy(update={"finished": finished, "place": place})
    return visit.model_copy(update={"visit": occasion, "answers": answers, "respondents": []})


# -- kills ------------------------------------------------------------------------------------------

Held = Callable[[Visit], bool]


@dataclass(frozen=True)
class Gesture:
    """What is typed, and what is true of the file once it is acknowledged.

    Attributes:
        name: what it is, for the figures.
        sends: what is typed and the words to wait for before what follows; the last is acknowledged.
        about: what a later gesture of the same name may change again; empty where nothing may.
        held: what the file then is.
    """

    name: str
    sends: tuple[tuple[str, str], ...]
    about: str
    held: Held


@dataclass
class Promises:
    """What was acknowledged about one file, and what may be there without having been."""

    lasting: list[tuple[str, Held]] = field(default_factory=list)
    latest: dict[str, list[tuple[str, Held]]] = field(default_factory=dict)

    def begun(self, gesture: Gesture) -> None:
        """Hear that a gesture may be saved from now on."""
        if gesture.about in self.latest:
            self.latest[gesture.about].append((gesture.name, gesture.held))

    def acknowledged(self, gesture: Gesture) -> None:
        """Hear that a gesture was told to be saved."""
        if gesture.about:
            self.latest[gesture.about] = [(gesture.name, gesture.held)]
        else:
            self.lasting.append((gesture.name, gesture.held))

    def broken(self, visit: Visit) -> list[str]:
        """Return what was acknowledged and is not in the file."""
        lost = [name for name, held in self.lasting if not held(visit)]
        for about, any_of in self.latest.items():
            if not any(held(visit) for _, held in any_of):
                lost.append(f"{any_of[0][0]} ({about})")
        return lost


class Interviewer:
    """Draws the gestures of one face on one visit."""

    def __init__(self, chance: random.Random, questionnaire: Questionnaire, face: str) -> None:
        self.chance, self.questionnaire, self.face = chance, questionnaire, face
        self.simple = bool(FACES[face])
        self._texts = 0

    def on_a_question(self, visit: Visit) -> Gesture:
        """Return a gesture on the question where the visit stands."""
        step = find_path(self.questionnaire, visit).resume()
        assert step is not None
        kinds = ["note", "private_note", "evidence", "draft", "check"]
        asked = self.questionnaire.question.get(step.id)
        if isinstance(asked, SingleQuestion):
            kinds += ["answer"] * 4
        kind = self.chance.choice(kinds)
        if kind == "answer" and isinstance(asked, SingleQuestion):
            return self._answer(asked, visit)
        if kind == "check":
            wanted = not remarks_of(visit, step).to_check
            said = "marqué à vérifier" if wanted else "n’est plus à vérifier"
            return Gesture(
                "à vérifier", (("m\r", said),), f"m {step.id}", lambda kept: remarks_of(kept, step).to_check is wanted
            )
        return self._text(step, kind)

    def _answer(self, asked: SingleQuestion, visit: Visit) -> Gesture:
        known = visit.answers[asked.id].value if asked.id in visit.answers else None
        level = self.chance.choice([str(c.level) for c in asked.choices if str(c.level) != known])
        return Gesture(
            "réponse",
            ((f"{level}\r", f"Enregistré. {asked.title}"),),
            asked.id,
            lambda kept: kept.answers[asked.id].value == level,
        )

    def _text(self, step: Step, kind: str) -> Gesture:
        left = kind == "draft"
        what = "note" if left else kind
        letter, label, said = {
            "note": ("n", "Note, qui", "Note enregistrée."),
            "private_note": ("p", "Note privée, jamais", "Note privée enregistrée."),
            "evidence": ("e", "Preuve :", "Preuve enregistrée."),
        }[what]
        token, typed = self.typed()
        ends = self.left_by() if left else self.ended
        said = {"\x1b": GIVEN_UP, "\x03": "Le texte commencé est gardé"}.get(ends, said)
        sends = ((f"{letter}\r", label), (typed, ""), (ends, said))

        def held(visit: Visit) -> bool:
            waiting = draft(visit, step.id, what)
            return token in f"{remark(visit, step, what)}{waiting.value if waiting else ''}"

        return Gesture("brouillon" if left else what, sends, "", held)

    def typed(self) -> tuple[str, str]:
        """Return a word that nothing else holds, and the keys that type it among others."""
        self._texts += 1
        token = f"mot{self._texts:04}"
        lines = ["dit à table"] * self.chance.randint(0, 3) + [token]
        if self.simple:
            return token, "\r".join(lines) + "\r"
        pasted = "\n".join(lines)
        return token, f"\x1b[200~{pasted}\x1b[201~" if len(lines) > 1 else f" {token}"

    @property
    def ended(self) -> str:
        """What saves a text."""
        return ".\r" if self.simple else "\r"

    def left_by(self) -> str:
        """Return what leaves a text as a draft; Ctrl-C ends the interview too."""
        return "\x03" if self.simple or self.chance.random() < 0.5 else "\x1b"

    def on_the_plan(self) -> Gesture:
        """Return a decision on one of the first rows of the plan."""
        row = self.chance.randint(1, 6)
        opens = (f"{row}\r", "Premier pas")
        kind = self.chance.choice(["keep", "under_way", "decline", "own"])
        if kind == "own":
            token, _ = self.typed()
            sends = [("+\r", "Quelle action ajouter"), (f"{token}\r", "Combien de jours")]
            sends += [("3\r", "Quand la commencer"), ("7\r", "Qui la porte"), ("0\r", "Enregistré.")]
            return Gesture("action ajoutée", tuple(sends), "", lambda v: token in str(v.plan.own))
        if kind == "decline":
            token, typed = self.typed()
            sends = [opens, ("3\r", "Pourquoi écarter"), (typed, ""), (self.ended, "est écartée")]
            return Gesture("action écartée", tuple(sends), "", lambda v: token in str(v.plan) + str(v.drafts))
        choice = {"keep": "1", "under_way": "4"}[kind]
        return Gesture("décision", (opens, (f"{choice}\r", "Enregistré. «")), "", lambda v: bool(v.plan.decisions))


class Kills:
    """Windows that are killed one after the other on the same file."""

    def __init__(self, chance: random.Random, face: str, folder: Path) -> None:
        self.chance, self.face, self.folder = chance, face, folder
        self.questionnaire = load(find_questionnaire("print"))
        self.who = Interviewer(chance, self.questionnaire, face)
        self.path = folder / "visite.yaml"
        self.settings = folder / "reglages"
        self.promises, self.counts = Promises(), Counter[str]()
        self.renew()

    def renew(self) -> None:
        """Begin with another file, about which nothing was promised."""
        questions = [q.id for q in self.questionnaire.questions if isinstance(q, SingleQuestion)]
        write_visit(open_visit(self.chance.choice(questions)), self.path)
        self.promises = Promises()

    def once(self) -> list[str]:
        """Kill one window; return what breaks."""
        plan = self.chance.random() < 0.3
        visit, _ = read_visit(self.path)
        here = find_path(self.questionnaire, visit).resume()
        if here is None or here.kind != "question":
            self.renew()
        command = ["plan" if plan else "entretien", self.path.name, *FACES[self.face]]
        window = ShellWindow(command, self.folder, self.settings)
        if self.chance.random() < 0.1:
            window.read_for(self.chance.uniform(0.05, 0.8))
            self.counts["pendant l’ouverture"] += 1
        else:
            self._play(window, plan)
        window.kill()
        return self._broken(window)

    def _play(self, window: ShellWindow, plan: bool) -> None:
        ready = (READY_ROWS if plan else READY)[self.face]
        if not window.wait_for(*ready):
            raise SystemExit(f"rien ne s’est ouvert :\n{window.text()[-1500:]}")
        window.settle(0.03, 0.5)
        self._nothing_left_while_open()
        for left in range(self.chance.randint(0, 3), -1, -1):
            visit, _ = read_visit(self.path)
            gesture = self.who.on_the_plan() if plan else self.who.on_a_question(visit)
            mark = len(window.written)
            self.promises.begun(gesture)
            done = self._gesture(window, gesture, mark, cut=not left)
            if window.said(gesture.sends[-1][1], mark=mark):
                self.promises.acknowledged(gesture)
                self.counts[gesture.name] += 1
            elif done:
                raise SystemExit(f"{gesture} : rien n’est dit\n{window.text()[-5000:]}")
            if not left:
                self.counts["tués avant l’accusé" if not done else "tués après"] += 1
                return
            if gesture.sends[-1][0] == "\x03":
                return
            window.wait_for(*ready, mark=mark, after=gesture.sends[-1][1])
            window.settle(0.05, 1)

    def _gesture(self, window: ShellWindow, gesture: Gesture, mark: int, *, cut: bool) -> bool:
        """Do a gesture, or the beginning of one; tell whether it was acknowledged."""
        last = self.chance.randrange(len(gesture.sends)) if cut else len(gesture.sends)
        if cut and self.chance.random() < 0.5:
            last = len(gesture.sends) - 1
        for rank, (keys, words) in enumerate(gesture.sends):
            at = len(window.written)
            window.type(keys)
            if rank == last:
                window.read_for(self.chance.uniform(0, LATEST))
                break
            if not window.wait_for(words, mark=at):
                raise SystemExit(f"« {words} » n’a pas paru :\n{window.text()[-5000:]}")
            window.settle(0.03, 0.5)
        else:
            return True
        return window.said(gesture.sends[-1][1], mark=mark)

    def _nothing_left_while_open(self) -> None:
        allowed = {self.path.name, f".{self.path.name}.lock", self.settings.name}
        left = {one.name for one in self.folder.iterdir()} - allowed
        if left:
            raise SystemExit(f"laissé par une fenêtre tuée : {left}")

    def _broken(self, window: ShellWindow) -> list[str]:
        """Return what was promised and is not so, once the window is gone."""
        try:
            visit, _ = read_visit(self.path)
        except Refusal as refusal:
            return [f"fichier illisible : {refusal}"]
        lost = [f"perdu : {one}" for one in self.promises.broken(visit)]
        lost += [f"à l’écran : {word}" for word in BROKEN if word in window.text()]
        if (self.path.stat().st_mode & 0o777) != 0o600:
            lost.append("le fichier n’est plus à son propriétaire seul")
        return [f"{one}\n{window.text()[-800:]}" for one in lost]


def kill_windows(times: int, seed: int) -> bool:
    """Kill so many windows, half in each face; tell whether every promise was kept."""
    kept, counts = True, Counter[str]()
    for face in FACES:
        with tempfile.TemporaryDirectory(dir=ROOT, prefix=".bench-") as name:
            kills = Kills(random.Random(f"{seed} {face}"), face, Path(name))
            for turn in range(times // len(FACES)):
                if turn % 15 == 0:
                    kills.renew()
                for broken in kills.once():
                    print(f"--- {face}, graine {seed}, arrêt {turn} : {broken}", flush=True)
                    kept = False
                    kills.renew()
            with locked(kills.path):
                pass
            left = {one.name for one in Path(name).iterdir()} - {"visite.yaml", "reglages"}
            kept &= not left
            counts += kills.counts
    told = ", ".join(f"{word} {number}" for word, number in counts.most_common())
    print(f"{times} fenêtres tuées, {'rien de perdu' if kept else 'DES PERTES'} ({told})", flush=True)
    return kept


# -- random keys ------------------------------------------------------------------------------------

SPECIAL = ("\x1b[A", "\x1b[B", "\x1b[B", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x1b[H",
           "\x1b[F", "\x1b[3~", "\x1bOQ", "\x1b[1;5C", "\x1b[1;5D", "\t", "\x7f", "\x08", " ", "\x1b",
           "\x01", "\x05", "\x15", "\x17", "\x0b", "\x0c", "\x0f", "\x12", "\x14", "\x16", "\x1d",
           "\x00", "\n", "\x1b\r", "\x1b[Z", "\x1b[15~", "\x1bx", "\x1b[99;99R", "\x1b[M !!")  # fmt: skip
LETTERS = "snpewmlvrqxazfkto+ydbch="
OTHERS = "éàç’«»œ€\u202f\u200b\u0301漢🙂AZ?!,;-_*%'\""
PASTES = ("deux\nlignes", "x" * 5000, "\x1b[31mrouge\x1b[0m\r\nfin\r\n", "un\r\r\rdeux", "é" * 300, "l\r12\r3\r")


SIZES, PATHS = ("taille",), ("/", ".")
DRAWN: tuple[tuple[float, Sequence[str]], ...] = (
    (20, ("\r",)),
    (16, "0123456789"),
    (26, LETTERS),
    (3, [f":{letter}" for letter in LETTERS]),
    (1, PATHS),
    (14, SPECIAL),
    (10, OTHERS),
    (5, SIZES),
    (2, ("\x1a",)),
    (1.5, [f"\x1b[200~{text}\x1b[201~" for text in PASTES]),
    (1.5, PASTES),
)
"""How often, in a hundred, a key comes from which ones."""
UNFINISHED, LAST = "\x1b[200~une phrase qui ne finit pas", 12


@dataclass(frozen=True)
class Screen:
    """A screen, and how one comes to it."""

    name: str
    command: tuple[str, ...]
    place: str | None = None
    finished: bool = False
    first: str = ""


SCREENS = (
    Screen("question", ("entretien", "v.yaml"), "EQ01"),
    Screen("liste où l’on tape", ("entretien", "v.yaml"), "department"),
    Screen("plusieurs réponses", ("entretien", "v.yaml"), "EQ10"),
    Screen("nombre", ("entretien", "v.yaml"), "FO01"),
    Screen("texte", ("entretien", "v.yaml"), "structure_code"),
    Screen("liste de tout", ("relire", "v.yaml"), "EQ05"),
    Screen("éditeur", ("entretien", "v.yaml"), "EQ02", first="n\r"),
    Screen("note privée", ("entretien", "v.yaml"), "EQ02", first="p\r"),
    Screen("résultat", ("resultat", "v.yaml"), "EQ05"),
    Screen("plan", ("plan", "v.yaml"), "EQ05"),
    Screen("menu d’ouverture", ("entretien", "v.yaml"), "EQ05", finished=True),
    Screen("nouvelle visite", ("entretien", "nouvelle.yaml")),
    Screen("accueil", (), "EQ05"),
)


class Keys:
    """Random keys on one screen after the other, in one face."""

    def __init__(self, chance: random.Random, face: str, folder: Path) -> None:
        self.chance, self.face, self.folder = chance, face, folder
        self.counts = Counter[str]()

    def burst(self, screen: Screen, number: int) -> list[str]:
        """Type so many keys on a screen, then Ctrl-C; return what breaks."""
        here = self.folder / "ici"
        shutil.rmtree(here, ignore_errors=True)
        here.mkdir()
        write_visit(open_visit(screen.place, finished=screen.finished), here / "v.yaml")
        command = [*screen.command, *FACES[self.face]]
        window = ShellWindow(command, here, self.folder / "reglages")
        window.read_for(0.05)
        window.settle(0.4, 10)
        window.type(screen.first)
        window.settle(0.1, 1)
        typed = list(self._keys(screen, number))
        pace = self.chance.choice([0.0, 0.01, 0.04])
        for key in typed:
            self._do(window, key)
            window.settle(pace, 0.2)
        window.settle(0.1, 3)
        code = self._left(window)
        self.counts[f"sortie {code}"] += 1
        broken = list(self._broken(window, here, code))
        return [f"{one}\n{typed!r}\n{window.text()[-1500:]}" for one in broken]

    def _keys(self, screen: Screen, number: int) -> Iterator[str]:
        drawn = self.chance.choices([pool for _, pool in DRAWN], [w for w, _ in DRAWN], k=number)
        for rank, pool in enumerate(drawn):
            if rank == number - LAST and self.chance.random() < 0.3:
                yield UNFINISHED  # it takes in what follows, so it comes late
            elif pool == SIZES:
                yield f"taille {self.chance.randint(40, 200)} {self.chance.randint(12, 60)}"
            elif pool != PATHS or screen.name != "accueil":  # a path there leads out of the folder
                yield self.chance.choice(pool)

    def _do(self, window: ShellWindow, key: str) -> None:
        size = re.fullmatch(r"taille (\d+) (\d+)", key)
        if size:
            window.resize(int(size[1]), int(size[2]))
        else:
            window.type(key)

    def _left(self, window: ShellWindow) -> int | None:
        window.type("\x03")
        return window.end()

    def _broken(self, window: ShellWindow, here: Path, code: int | None) -> Iterator[str]:
        """Yield what no key may do."""
        if code is None:
            yield "ne répond plus à Ctrl-C"
        elif code not in (0, 1, 3, 130):
            yield f"finit par {code}"
        yield from (f"à l’écran : {word}" for word in BROKEN if word in window.text())
        for path in sorted(here.glob("*.yaml")):
            try:
                read_visit(path)
            except Refusal as refusal:
                yield f"{path.name} illisible : {refusal}"
        traces = [one.name for one in here.iterdir() if one.suffix in (".tmp", ".lock")]
        if traces:
            yield f"laissé : {traces}"


def type_keys(keys: int, seed: int, face: str = "") -> bool:
    """Type so many random keys, half in each face; tell whether nothing broke."""
    kept, counts, start = True, Counter[str](), time.monotonic()
    for one in [face] if face else FACES:
        with tempfile.TemporaryDirectory(prefix="diag-") as name:
            typing = Keys(random.Random(f"{seed} {one}"), one, Path(name))
            left, turn = keys // len(FACES), 0
            while left > 0:
                number = min(left, typing.chance.randint(60, 240))
                screen = SCREENS[turn % len(SCREENS)]
                for broken in typing.burst(screen, number):
                    kept = False
                    print(f"--- {one}, graine {seed}, {screen.name} ({turn}) : {broken}", flush=True)
                left, turn = left - number, turn + 1
            counts += typing.counts
    told = ", ".join(f"{word} {number}" for word, number in counts.most_common())
    print(
        f"{keys} touches au hasard sur {len(SCREENS)} écrans, en {time.monotonic() - start:.0f} s : "
        f"{'rien de cassé' if kept else 'DES FAUTES'} ({told})",
        flush=True,
    )
    return kept


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--keys", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20261130)
    asked = parser.parse_args()
    killed = kill_windows(asked.kills, asked.seed) if asked.kills else True
    typed = type_keys(asked.keys, asked.seed) if asked.keys else True
    return int(not (killed and typed))


if __name__ == "__main__":
    sys.exit(main())
