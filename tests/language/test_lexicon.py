"""An administrator's additions to the shipped words."""

from __future__ import annotations

import pytest

from schemas.vocabulary import Function, Rank
from zhaoren.language.duties import duties_in
from zhaoren.language.functions import function_of_unit, functions_in
from zhaoren.language.honorifics import everyday_heads
from zhaoren.language.lexicon import DEFAULT, LexiconMistake, parse_additions
from zhaoren.language.places import places_in
from zhaoren.language.titles import read_title

ADDED = """
ordinary = ["琼山"]
silent = ["数字"]

[functions]
finance = ["财资共享", "FSSC"]

[duties]
it = ["云桌面"]

[titles]
head = ["总管家"]

[questions.heads]
head = ["大管事"]

[places]
"海口" = ["椰风城"]
"""


def test_added_words_are_read_everywhere() -> None:
    lexicon = DEFAULT.with_additions(parse_additions(ADDED, "lexicon.toml"))
    assert function_of_unit("财资共享部", lexicon) is Function.FINANCE
    assert [span.function for span in functions_in("fssc", lexicon)] == [Function.FINANCE]
    assert [span.function for span in duties_in("云桌面找谁", lexicon)] == [Function.IT]
    assert read_title("采购总管家", lexicon=lexicon)[0].rank is Rank.HEAD
    assert [span.meaning for span in everyday_heads("大管事", lexicon)] == ["head"]
    assert [place.name for place in places_in("椰风城", lexicon)] == ["海口"]
    assert "琼山" in lexicon.ordinary
    assert functions_in("数字", lexicon) == ()


def test_the_shipped_lexicon_stays_as_it_is() -> None:
    DEFAULT.with_additions(parse_additions(ADDED, "lexicon.toml"))
    assert function_of_unit("财资共享部") is not Function.IT
    assert functions_in("fssc") == ()
    assert functions_in("数字") != ()


def test_additions_join() -> None:
    first = DEFAULT.with_additions(parse_additions('[duties]\nit = ["云桌面"]', "a"))
    both = first.with_additions(parse_additions('[duties]\nhr = ["探亲假"]', "b"))
    assert [span.function for span in duties_in("云桌面 探亲假", both)] == [Function.IT, Function.HR]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[functions", "lexicon.toml: this is not TOML"),
        ('[function]\nfinance = ["x"]', "lexicon.toml: there is no section 'function'; use one of functions, duties"),
        ('[functions]\nmoney = ["x"]', "lexicon.toml: [functions] has no 'money'; use one of general, board, finance"),
        ('functions = ["x"]', "lexicon.toml: 'functions' is not a table; write [functions]"),
        ('[functions]\nfinance = "x"', "lexicon.toml: functions.finance: this is not a list of words"),
        ("[functions]\nfinance = [1]", "lexicon.toml: functions.finance: 1 is not a word; put it in quotation marks"),
        ('[duties]\nit = [" "]', "lexicon.toml: duties.it: there is an empty word; take it out"),
        ('[titles]\nboss = ["x"]', "lexicon.toml: [titles] has no 'boss'; use one of top, vice_top"),
        ('[questions.head]\nhead = ["x"]', "lexicon.toml: [questions] has no 'head'; use one of heads, fillers"),
        ('[questions]\nheads = ["x"]', "lexicon.toml: 'heads' is not a table"),
        ('[duties]\nit = ["x"]\nhr = ["X"]', "lexicon.toml: duties: 'X' stands under it and hr; keep it under one"),
        (f'ordinary = ["{"长" * 41}"]', "lexicon.toml: ordinary: '长长长长长长长长长长长长…' is too long"),
    ],
)
def test_a_mistake_is_one_clear_sentence(text: str, said: str) -> None:
    with pytest.raises(LexiconMistake) as caught:
        parse_additions(text, "lexicon.toml")
    # The order in which two functions are met is the order of the file; either may be named first.
    message = str(caught.value).replace("under hr and it", "under it and hr").replace("'x' stands", "'X' stands")
    assert message.startswith(said)
    assert "\n" not in message


def test_nothing_added_is_nothing_changed() -> None:
    assert DEFAULT.with_additions(parse_additions("", "empty")) is DEFAULT
