"""Notes that look as if they named somebody, in the scripts of the six languages; and notes that do not."""

import pytest

from referral import identifiers
from referral.identifiers import Looks

NAMED = {
    "en": [
        ("Her name is Rosalind, she waits.", Looks.NAME), ("Ring 07700 900123 after six", Looks.NUMBER),
        ("Lives at 14 Harbour Street", Looks.ADDRESS), ("write to wren@example.org", Looks.EMAIL),
        ("he is @tall_heron on insta", Looks.HANDLE),
    ],
    "es": [
        ("Se llama Consuelo y espera.", Looks.NAME), ("Llamar al 612 34 56 78", Looks.NUMBER),
        ("Vive en la calle Mayor 5", Looks.ADDRESS), ("escribir a garza@example.org", Looks.EMAIL),
        ("usuario @garza_alta", Looks.HANDLE),
    ],
    "fr": [
        ("Elle s'appelle Mireille.", Looks.NAME), ("Appeler le 06 12 34 56 78", Looks.NUMBER),
        ("Habite 12 rue des Lilas", Looks.ADDRESS), ("écrire à heron@example.org", Looks.EMAIL),
        ("compte @le_heron", Looks.HANDLE),
    ],
    "ru": [
        ("Её зовут Катерина.", Looks.NAME), ("Звонить 8 916 123-45-67", Looks.NUMBER),
        ("Живёт на улице Ленина, дом 5", Looks.ADDRESS), ("писать на tsaplya@example.org", Looks.EMAIL),
        ("в телеграм @seraya_tsaplya", Looks.HANDLE),
    ],
    "ar": [
        ("اسمها فاطمة وتنتظر", Looks.NAME), ("الاتصال على ٠٥٥١٢٣٤٥٦٧", Looks.NUMBER),
        ("تسكن في شارع النيل", Looks.ADDRESS), ("البريد heron@example.org", Looks.EMAIL),
        ("حسابها @balashon_88", Looks.HANDLE),
    ],
    "zh": [
        ("她叫王小丽,在等。", Looks.NAME), ("打 13800138000", Looks.NUMBER),
        ("住在中山路25号", Looks.ADDRESS), ("写到 heron@example.org", Looks.EMAIL),
        ("微信号 heron_2008", Looks.HANDLE),
    ],
}  # fmt: skip
PLAIN = {
    "en": "Asked for a quiet hour tomorrow. Wants to talk to a doctor, not to the police. Call on Tuesday.",
    "es": "Pidió hablar con calma mañana. Quiere ver a una doctora y no a la policía.",
    "fr": "A demandé une heure calme demain. Veut parler à un médecin, pas à la police.",
    "ru": "Просила поговорить завтра спокойно. Хочет к врачу, не в полицию.",
    "ar": "طلبت وقتا هادئا غدا. تريد طبيبة ولا تريد الشرطة.",
    "zh": "想明天安静地谈。要看医生,不要报警。",
}
EVERY = [(language, text, looks) for language, all_of in NAMED.items() for text, looks in all_of]


@pytest.mark.parametrize(("language", "text", "looks"), EVERY, ids=lambda one: str(one)[:12])
def test_a_note_that_could_lead_to_somebody_is_noticed(language: str, text: str, looks: Looks) -> None:
    assert looks in identifiers.kinds(text)


@pytest.mark.parametrize("language", PLAIN)
def test_a_plain_note_is_left_alone(language: str) -> None:
    assert identifiers.kinds(PLAIN[language]) == ()


def test_digits_of_other_scripts_are_digits() -> None:
    for digits in ("०९८७६५४३२१०", "۰۹۱۲۳۴۵۶۷۸۹", "0915551234"):
        assert Looks.NUMBER in identifiers.kinds(digits)


def test_an_appointment_is_no_number() -> None:
    assert identifiers.kinds("Court on 12.03.2027 at 10:30") == ()
