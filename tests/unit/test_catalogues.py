"""Every catalogue has every text, and another language is one file."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from python_jobs import language, translations
from python_jobs.language import CATALOGUES, Language, languages

PLACEHOLDER = re.compile(r"{\w+}")
TRANSLATED = [code for code in languages() if code != language.SOURCE_LANGUAGE]


def test_english_and_hindi_ship() -> None:
    assert {"en", "hi"} <= set(languages())


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_catalogue_has_every_text_of_the_code_and_no_other(code: str) -> None:
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    in_the_code = {message.id for message in translations.texts_of_the_code() if message.id}
    in_the_file = {message.id for message in catalogue if message.id}
    assert in_the_code ^ in_the_file == set(), "run: make translations"
    assert translations.untranslated(catalogue) == [], "translate these"


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_translation_fills_in_what_the_text_does(code: str) -> None:
    with (CATALOGUES / f"{code}.po").open("rb") as file:
        catalogue = read_po(file, locale=code)
    wrong = []
    for message in catalogue:
        originals = [message.id] if isinstance(message.id, str) else list(message.id)
        forms = [message.string] if isinstance(message.string, str) else list(message.string)
        wanted = set(PLACEHOLDER.findall(originals[-1]))
        wrong += [form for form in forms if message.id and set(PLACEHOLDER.findall(form)) != wanted]
    assert wrong == []


def test_a_text_is_a_literal_so_that_a_catalogue_can_have_it() -> None:
    assert translations.not_literal() == []


def test_a_third_language_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pl.po").write_text(
        'msgid ""\nmsgstr ""\n"Language: pl\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 ? 1 : 2);\\n"\n'
        '\nmsgid "Revenue"\nmsgstr "Przychód"\n'
        '\nmsgid "{number} click"\nmsgid_plural "{number} clicks"\n'
        'msgstr[0] "{number} kliknięcie"\nmsgstr[1] "{number} kliknięcia"\nmsgstr[2] "{number} kliknięć"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    polish = Language("pl", currency="PLN")
    assert languages() == ("en", "pl")
    assert polish.text("Revenue") == "Przychód"
    assert polish.text("Cost") == "Cost", "what is not translated stays English"
    forms = "{number} click", "{number} clicks"
    assert [polish.plural(*forms, n) for n in (1, 3, 5)] == ["1 kliknięcie", "3 kliknięcia", "5 kliknięć"]
    assert polish.money(1234567.5) == "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567,50\N{NO-BREAK SPACE}zł"
    assert polish.percent(40.2) == "40,20\N{NO-BREAK SPACE}%"


def test_hindi_numbers_money_and_days() -> None:
    hindi = Language("hi", currency="INR", grouping="indian")
    assert hindi.compact_money(12_345_678) == "₹1.23 करोड़"
    assert hindi.compact_money(250_000) == "₹2.5 लाख"
    assert hindi.weekday(1) == "सोमवार"
    assert hindi.plural("{number} click", "{number} clicks", 2_000) == "2,000 क्लिक"
