"""What a text is found by, slips of the pen, and what was typed taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.edition import Meaning
from directory.search import phrases, slips, terms
from directory.search.phrases import Group, grouped, taken_apart


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Línea Ñandú", "linea nandu"),
        ("Straße", "strasse"),
        ("L’AIDE", "l'aide"),
        ("إبتزاز", "ابتزاز"),
        ("مُساعَدة", "مساعده"),
        ("Ёлка", "елка"),
        ("ＡＢＣ１２", "abc12"),
    ],
)
def test_words_meet_whatever_their_accents_capitals_and_forms_of_letters(written, typed):
    assert terms.runs(written) == terms.runs(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("therapists", "therapist"),
        ("beating", "beats"),
        ("abogados", "abogada"),
        ("violences", "violence"),
        ("домашнее", "домашний"),
        ("الطفل", "طفل"),
    ],
)
def test_forms_of_a_word_share_a_stem(one, other):
    assert set(terms.stems(terms.bare(one))) & set(terms.stems(terms.bare(other)))


def test_a_short_i_is_a_letter_and_no_accent():
    assert terms.bare("й") != terms.bare("и")


def test_an_indian_word_stays_whole_with_its_vowel_signs():
    assert len(terms.runs("हिंसा")) == 1


def test_what_is_written_without_spaces_is_found_two_signs_at_a_time():
    assert list(terms.words("家庭暴力 help")) == ["家庭", "庭暴", "暴力", "help"]


def test_stems_of_a_language_that_a_listing_is_not_in_are_not_its_terms():
    assert not any(term.startswith("s_") for term in terms.terms_of("care home", ("en",)))


@given(st.text(max_size=60))
def test_no_term_has_a_space_a_quotation_mark_or_nothing_in_it(text):
    for term in terms.terms_of(text, terms.LATIN):
        assert term
        assert not set(term) & set(" \t\n\"'\\%|&!():*")


@given(st.text("abcdefgh", min_size=5, max_size=9), st.data())
def test_every_single_slip_is_one_apart_and_has_a_form_in_common(word, data):
    at = data.draw(st.integers(0, len(word) - 2))
    letter = data.draw(st.sampled_from("xyz"))
    for typed in (
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    ):
        assert slips.is_one_apart(typed, word)
        assert slips.forms(typed) & slips.forms(word)


@pytest.mark.parametrize("typed", ["chldlne", "childlinexy", "hcildlien", "mildline s"])
def test_two_slips_are_too_many(typed):
    assert not slips.is_one_apart(typed, "childline")


def test_the_commonest_neighbour_is_meant():
    assert slips.meant("lins", [("line", 5), ("link", 9), ("land", 99)]) == "link"
    assert slips.meant("lins", [("land", 99)]) is None


BOOK = phrases.book(
    [
        Meaning("en", "revenge porn", ("image_abuse",)),
        Meaning("en", "beaten", ("domestic_violence",)),
        Meaning("es", "me pega", ("domestic_violence",)),
        Meaning("zh", "家暴", ("domestic_violence",)),
    ]
)


def groups(typed: str) -> list[Group]:
    return list(grouped(taken_apart(typed, BOOK), BOOK))


def test_a_phrase_is_one_condition_wherever_it_stands():
    found = groups("help with Revenge Porn london ")
    assert [(group.words, set(group.kinds)) for group in found] == [
        (("revenge", "porn"), {"image_abuse"}),
        (("london",), set()),
    ]


def test_a_phrase_is_known_in_another_form_and_another_language():
    assert [set(group.kinds) for group in groups("me pegan")] == [{"domestic_violence"}]


def test_a_phrase_is_cut_out_of_what_has_no_spaces():
    assert [(group.words, set(group.kinds)) for group in groups("我被家暴了怎么办")] == [
        (("家暴",), {"domestic_violence"})
    ]


def test_words_that_every_sentence_has_are_left_out_unless_there_are_no_others():
    assert [group.words for group in groups("where is the clinic ")] == [("clinic",)]
    assert [group.words for group in groups("help ")] == [("help",)]


def test_the_last_word_may_be_a_beginning_until_a_space_follows():
    assert [group.begun for group in groups("legal cou")] == [False, True]
    assert [group.begun for group in groups("legal cou ")] == [False, False]


@given(st.text(max_size=300))
def test_whatever_is_typed_makes_few_conditions(text):
    assert len(groups(text)) <= phrases.MOST_GROUPS


def test_no_stemmer_keeps_the_word_that_it_was_asked_for(monkeypatch):
    asked = []

    class Told:
        def stemWord(self, word):
            asked.append(word)
            return "walk"

    monkeypatch.setitem(terms._stemmers, "en", Told())
    assert terms.stem("walking", "en") == "walk"
    assert asked[0] == "walking"
    assert len(asked[-1]) >= len(("\N{CJK UNIFIED IDEOGRAPH-20000}" * terms.LONGEST_WORD).encode())
