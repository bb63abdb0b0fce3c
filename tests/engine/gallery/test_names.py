from __future__ import annotations

import unicodedata

import pytest

from explorer.engine.gallery import Gallery, NameRefusedError
from tests.engine.gallery.people import embedding


@pytest.mark.parametrize(
    "name",
    [
        "Ада Лавлейс",
        "李小龍",
        "محمد",
        "שרה",
        "नेहा",
        "ทักษิณ",
        "김철수",
        "María-José O’Neill Jr.",
        "می\u200cخواهم",  # a joiner, as Persian needs it
        "👩\u200d🔬",
        "';DROP TABLE people;--",
        "%_",
    ],
)
def test_any_script(gallery: Gallery, name: str) -> None:
    gallery.enrol(name, embedding(0))
    assert gallery.match(embedding(0), 0.1).name == unicodedata.normalize("NFC", name)
    assert len(gallery.photographs(name)) == 1


def test_composed_and_decomposed_are_the_same_person(gallery: Gallery) -> None:
    gallery.enrol("Zoe\u0308", embedding(0))
    gallery.enrol("\u00a0Zo\u00eb\n", embedding(1))
    assert [(person.name, person.photographs) for person in gallery.people()] == [("Zo\u00eb", 2)]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "empty"),
        (" \t\n ", "empty"),
        ("\u200d\u200c", "empty"),
        ("a\nb", r"U\+000A"),
        ("a\0b", r"U\+0000"),
        ("a\u202eb", r"U\+202E"),
        ("\ud800", r"U\+D800"),
        ("x" * 500, "500 characters; at most 200"),
        (7, "not int"),
        (None, "not NoneType"),
    ],
)
def test_what_is_no_name_is_refused_and_nothing_stored(gallery: Gallery, name, says: str) -> None:
    with pytest.raises(NameRefusedError, match=says):
        gallery.enrol(name, embedding(0))
    assert gallery.count == 0


def test_the_longest_name(gallery: Gallery) -> None:
    gallery.enrol("é" * 200, embedding(0))
    assert gallery.people()[0].name == "é" * 200
