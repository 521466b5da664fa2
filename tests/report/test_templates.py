"""Compiled templates, kept from one command to the next.

1. They are found again, and write the same bytes.
2. What is damaged, or cannot be written, is as nothing kept.
3. The same template is kept apart for each environment, and compiled again once edited.
"""

import pytest

from diag.report import templates
from diag.report.templates import environment


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The folder where templates are kept; the templates are in `source`."""
    monkeypatch.setenv("DIAG_SANS_CACHE", "0")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(templates, "resource", lambda _: tmp_path / "source")
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "page.j2").write_text("{{ 1 + 1 }} < {{ told }}", "utf-8")
    return lambda: sorted(tmp_path.rglob("*.jinja"))


def page(name="page", autoescape=True):
    return environment(name, (), autoescape).get_template("page.j2").render(told="<")


def compiles(monkeypatch):
    """Return the names of the templates that are compiled from now on."""
    found, real = [], templates.Templates.compile

    def compile_(self, source, name=None, *more, **others):
        found.append(name)
        return real(self, source, name, *more, **others)

    monkeypatch.setattr(templates.Templates, "compile", compile_)
    return found


# 1. Found again


def test_a_template_is_compiled_once(kept, monkeypatch):
    first, compiled = page(), compiles(monkeypatch)
    assert (page(), compiled) == (first, [])
    assert len(kept()) == 1


# 2. Damaged


@pytest.mark.parametrize("damage", [b"", b"x", b"j2\x05", bytes(200)])
def test_a_damaged_file_is_compiled_again(kept, damage):
    first = page()
    kept()[0].write_bytes(damage)
    assert page() == first
    assert kept()[0].read_bytes() != damage


def test_half_a_file_is_compiled_again(kept):
    first = page()
    whole = kept()[0].read_bytes()
    for end in range(0, len(whole), 7):
        kept()[0].write_bytes(whole[:end])
        assert page() == first


def test_nothing_is_kept_where_the_cache_is_refused(kept, monkeypatch):
    monkeypatch.setenv("DIAG_SANS_CACHE", "1")
    assert page() == "2 < &lt;"
    assert kept() == []


# 3. Apart


def test_an_environment_never_takes_the_code_of_another(kept):
    assert [page("html"), page("md", autoescape=False), page("html")] == [
        "2 < &lt;",
        "2 < <",
        "2 < &lt;",
    ]
    assert len(kept()) == 2


def test_an_edited_template_is_compiled_again(kept, tmp_path):
    page()
    (tmp_path / "source" / "page.j2").write_text("autre", "utf-8")
    assert page() == "autre"
    assert len(kept()) == 1
