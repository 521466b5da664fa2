"""The form in a page: one file, without network, whose rules are those of the kernel (M2-M10).

1. One file of 400 kB at most, without an address, and whatever the content holds stays text.
2. Scores, levels, what is asked and what the next level needs are those of the kernel, to the last digit.
3. The file it gives is a visit, with the same canonical hash.
4. What is acknowledged is kept, even if the tab is killed; where nothing can be kept, it is said at once;
   two windows lose nothing of each other.
5. From the keyboard alone, one answers, reads the result, and downloads.
6. axe finds nothing, light and dark.
7. A downloaded file is taken up again; one that is not of this page changes nothing.
8. Two tabs, the back button, a text that is too long, a printer: nothing is lost without a word.
"""

import json

import pytest
from forms.filled import as_typed, filled
from helpers import PRINT, ROOT, mini

from diag.forms.form_order import KINDS, FormOrder
from diag.questionnaire.loader import load
from diag.scoring.assessment import NotScored, assess_all
from diag.visit.acceptance import match
from diag.visit.visit_file import read_visit
from diag.visit.visit_model import answer_hash

CONTENT = load(PRINT)


def page_of(folder, questionnaire=CONTENT, **more):
    path = folder / "formulaire.html"
    path.write_bytes(KINDS["html"].form(FormOrder(questionnaire, **more)))
    return path.as_uri()


def opened(open_page, folder, questionnaire=CONTENT, width=1280, **more):
    page = open_page(page_of(folder, questionnaire, **more), width)
    page.wait_for_selector("body[data-ready]")
    return page


# 1


@pytest.mark.parametrize("express", [False, True])
def test_it_is_one_light_file_without_an_address(express):
    raw = KINDS["html"].form(FormOrder(CONTENT, express))
    assert len(raw) <= 400_000
    assert b"://" not in raw.replace(b"(?:\\/\\/)", b"")


def test_a_hostile_name_stays_a_text():
    text = KINDS["html"].form(FormOrder(CONTENT, name="</script><script>alert(1)</script>")).decode()
    assert "<script>alert" not in text


def test_the_script_stays_small():
    lines = (ROOT / "report_templates" / "forms" / "page.js").read_text("utf-8").splitlines()
    assert len(lines) <= 600


# 2


def expected(result):
    """Return what the kernel says of a visit, as the page does."""
    found = {line.question.id: line.status.name.lower() for line in result.answers}
    scores = [*result.dimensions.values(), result.overall]
    needs = [] if isinstance(result.overall, NotScored) else result.overall.level.next
    return {
        "found": found,
        "scores": [measured(one) for one in scores],
        "needs": [[one.kind, one.id, one.at_least] for one in needs],
    }


def measured(one):
    if isinstance(one, NotScored):
        return None
    level = one.level
    return [int(one.value * 10), int(one.high * 10), one.whole, one.high_whole, one.known, one.to_confirm,
            level.raw, level.value, level.high]  # fmt: skip


SCORED = """
(text) => JSON.stringify(JSON.parse(text).map((state) => {
  const { found, dimensions, overall, needs } = diag.score(state);
  const measured = (one) => one.whole < 0 ? null : [one.tenths, one.high_tenths, one.whole, one.high_whole, one.known,
    one.to_confirm, one.raw_level, one.level, one.level_high];
  return {
    found: Object.fromEntries(Object.entries(found).map(([name, one]) => [name, one.status])),
    scores: [...dimensions, overall].map(measured),
    needs: needs.map((one) => [one.kind, one.id, one.at_least]),
  };
}))
"""


def compared(open_page, tmp_path, questionnaire, seeds, express):
    page = opened(open_page, tmp_path, questionnaire, express=express)
    asked = {one.id for one in FormOrder(questionnaire, express).questions}
    for start in range(0, len(seeds), 250):
        visits = [filled(questionnaire, seed, express) for seed in seeds[start : start + 250]]
        results = assess_all(questionnaire, [match(visit, questionnaire) for visit in visits])
        for result, told in zip(
            results, json.loads(page.evaluate(SCORED, json.dumps([as_typed(v) for v in visits]))), strict=True
        ):
            wanted = expected(result)
            wanted["found"] = {name: one for name, one in wanted["found"].items() if name in asked}
            assert told == wanted


@pytest.mark.browser
@pytest.mark.parametrize("express", [False, True])
def test_its_rules_are_those_of_the_kernel(open_page, tmp_path, express):
    compared(open_page, tmp_path, CONTENT, range(300), express)
    compared(open_page, tmp_path, mini(), range(300), express)


@pytest.mark.browser
@pytest.mark.slow
def test_ten_thousand_visits_are_scored_as_the_kernel_does(open_page, tmp_path):
    compared(open_page, tmp_path, CONTENT, range(1000, 11000), False)


# 3


@pytest.mark.browser
def test_the_file_it_gives_is_the_visit(open_page, tmp_path):
    page = opened(open_page, tmp_path)
    for seed in range(60):
        visit = filled(CONTENT, seed)
        path = tmp_path / "v.yaml"
        path.write_text(page.evaluate("(state) => diag.visitText(state)", as_typed(visit)), "utf-8")
        read, _ = read_visit(path)
        assert answer_hash(read) == answer_hash(visit)
        again = page.evaluate("(text) => diag.visitText(diag.stateOf(text))", path.read_text("utf-8"))
        assert again == path.read_text("utf-8")
        assert (read.structure, read.visit, read.questionnaire) == (visit.structure, visit.visit, visit.questionnaire)


@pytest.mark.browser
@pytest.mark.parametrize("typed", ["a\r\nb\u2028c\u202e", 'dit "oui": - [x] #1 {a}', "\\n \t fin", "é\ud83d\ude00"])
def test_a_note_comes_back_as_it_was_typed(open_page, tmp_path, typed):
    page = opened(open_page, tmp_path)
    state = {"answers": {"EQ01": {"status": "answered", "value": "2", "note": typed}}, "profile": {}, "name": ""}
    path = tmp_path / "v.yaml"
    path.write_text(page.evaluate("(state) => diag.visitText(state)", state), "utf-8")
    again = page.evaluate("(text) => diag.stateOf(text).answers", path.read_text("utf-8"))
    assert again["EQ01"]["note"] == read_visit(path)[0].answers["EQ01"].note
    told = typed.encode("utf-16", "surrogatepass").decode("utf-16").replace("\r\n", "\n")
    assert read_visit(path)[0].answers["EQ01"].note == told.replace("\u2028", "").replace("\u202e", "").strip()


# 4


@pytest.mark.browser
@pytest.mark.slow
def test_a_killed_tab_loses_nothing_that_was_acknowledged(browser, tmp_path):
    context = browser.new_context()
    url, values = page_of(tmp_path, express=True), {}
    core = [one for one in CONTENT.questions if one.core and one.kind == "single"]
    for turn in range(100):
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector("body[data-ready]")
        kept = page.evaluate("Object.fromEntries([...document.querySelectorAll('input[type=radio]:checked')].map((one) => [one.name, one.value]))")  # fmt: skip
        assert kept == values
        question = core[turn % len(core)]
        values[question.id] = str(question.choices[(turn // len(core)) % len(question.choices)].level)
        before = page.evaluate("Number(document.body.dataset.saved ?? 0)")
        page.evaluate("([id, value]) => document.querySelector(`input[name=${id}][value='${value}']`).click()", [question.id, values[question.id]])  # fmt: skip
        page.wait_for_function("(before) => Number(document.body.dataset.saved ?? 0) > before", arg=before)
        kill(page)
    context.close()


def kill(page):
    """Have the process of the page die, as a tab that crashes does."""
    from playwright.sync_api import Error

    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    page.close()


@pytest.mark.browser
def test_where_nothing_can_be_kept_it_is_said_at_once(open_page, tmp_path, browser):
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('forbidden') } })")
    page = context.new_page()
    page.goto(page_of(tmp_path))
    page.wait_for_selector("body[data-ready]")
    assert "ne garde rien" in page.inner_text("#storage")
    page.click("text=Équipement")
    page.check("input[name=EQ01][value='2']")
    assert page.inner_text("#saved") == "Non enregistré"
    context.close()


# 5


@pytest.mark.browser
def test_from_the_keyboard_alone(open_page, tmp_path):
    page = opened(open_page, tmp_path, express=True)
    page.focus("#name")
    page.keyboard.type("Les Tilleuls")
    for _ in range(400):
        if page.evaluate("document.activeElement.textContent") == "Suite":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Équipement"
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.querySelector('input[name=EQ01]:checked').value") == "1"
    page.focus("#download")
    with page.expect_download() as found:
        page.keyboard.press("Enter")
    assert found.value.suggested_filename == "visite-les-tilleuls.yaml"
    found.value.save_as(tmp_path / "v.yaml")
    read, _ = read_visit(tmp_path / "v.yaml")
    assert (read.structure.name, read.answers["EQ01"].value) == ("Les Tilleuls", "1")
    assert page.requests[1:] == []


@pytest.mark.browser
def test_arrows_go_through_the_answers_and_stay_there(open_page, tmp_path):
    page = opened(open_page, tmp_path)
    page.click("nav >> text=Équipement")
    page.focus("input[name=EQ02][value='0']")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("[document.activeElement.name, document.activeElement.value]") == ["EQ02", "not_applicable"]
    assert page.is_visible("#r-EQ02")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "r-EQ02"


@pytest.mark.browser
def test_ten_answers_recall_to_download(open_page, tmp_path):
    page = opened(open_page, tmp_path)
    page.click("text=Équipement")
    single = [one.id for one in CONTENT.dimensions[0].questions if one.kind == "single"][:8]
    others = [one.id for one in CONTENT.dimensions[1].questions if one.kind == "single"][:2]
    for name in single[:8]:
        page.check(f"input[name={name}][value='1']")
    assert page.is_hidden("#reminder")
    page.click("text=Formation")
    for name in others:
        page.check(f"input[name={name}][value='1']")
    assert page.inner_text("#reminder").startswith("Déjà 10 réponses")


@pytest.mark.browser
def test_what_is_left_leads_to_its_question(open_page, tmp_path):
    page = opened(open_page, tmp_path)
    page.click("text=Le résultat")
    page.click(f"#left >> text={CONTENT.question['FI03'].title}")
    assert page.evaluate("document.activeElement.name") == "FI03"


# 6


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, tmp_path, scheme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(page_of(tmp_path))
    page.wait_for_selector("body[data-ready]")
    for name in ("Votre structure", "Équipement", "Le résultat"):
        page.click(f"nav >> text={name}")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    context.close()


@pytest.mark.browser
def test_nothing_overflows_on_a_phone(open_page, tmp_path):
    page = opened(open_page, tmp_path, width=390)
    for name in ("Votre structure", "Équipement", "Le résultat"):
        page.click(f"nav >> text={name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


# 7


def downloaded(page, path):
    with page.expect_download() as found:
        page.click("#download")
    found.value.save_as(path)
    return path


@pytest.mark.browser
def test_a_downloaded_file_is_taken_up_in_another_browser(open_page, tmp_path):
    page = opened(open_page, tmp_path)
    page.fill("#name", "L’Envol")
    page.check("#role-direction")
    page.click("nav >> text=Équipement")
    page.check("input[name=EQ01][value='2']")
    path = downloaded(page, tmp_path / "v.yaml")
    other = opened(open_page, tmp_path)
    other.click("text=Reprendre un fichier")
    other.set_input_files("#file", path)
    other.wait_for_selector("body[data-saved]")
    assert (other.input_value("#name"), other.is_checked("#role-direction")) == ("L’Envol", True)
    other.reload()
    other.wait_for_selector("body[data-ready]")
    assert other.evaluate("document.querySelector('input[name=EQ01]:checked').value") == "2"
    assert "« L’Envol »" in other.inner_text("#saved").replace("\u00a0", " ")


@pytest.mark.browser
@pytest.mark.parametrize("text", ["", "a: b", "\x00\xff", "questionnaire: {id: print, version: 1.0.0, hash: x}"])
def test_another_file_changes_nothing_and_it_is_said(open_page, tmp_path, text):
    page = opened(open_page, tmp_path)
    page.fill("#name", "L’Envol")
    said = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.accept()))
    page.click("text=Reprendre un fichier")
    page.set_input_files("#file", {"name": "v.yaml", "mimeType": "text/yaml", "buffer": text.encode()})
    page.wait_for_timeout(50)
    assert "Rien n’est changé ici" in said[0]
    assert page.input_value("#name") == "L’Envol"


# 8


@pytest.mark.browser
def test_a_tab_that_is_behind_another_says_it_and_keeps_nothing(open_page, tmp_path):
    page = opened(open_page, tmp_path)
    behind = page.context.new_page()
    behind.goto(page.url)
    behind.wait_for_selector("body[data-ready]")
    for each, value in ((page, "2"), (behind, "0")):
        each.click("nav >> text=Équipement")
        each.check(f"input[name=EQ01][value='{value}']")
        each.wait_for_function("() => document.getElementById('saved').textContent.length > 2")
    assert page.inner_text("#saved") == "Enregistré dans ce navigateur"
    assert behind.inner_text("#saved") == "Non enregistré"
    assert "dans un autre onglet" in behind.inner_text("#storage")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert page.is_checked("input[name=EQ01][value='2']")


@pytest.mark.browser
def test_the_back_button_returns_to_the_part_before(open_page, tmp_path):
    page = opened(open_page, tmp_path)
    page.click("nav >> text=Équipement")
    page.click("section:visible >> text='Suite'")
    page.go_back()
    assert page.inner_text("h2:visible") == "Équipement"
    page.reload()
    page.wait_for_selector("body[data-ready]")
    assert page.inner_text("h2:visible") == "Équipement"


@pytest.mark.browser
def test_a_text_is_never_cut_without_a_word(open_page, tmp_path):
    page = opened(open_page, tmp_path)
    page.fill("#name", "é" * 200)
    assert "200 signes" in page.evaluate("document.getElementById('name').validationMessage")
    page.fill("#name", "é" * 199)
    assert page.evaluate("document.getElementById('name').validationMessage") == ""


@pytest.mark.browser
def test_it_asks_before_it_closes_on_what_is_kept_nowhere(browser, tmp_path):
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { get() { throw new Error('forbidden') } })")
    page, asked = context.new_page(), []
    page.goto(page_of(tmp_path))
    page.wait_for_selector("body[data-ready]")
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.click("nav >> text=Équipement")
    page.check("input[name=EQ01][value='2']")
    page.reload()
    assert asked == ["beforeunload"]
    context.close()


@pytest.mark.browser
def test_paper_holds_the_result_and_whole_notes(open_page, tmp_path):
    page = opened(open_page, tmp_path)
    page.click("nav >> text=Équipement")
    page.click("#q-EQ01 >> text=Une note")
    page.fill("#m-EQ01", "mot " * 300)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.is_visible("#told table")
    assert page.evaluate("(() => { const one = document.getElementById('m-EQ01'); return one.scrollHeight <= one.clientHeight; })()")  # fmt: skip
