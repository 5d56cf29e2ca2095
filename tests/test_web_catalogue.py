"""The Vietnamese catalogue: complete, compiled, and with the right placeholders."""

import gettext
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import web
from search.errors import ArticleNotFoundError
from web.errors import InvalidParameterError
from web.language.catalogue import TRANSLATIONS_DIR, load_catalogue, translate_error

ROOT = Path(web.__file__).parent.parent
PO = TRANSLATIONS_DIR / "vi" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "NN_": (1, 2)}
PLACEHOLDER = re.compile(r"%(?:\((\w+)\))?([sd%])")


@pytest.fixture(scope="module")
def catalogue():
    with PO.open("rb") as file:
        return read_po(file, locale="vi", abort_invalid=True)


def messages_of_the_sources():
    with (ROOT / "web" / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    for package in ("index", "search", "web", "tracuu"):
        for file_name, _, message, _, _ in extract_from_dir(
            str(ROOT / package), methods, options, KEYWORDS
        ):
            yield f"{package}/{file_name}", message


def test_every_message_of_the_sources_is_translated(catalogue):
    missing = []
    for place, message in messages_of_the_sources():
        entry = catalogue.get(message if isinstance(message, str) else message[0])
        if entry is None or entry.fuzzy or not all([entry.string, *entry.string]):
            missing.append((place, message))
    assert not missing, f"{len(missing)} messages: run `make messages`, then translate"


def test_the_catalogue_holds_nothing_else(catalogue):
    used = {
        message if isinstance(message, str) else message[0]
        for _, message in messages_of_the_sources()
    }
    held = {m.id if isinstance(m.id, str) else m.id[0] for m in catalogue if m.id}
    assert held == used
    assert not catalogue.obsolete


def translations(catalogue):
    """Pair each message (in the plural, if it has one) with its translations.

    Those that are missing are named by the test of completeness.
    """
    for message in catalogue:
        is_plural = not isinstance(message.id, str)
        for string in message.string if is_plural else [message.string]:
            if message.id and string:
                yield message.id[-1] if is_plural else message.id, string


def test_placeholders_agree(catalogue):
    for message, string in translations(catalogue):
        assert set(PLACEHOLDER.findall(string)) == set(PLACEHOLDER.findall(message))


def test_sentences_end_alike(catalogue):
    for message, string in translations(catalogue):
        assert message.endswith(".") == string.endswith("."), message
        assert string == string.strip()


def test_the_compiled_catalogue_is_that_of_the_text(catalogue):
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    compiled = gettext.GNUTranslations(file)._catalog
    shipped = load_catalogue("vi")._catalog
    # The header under "" holds dates.
    assert {**compiled, "": None} == {**shipped, "": None}


def test_a_language_without_a_catalogue_reads_english():
    assert load_catalogue("en").gettext("Search") == "Search"
    assert load_catalogue("vi").gettext("Search") == "Tìm"


def test_errors_are_translated_with_their_values():
    error = ArticleNotFoundError(id="a/b")
    translated = translate_error(load_catalogue("vi").gettext, error)
    assert translated == "không có bài viết nào mang mã “a/b”"
    assert translate_error(load_catalogue("en").gettext, error) == str(error)


def test_values_that_are_messages_are_translated_too():
    error = InvalidParameterError(
        "page", "x", "a whole number from 1 to %(most)d", most=9
    )
    translated = translate_error(load_catalogue("vi").gettext, error)
    assert translated.endswith("cần một số nguyên từ 1 đến 9")


def test_the_catalogue_is_read_without_flask():
    import subprocess
    import sys

    code = (
        "import sys, web.language.catalogue, web.api.serialize; "
        "web.language.catalogue.load_catalogue('vi'); assert 'flask' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
