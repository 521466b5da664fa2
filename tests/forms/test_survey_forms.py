"""The form in the survey tools that networks have: XLSForm (KoboToolbox, ODK) and LimeSurvey.

1. An XLSForm is converted and validated without an error nor a warning, in both forms.
2. What is asked is what the kernel asks, on every path: the expressions of each tool are evaluated (M2).
3. Codes keep within the limits of LimeSurvey, and no two things bear the same one.
4. What the tools export comes back without any mapping: the same canonical hash, as codes or as full texts.
"""

import csv
import importlib.util
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from forms.filled import filled, typed_profile
from helpers import PRINT, mini
from lxml import etree

from diag.forms import limesurvey_form, xlsform
from diag.forms.expressions import relevances
from diag.forms.form_order import KINDS, FormOrder
from diag.questionnaire.loader import load
from diag.questionnaire.short_codes import ANSWER_SIGNS, NAME_SIGNS, short_code
from diag.table.inputs import Options
from diag.table.respondent_visits import read_respondents
from diag.visit.acceptance import match
from diag.visit.visit_model import answer_hash

CONTENT = load(PRINT)
ORDERS = {"complete": FormOrder(CONTENT), "express": FormOrder(CONTENT, express=True), "mini": FormOrder(mini())}


def visits(count, express=False, questionnaire=CONTENT):
    """Return visits of as many structures, each with its name and its code."""
    for seed in range(count):
        visit = filled(questionnaire, seed, express)
        code = {"structure_code": f"S-{seed}"} if "structure_code" in questionnaire.field else {}
        profile = {**visit.structure.profile, **code}
        structure = visit.structure.model_copy(update={"name": f"{visit.structure.name} {seed}", "profile": profile})
        yield visit.model_copy(update={"structure": structure})


# 1


@pytest.mark.slow
@pytest.mark.parametrize("name", ORDERS)
def test_an_xlsform_is_valid_without_a_warning(name, tmp_path):
    from pyxform.xls2xform import convert

    path = tmp_path / "formulaire.xlsx"
    path.write_bytes(KINDS["xlsform"].form(ORDERS[name]))
    made = convert(str(path), validate=False)
    assert made.warnings == []
    (tmp_path / "formulaire.xml").write_text(made.xform, "utf-8")
    if shutil.which("java") is None:
        pytest.skip("Java n’est pas là")
    jar = Path(importlib.util.find_spec("pyxform").origin).parent / "validators/odk_validate/bin/ODK_Validate.jar"
    command = ["java", "-Djava.awt.headless=true", "-jar", str(jar), str(tmp_path / "formulaire.xml")]
    told = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 0
    assert "Xform is valid" in told.stdout + told.stderr
    assert "arning" not in told.stdout + told.stderr


# 2


def selected(_, nodes, value):
    return bool(nodes) and value in (nodes[0].text or "").split()


def xpath_shown(order, values):
    """Return what an XForm asks: its relevances are evaluated on what was given, empty where nothing was."""
    root = etree.Element("data")
    for row in xlsform.sheets(order)["survey"]:
        if "name" in row:
            etree.SubElement(root, row["name"]).text = values.get(row["name"], "")
    functions = {(None, "selected"): selected}
    language = xlsform._language(order)
    for name, test in relevances(order, language).items():
        yield name, bool(etree.XPath(re.sub(r"\$\{(\w+)\}", r"/data/\1", test), extensions=functions)(root))


def limesurvey_shown(order, values):
    """Return what LimeSurvey asks: its expressions, as Python reads them once their words are its own."""

    def value(match):
        return repr(values.get(match[1], ""))

    for name, test in relevances(order, limesurvey_form._language(order)).items():
        told = re.sub(r"is_empty\((\w+)\.NAOK\)", lambda m: repr(not values.get(m[1])), test)
        told = re.sub(r"(\w+)\.NAOK (>=|<=) ([\d.]+)", lambda m: f"({values.get(m[1]) or 'nan'} {m[2]} {m[3]})", told)
        told = re.sub(r"!(?!=)", " not ", re.sub(r"(\w+)\.NAOK", value, told))
        yield name, bool(eval(told, {"nan": float("nan")}))


def asked_of(order, visit):
    questionnaire = order.questionnaire
    profile = typed_profile(questionnaire, visit.structure.profile)
    asked = match(visit, questionnaire).asked(questionnaire)
    from diag.questionnaire.questionnaire_model import holds

    return asked | {one.id: holds(one.when, profile, {}) for one in order.fields}


@pytest.mark.slow
@pytest.mark.parametrize("name", ORDERS)
def test_what_is_asked_is_what_the_kernel_asks(name):
    order = ORDERS[name]
    for visit in visits(60, order.express, order.questionnaire):
        wanted = asked_of(order, visit)
        assert {k: wanted[k] == v for k, v in xpath_shown(order, xform_values(visit, order))} == dict.fromkeys(relevances(order, xlsform._language(order)), True)  # fmt: skip
        for asked, shown in limesurvey_shown(order, lime_values(visit, order)):
            assert (asked, shown) == (asked, wanted[asked])


# 3


@pytest.mark.parametrize("name", ORDERS)
def test_codes_keep_within_limits_and_are_unique(name):
    names, boxes, answers = [], set(), set()
    for row in limesurvey_form.rows(ORDERS[name]):
        if row["class"] == "Q":
            names.append(row["name"])
            boxes, answers = set(), set()
        elif row["class"] in ("SQ", "A"):
            seen, most = (boxes, NAME_SIGNS) if row["class"] == "SQ" else (answers, ANSWER_SIGNS)
            assert row["name"] not in seen
            assert re.fullmatch(rf"[A-Za-z][A-Za-z0-9]{{0,{most - 1}}}", row["name"])
            seen.add(row["name"])
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,19}", one) for one in names)


# 4


def xform_values(visit, order):
    """Return what an XForm would hold of a visit."""
    questionnaire, values = (
        order.questionnaire,
        {"nomstructure": visit.structure.name, "datevisite": str(visit.visit.date)},
    )
    for name, value in visit.structure.profile.items():
        values[name] = " ".join(value) if isinstance(value, list) else value
    for name, answer in visit.answers.items():
        question = questionnaire.question[name]
        state = {"unknown": "nsp", "not_applicable": "nc"}.get(answer.status)
        if answer.reason:
            values[f"{name}raison"] = answer.reason
        if state:
            values[f"{name}sinon" if question.kind == "number" else name] = state
        elif isinstance(answer.value, list):
            values[name] = " ".join(answer.value)
        else:
            values[name] = f"n{answer.value}" if question.kind == "single" else answer.value
    return values


def kobo(order, some, labelled, split, grouped):
    """Return what KoboToolbox exports: XML values or labels, boxes joined, with or without their columns."""
    made = xlsform.sheets(order)
    labels = {(row["list_name"], row["name"]): row["label"] for row in made["choices"]}
    columns, path = [], []
    for row in made["survey"]:
        kind, _, listed = row["type"].partition(" ")
        if kind == "begin_group":
            path = [row["label"] if labelled else row["name"]]
        elif kind == "end_group":
            path = []
        elif kind not in ("start", "end", "today"):
            head = "/".join([*(path if grouped else []), row["label"] if labelled else row["name"]])
            columns.append((head, row["name"], kind, listed))
    heads = ["start", "end", *(head for head, *_ in columns)]
    boxes = [(head, name, listed, one) for head, name, kind, listed in columns if kind == "select_multiple" and split for _, one in labels if (listed, one) in labels]  # fmt: skip
    boxes = list(dict.fromkeys(boxes))
    heads += [f"{head}/{labels[listed, one] if labelled else one}" for head, _, listed, one in boxes]
    rows = []
    for rank, visit in enumerate(some):
        values = xform_values(visit, order)

        def shown(name, kind, listed, values=values):
            text = values.get(name, "")
            if labelled and kind.startswith("select"):
                return " ".join(labels[listed, one] for one in text.split()) if kind == "select_multiple" else labels.get((listed, text), text)  # fmt: skip
            return text

        cells = ["2026-11-03T10:00:00", "2026-11-03T11:00:00", *(shown(name, kind, listed) for _, name, kind, listed in columns)]  # fmt: skip
        cells += ["" if not values.get(name) else str(int(one in values[name].split())) for _, name, _, one in boxes]
        rows.append([*cells, str(rank + 1), f"uuid-{rank}", "2026-11-03T11:00:00", str(rank + 1)])
    return [[*heads, "_id", "_uuid", "_submission_time", "_index"], *rows]


def lime_values(visit, order):
    """Return what LimeSurvey would hold of a visit, by code of question or of box."""
    values = {"nomstructure": visit.structure.name, "datevisite": visit.visit.date.strftime("%d/%m/%Y")}
    for name, text in xform_values(visit, order).items():
        asked = order.questionnaire.field.get(name) or order.questionnaire.question.get(name)
        code = short_code(name)
        if asked is None or asked.kind in ("number", "text", "single"):
            values.setdefault(code, text)
        elif asked.kind == "choice":
            values[code] = short_code(text, ANSWER_SIGNS)
        else:
            values |= {f"{code}_{short_code(one)}": "Y" for one in text.split()}
    return values


def limesurvey(order, some, headings, full):
    """Return what LimeSurvey exports: headings as codes, texts or both; answers as codes or as full texts."""
    asked, columns = None, []
    for row in limesurvey_form.rows(order):
        if row["class"] == "Q":
            asked = row
            if row["type/scale"] != "M":
                columns.append((row["name"], row["name"], row["text"], {}))
        elif row["class"] == "SQ":
            code = f"{asked['name']}_{row['name']}"
            heads = f"{asked['name']}[{row['name']}]", f"{asked['text']} [{row['text']}]"
            columns.append((code, *heads, {"Y": "Oui", "": "Non"}))
        elif row["class"] == "A":
            columns[-1][3][row["name"]] = row["text"]

    def head(code, text):
        return {"codes": code, "texts": text, "both": f"{code}. {text}"}[headings]

    rows = []
    for rank, visit in enumerate(some):
        values = lime_values(visit, order)
        asked_here = asked_of(order, visit)
        cells = []
        for code, *_, labels in columns:
            value, owner = values.get(code, ""), code.partition("_")[0]
            shown = next((asked_here[k] for k in asked_here if short_code(k) == owner), True)
            cells.append((labels.get(value, value) if full else value) if shown else "N/A" if full else "")
        rows.append([str(rank + 1), "2026-11-03 11:00:00", "9", "fr", *cells])
    first = ["id", "submitdate", "lastpage", "startlanguage"]
    if headings == "texts":
        first = ["ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ"]
    return [[*first, *(head(code, text) for _, code, text, _ in columns)], *rows]


def back(table, tmp_path, order, count):
    """Return the visits that an export brings back, by the code of their structure; nothing may be refused."""
    path = tmp_path / "export.csv"
    text = io.StringIO(newline="")
    csv.writer(text).writerows(table)
    path.write_text(text.getvalue(), "utf-8")
    form = "express" if order.express else "complete"
    found = read_respondents([path], order.questionnaire, Options(actions=False, form=form))
    assert found.rejects.to_dict("records") == []
    assert len(found.visits) == count
    return {one.visit.structure.profile["structure_code"]: one.visit for one in found.visits.values()}


def same(table, tmp_path, order, some):
    read = back(table, tmp_path, order, len(some))
    for visit in some:
        one = read[visit.structure.profile["structure_code"]]
        assert answer_hash(one) == answer_hash(visit)
        assert (one.structure.name, one.visit.date) == (visit.structure.name, visit.visit.date)


@pytest.mark.slow
@pytest.mark.parametrize("express", [False, True])
@pytest.mark.parametrize("labelled", [False, True])
@pytest.mark.parametrize(("split", "grouped"), [(False, False), (True, True)])
def test_kobo_exports_come_back(tmp_path, express, labelled, split, grouped):
    order = ORDERS["express" if express else "complete"]
    some = list(visits(60, express))
    same(kobo(order, some, labelled, split, grouped), tmp_path, order, some)


@pytest.mark.slow
@pytest.mark.parametrize("express", [False, True])
@pytest.mark.parametrize(("headings", "full"), [("codes", False), ("codes", True), ("texts", True), ("both", True)])
def test_limesurvey_exports_come_back(tmp_path, express, headings, full):
    order = ORDERS["express" if express else "complete"]
    some = list(visits(60, express))
    same(limesurvey(order, some, headings, full), tmp_path, order, some)


@pytest.mark.slow
def test_one_structure_alone_comes_back(tmp_path):
    some = list(visits(1))
    same(kobo(ORDERS["complete"], some, False, True, True), tmp_path, ORDERS["complete"], some)
    same(limesurvey(ORDERS["complete"], some, "codes", False), tmp_path, ORDERS["complete"], some)
