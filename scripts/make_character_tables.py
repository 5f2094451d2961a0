"""Write the character tables of zhaoren.language: traditional to simplified, each main reading, and its tone.

Run once by hand when OpenCC or pypinyin bring better data: `python scripts/make_character_tables.py`. Both libraries
are needed here only; the product reads the tables, which is ten times faster than asking the libraries.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import opencc
from pypinyin import Style, pinyin

DATA = Path(__file__).resolve().parent.parent / "zhaoren" / "language" / "data"
BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0))
READ_BLOCKS = ((0x3400, 0x4DC0), (0x4E00, 0xA000))

# Simplified writing merges these with surnames of their own (于 范 余 后), and 乾 (qian) in given names with 干 (gan).
KEPT_APART = frozenset("於範餘後乾著")


def simplified_of() -> dict[str, str]:
    """Every character that OpenCC writes differently in Simplified Chinese, one by one."""
    table: dict[str, str] = {}
    for config in ("t2s", "hk2s", "tw2s"):
        converter = opencc.OpenCC(config)
        for first, end in BLOCKS:
            for code in range(first, end):
                character = chr(code)
                simple = converter.convert(character)
                if simple != character and len(simple) == 1 and character not in KEPT_APART:
                    table.setdefault(character, simple)
    # Chains (a -> b -> c) are followed here, so that folding twice changes nothing.
    return {old: table.get(new, new) for old, new in table.items()}


def readings(skipped: dict[str, str]) -> dict[str, str]:
    """Reading without tone -> all simplified characters whose main reading it is; u-umlaut is written v."""
    found: dict[str, list[str]] = defaultdict(list)
    for first, end in READ_BLOCKS:
        for code in range(first, end):
            character = chr(code)
            if character in skipped:
                continue
            reading = pinyin(character, style=Style.NORMAL, errors="ignore")
            if reading and reading[0][0].isascii() and reading[0][0].isalpha():
                found[reading[0][0]].append(character)
    return {reading: "".join(characters) for reading, characters in sorted(found.items())}


def tones(skipped: dict[str, str]) -> dict[str, str]:
    """Tone (1 to 4) -> the characters in use whose main reading has it; the rare blocks are nobody's name."""
    found: dict[str, list[str]] = defaultdict(list)
    for code in range(*READ_BLOCKS[1]):
        character = chr(code)
        reading = pinyin(character, style=Style.TONE3, errors="ignore")
        if character not in skipped and reading and reading[0][0][-1:] in "1234":
            found[reading[0][0][-1]].append(character)
    return {tone: "".join(characters) for tone, characters in sorted(found.items()) if tone}


def main() -> None:
    """Overwrite the files."""
    simple = simplified_of()
    by_target: dict[str, list[str]] = defaultdict(list)
    for old, new in simple.items():
        by_target[new].append(old)
    lines = [new + "".join(sorted(olds)) for new, olds in sorted(by_target.items())]
    header = (
        "# Made by scripts/make_character_tables.py from OpenCC: a simplified character, then what is written for it.\n"
    )
    (DATA / "simplified.txt").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")
    spoken = [f"{reading} {characters}" for reading, characters in readings(simple).items()]
    header = (
        "# Made by scripts/make_character_tables.py from pypinyin: a reading, then the characters mainly read so.\n"
    )
    (DATA / "readings.txt").write_text(header + "\n".join(spoken) + "\n", encoding="utf-8")
    toned = [f"{tone} {characters}" for tone, characters in tones(simple).items()]
    header = (
        "# Made by scripts/make_character_tables.py from pypinyin: a tone, then the characters mainly read with it.\n"
    )
    (DATA / "tones.txt").write_text(header + "\n".join(toned) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
