"""The README and the pages that it opens, held to what they say.

1. Each capability of the product (P1 to P11) and each section names tests, in comments, that exist.
2. Every link of every page leads somewhere: a file, a folder, a heading.
3. docs/ is complete: each of its pages is linked from the README, each decision is numbered in turn.
4. The first screen of the README has the picture, the two commands and one command per person.
"""

import re

import pytest
from helpers import ROOT

README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted(
    path.relative_to(ROOT)
    for pattern in (
        "*.md",
        "docs/**/*.md",
        "examples/*/README.md",
        "questionnaires/*.md",
        "tests/*/README.md",
        "*/LICENCE.md",
    )
    for path in ROOT.glob(pattern)
)
COMMENTS = re.findall(r"<!-- (.*?) -->", README)
_LINK = re.compile(r"\]\(([^)\s]+)\)|href=\"([^\"]+)\"|src=\"([^\"]+)\"")
_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)


def test_each_capability_names_tests_that_exist():
    told = [comment.split() for comment in COMMENTS]
    capabilities = {words[0] for words in told if words[0].startswith("P")}
    assert capabilities == {f"P{rank}" for rank in range(1, 12)}
    bullets = [line for line in section("Ce que diag sait faire").splitlines() if line.startswith("- ")]
    assert all(re.search(r"<!-- P\d+( tests/\S+)+ -->$", line) for line in bullets)


@pytest.mark.parametrize(
    "file", sorted({word for one in COMMENTS for word in one.split() if word.startswith("tests/")})
)
def test_a_test_that_is_named_exists(file):
    assert re.search(r"^def test_", (ROOT / file).read_text("utf-8"), re.MULTILINE)


def test_each_section_names_tests():
    for title in re.findall(r"^## (.*)$", README, re.MULTILINE):
        assert "<!-- " in section(title), title


def section(title):
    return README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page):
    text = (ROOT / page).read_text("utf-8")
    for found in _LINK.finditer(_CODE.sub("", text)):
        link = next(filter(None, found.groups()))
        if re.match(r"https?:|mailto:", link):
            continue
        path, _, heading = link.partition("#")
        target = (ROOT / page).parent / path if path else ROOT / page
        assert target.exists(), link
        if heading:
            assert heading in anchors(target.read_text("utf-8")), link


def anchors(text):
    """Return the anchors of headings as forges make them."""
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_docs_are_complete_and_linked():
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")} - {"docs/LICENCE.md"}
    linked = {next(filter(None, found.groups())).partition("#")[0] for found in _LINK.finditer(README)}
    assert pages <= linked
    assert {
        "docs/decisions/",
        "docs/diag.1",
        "SECURITY.md",
        "CONTRIBUTING.md",
        "CONTRIBUER.md",
        "CHANGELOG.md",
    } <= linked


def test_decisions_are_numbered_in_turn():
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs/decisions").glob("*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_the_first_screen_has_what_a_newcomer_needs():
    first = README.partition("\n## Ce que diag sait faire\n")[0]
    for wanted in (
        "docs/page-du-conseil.png",
        "pipx install .",
        "`diag`",
        "`diag entretien`",
        "`diag lot ",
        "make demo",
    ):
        assert wanted in first
    assert len(first.split()) < 600
