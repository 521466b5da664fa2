"""Questionnaires kept for the next command: quicker, and never something else.

1. What comes from the cache is what the folder holds.
2. Whatever changes in the folder is read again, and mistakes are always told.
3. A damaged, forged or foreign cache is as no cache.
4. A cache that cannot be written stops nothing.
5. Who uses it, and who never does.
"""

import errno
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from helpers import MINI, PRINT, ROOT

from diag.cli.app import run
from diag.questionnaire import cache, plain
from diag.questionnaire.cache import KEPT, content_key, load_cached
from diag.questionnaire.loader import load
from diag.questionnaire.mistakes import Refusal

SHIPPED = [p.parent for p in sorted((ROOT / "questionnaires").glob("*/questionnaire.yaml"))]
posix = pytest.mark.skipif(os.name != "posix", reason="les droits d’un fichier POSIX")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The cache folder, not yet made, of a user who lives in a temporary folder."""
    monkeypatch.delenv("DIAG_SANS_CACHE")
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "platform", "linux")
    return tmp_path / "cache" / "diag"


@pytest.fixture
def folder(tmp_path):
    """A copy of the small questionnaire, to change."""
    return shutil.copytree(MINI, tmp_path / "mini")


@pytest.fixture
def reads(monkeypatch):
    """The folders that were really read, one item a time."""
    seen = []
    monkeypatch.setattr(cache, "load", lambda folder: (seen.append(folder), load(folder))[1])
    return seen


def edit(path, before, after):
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def kept(place):
    return sorted(place.iterdir()) if place.is_dir() else []


# 1. The same


@pytest.mark.parametrize("source", [MINI, *SHIPPED], ids=lambda p: p.name)
def test_a_known_questionnaire_is_the_one_that_was_read(place, reads, source):
    first, again = load_cached(source), load_cached(source)
    assert reads == [source]
    assert again == first == load(source)
    assert repr(again) == repr(first)  # types too: a level is not a text, a tuple is not a list
    for parts in ("dimensions", "actions", "profile"):
        for one, other in zip(getattr(again, parts), getattr(first, parts), strict=True):
            assert one.model_dump(exclude_unset=True) == other.model_dump(exclude_unset=True)
    assert [q.id for q in again.questions] == [q.id for q in first.questions]
    assert again.hash == first.hash


def test_the_same_content_elsewhere_is_known(place, reads, folder):
    load_cached(MINI)
    assert load_cached(folder) == load(MINI)
    assert reads == [MINI]


def test_a_folder_is_known_by_any_path(place, reads, folder, monkeypatch):
    load_cached(folder)
    monkeypatch.chdir(folder)
    load_cached(Path())
    assert len(reads) == 1


@posix
def test_the_cache_is_for_its_owner_alone(place):
    load_cached(MINI)
    (file,) = kept(place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_an_author_does_not_fill_the_disk(place, folder):
    for effort in range(1, KEPT + 4):
        (folder / "CHANGELOG.md").write_text(f"{effort}", "utf-8")
        load_cached(folder)
    assert len(kept(place)) == KEPT


# 2. What changes


def test_an_edited_file_is_read_again(place, reads, folder):
    before = load_cached(folder)
    path = folder / "actions/toutes.yaml"
    times = path.stat()
    edit(path, "effort: 4", "effort: 5")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))  # same size, same date
    after = load_cached(folder)
    assert len(reads) == 2
    assert after.hash != before.hash
    assert after == load(folder)


@pytest.mark.parametrize("name", ["glossary.yaml", "landmarks.yaml", "funding.yaml"])
def test_a_file_that_goes_is_noticed(place, folder, name):
    key = content_key(folder)
    (folder / name).unlink(missing_ok=True)
    assert content_key(folder) != key or not (MINI / name).exists()


def test_files_that_swap_names_are_read_again(place, folder):
    key = content_key(folder)
    one, other = folder / "dimensions/materiel.yaml", folder / "dimensions/savoirs.yaml"
    texts = one.read_bytes(), other.read_bytes()
    other.write_bytes(texts[0])
    one.write_bytes(texts[1])
    assert content_key(folder) != key


@pytest.mark.parametrize("name", ["__version__", "VERSION"])
def test_another_version_reads_again(place, monkeypatch, name):
    key = content_key(MINI)
    monkeypatch.setattr(cache, name, "9.9")
    assert content_key(MINI) not in (key, None)


def test_other_code_reads_again(place, monkeypatch):
    key = content_key(MINI)
    monkeypatch.setattr(cache, "_code", lambda: [(ROOT, ROOT / "pyproject.toml")])
    assert content_key(MINI) not in (key, None)


def test_mistakes_are_told_each_time_and_nothing_is_kept(place, folder):
    edit(folder / "actions/toutes.yaml", "effort: 4", "effort: 0")
    told = []
    for read in (load, load_cached, load_cached):
        with pytest.raises(Refusal) as caught:
            read(folder)
        told.append(caught.value.mistakes)
    assert told[0] == told[1] == told[2]
    assert told[0][0].line > 1
    assert kept(place) == []


@pytest.mark.parametrize("name", ["dimensions/autre.yaml", "actions/oubli.yml", "cases/oubli.yml"])
def test_a_file_that_is_a_mistake_is_noticed_after_the_cache_is_filled(place, folder, name):
    load_cached(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("title: Oubliée\n", "utf-8")
    with pytest.raises(Refusal):
        load_cached(folder)


def test_a_file_edited_while_it_is_read_keeps_nothing(place, folder, monkeypatch):
    def slowly(folder):
        found = load(folder)
        edit(folder / "actions/toutes.yaml", "effort: 4", "effort: 5")
        return found

    monkeypatch.setattr(cache, "load", slowly)
    load_cached(folder)
    assert kept(place) == []


def test_a_folder_without_anything_is_refused_as_ever(place, tmp_path):
    with pytest.raises(Refusal):
        load_cached(tmp_path)
    assert kept(place) == []


# 3. Damaged, forged or foreign


def sealed(file, body):
    key = file.name.removesuffix(".json")
    return cache._seal(key, body) + b"\n" + body


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:-1],
        lambda raw: raw[:64],
        lambda raw: b"",
        lambda raw: b"\xff" * 100,
        lambda raw: raw.replace(b"ehpad", b"saaad", 1),
        lambda raw: raw[64:],
    ],
    ids=["half", "last", "seal", "empty", "bytes", "word", "unsealed"],
)
def test_a_damaged_cache_is_ignored_and_written_again(place, reads, damage):
    first = load_cached(MINI)
    (file,) = kept(place)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert load_cached(MINI) == first
    assert len(reads) == 2
    assert file.read_bytes() == whole


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{}",
        b"null",
        b'{"header": {"": "os.system"}}',
        b'{"header": {"": "Decimal", "value": "x"}}',
        b"[" * 100_000,
    ],
)
def test_a_sealed_cache_that_says_something_else_is_ignored(place, reads, body):
    first = load_cached(MINI)
    (file,) = kept(place)
    file.write_bytes(sealed(file, body))
    assert load_cached(MINI) == first
    assert len(reads) == 2


def test_a_cache_under_the_name_of_another_is_ignored(place, folder):
    load_cached(MINI)
    (file,) = kept(place)
    edit(folder / "actions/toutes.yaml", "effort: 4", "effort: 5")
    file.rename(place / f"{content_key(folder)}.json")
    assert load_cached(folder) == load(folder)


@posix
@pytest.mark.parametrize("mode", [0o777, 0o720])
def test_a_folder_where_others_write_is_not_trusted(place, reads, mode):
    load_cached(MINI)
    place.chmod(mode)
    load_cached(MINI)
    assert len(reads) == 2


# 4. Not writable


@pytest.mark.parametrize(
    ("function", "code"),
    [("touch", errno.EROFS), ("write_bytes", errno.ENOSPC), ("replace", errno.EACCES)],
)
def test_a_cache_that_refuses_a_file_is_harmless(place, monkeypatch, function, code):
    def refuse(*_, **__):
        raise OSError(code, "non")

    monkeypatch.setattr(Path, function, refuse)
    assert load_cached(MINI) == load_cached(MINI) == load(MINI)
    assert kept(place) == []


@posix
def test_a_read_only_cache_is_harmless(place, reads):
    place.mkdir(parents=True)
    place.chmod(0o500)
    assert load_cached(MINI) == load_cached(MINI) == load(MINI)
    assert reads[:1] == [MINI]


def test_a_file_in_the_place_of_the_cache_is_harmless(place):
    place.parent.write_text("", "utf-8")
    assert load_cached(MINI) == load(MINI)


@pytest.mark.parametrize("home", ["", "relatif"])
def test_without_a_home_nothing_is_kept(place, folder, monkeypatch, home):
    for variable in ("XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"):
        monkeypatch.setenv(variable, home)
    monkeypatch.chdir(folder.parent)
    load_cached(folder)
    assert list(folder.parent.iterdir()) == [folder]


def test_a_value_of_an_unknown_kind_is_not_kept(place, monkeypatch):
    monkeypatch.setattr(plain, "_MODELS", {})
    assert load_cached(MINI) == load(MINI)
    assert kept(place) == []


# 5. Who uses it


def test_the_environment_can_do_without(place, reads, monkeypatch):
    load_cached(MINI)
    monkeypatch.setenv("DIAG_SANS_CACHE", "1")
    load_cached(MINI)
    assert len(reads) == 2
    assert len(kept(place)) == 1


def test_the_checker_never_uses_the_cache(place, monkeypatch, capsys):
    def refuse(folder):
        raise AssertionError(folder)

    monkeypatch.setattr(cache, "load_cached", refuse)
    monkeypatch.setattr(cache, "_recall", refuse)
    arguments = ["questionnaire", "verifier", str(MINI), "--lisibilite", "--cas"]
    assert run(arguments) in (0, 1)
    assert "aucune erreur" in capsys.readouterr().out
    assert kept(place) == []


def test_a_command_says_the_same_from_the_cache(place, capsys):
    said = []
    for _ in range(2):
        run(["questionnaire", "montrer", "MA01", "--questionnaire", str(MINI)])
        said.append(capsys.readouterr().out)
    assert len(kept(place)) == 1
    assert "MA01" in said[0]
    assert said[0] == said[1]


def test_a_known_questionnaire_costs_neither_yaml_nor_checks(place):
    """The time of every command: what a hit does not need is not even imported."""
    code = f"""
import pathlib, sys
from diag.questionnaire.cache import load_cached
load_cached(pathlib.Path({str(PRINT)!r}))
print(*sorted({{"yaml", "pickle", "diag.questionnaire.draft", "diag.questionnaire.checker"}} & set(sys.modules)))
"""
    done = [
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
        for _ in range(2)
    ]
    assert "yaml" in done[0]
    assert done[1] == []
