"""Dirt as silos really have it: the same number, name and company written a dozen ways."""

from __future__ import annotations

from zhaoren.demo.dice import Dice
from zhaoren.demo.truth import Company, DemoGroup, Name, Origin, Person

_FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def full_width(text: str) -> str:
    """ASCII signs as their full-width twins: "138" -> "１３８"."""
    return text.translate(_FULL_WIDTH)


def messy_mobile(dice: Dice, number: str, *, ascii_only: bool = False) -> str:
    """A mobile number as somebody typed it.

    Args:
        number: digits, with + and country code outside the mainland.
        ascii_only: for systems that refuse other signs, like LDAP's telephone syntax.
    """
    if number.startswith("+"):
        return dice.pick((number, number.replace("+", "00"), f"{number[:4]} {number[4:8]} {number[8:]}"))
    grouped = (number[:3], number[3:7], number[7:])
    forms = [
        number, number, number, " ".join(grouped), "-".join(grouped), f"+86 {number}", f"+86{number}", f"0086{number}",
        f"86-{number}", f"(+86){number}",
    ]  # fmt: skip
    if not ascii_only:
        forms += [full_width(number), f"{number}（微信同号）", f" {number} ", f"\u3000{number}"]
    return dice.pick(forms)


def masked(number: str) -> str:
    """The middle hidden: "138****5678"."""
    return f"{number[:-8]}****{number[-4:]}"


def messy_phone(dice: Dice, number: str, *, ascii_only: bool = False) -> str:
    """A desk number "0898-61234567" with brackets, blanks, country code or only its last digits as extension."""
    area, line = number.split("-")
    country = "+86 " if area.startswith("0") else f"+{area} "
    forms = [number, number, f"({area}){line}", f"{area} {line[:4]} {line[4:]}", f"{country}{area.lstrip('0')} {line}"]
    forms += [line, f"{area}-{line[:-4]}0000-{line[-4:]}"]
    if not ascii_only:
        forms += [full_width(number), f"{area}－{line}", f"{line}转{line[-4:]}"]
    return dice.pick(forms)


def company_spellings(company: Company) -> tuple[str, ...]:
    """Every way in which a silo may write this company, the legal name first."""
    plain = company.full_name.replace("股份", "").replace("有限公司", "公司")
    return tuple(
        dict.fromkeys(
            (
                company.full_name,
                company.short_name,
                company.colloquial_name if company.colloquial_name in company.aliases else company.short_name,
                company.english_name,
                company.code,
                plain,
                f"{company.short_name}（总部）" if company.parent_code is None else f"{company.short_name} ",
            )
        )
    )


def messy_name(dice: Dice, name: Name, department: str) -> str:
    """The name of record with what people hang on it."""
    characters = name.characters
    if name.origin is Origin.ABROAD:
        return dice.pick((characters, characters.upper(), f"{name.surname}, {name.given}"))
    throw = dice.number(1, 24)
    if throw == 1 and len(characters) == 2:
        return f"{characters[0]} {characters[1]}"
    if throw == 2:
        return f"{characters}（{department}）"
    if throw == 3:
        return f"{characters}-{department}"
    if throw == 4:
        return f"【{department}】{characters}"
    if throw == 5:
        return f"{characters} "
    if throw == 6 and name.english:
        return f"{characters} {name.english}"
    if throw == 7 and name.english:
        return f"{name.english}({characters})"
    return characters


def local_name(dice: Dice, name: Name) -> str:
    """The name as the person's own office writes it: traditional characters or local spelling overseas."""
    if name.traditional and name.latin:
        english = f"{name.english} {name.latin}" if name.english else name.latin
        return dice.pick((name.traditional, name.traditional, name.latin, english))
    return name.characters


def messy_emp_no(dice: Dice, emp_no: str) -> str:
    """The number as a spreadsheet mangles it: zeros lost, full width, a letter in small."""
    throw = dice.number(1, 12)
    if throw == 1 and emp_no.isdigit():
        return emp_no.lstrip("0")
    if throw == 2:
        return full_width(emp_no)
    return emp_no.lower() if throw == 3 else emp_no


def whole_title(group: DemoGroup, person: Person) -> str:
    """All posts that a person holds now in one text: "财务总监兼财务部经理", with the company where it is another."""
    held = [post for post in group.posts_of.get(person.person_id, ()) if post.is_held()]
    titles = [person.title]
    for post in held:
        if not post.is_primary and post.title != "董事":
            unit = group.unit[post.unit_id].name
            elsewhere = "" if post.company_code == person.company_code else group.company[post.company_code].short_name
            titles.append(elsewhere + (post.title if post.title.startswith(unit) else unit + post.title))
    return "兼".join(dict.fromkeys(titles))


def department_of(group: DemoGroup, unit_id: str) -> str:
    """The department's or site's own name; the company's short name for people directly below it."""
    unit = group.unit[unit_id]
    return unit.name if unit.parent_id else group.company[unit.company_code].short_name


def department_path(group: DemoGroup, unit_id: str, separator: str = "/") -> str:
    """Names from below the company down to the unit."""
    unit = group.unit[unit_id]
    if unit.parent_id is None:
        return ""
    above = department_path(group, unit.parent_id, separator)
    return f"{above}{separator}{unit.name}" if above else unit.name
