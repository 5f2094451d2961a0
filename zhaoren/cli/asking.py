"""`find`, `show`, `tree`, `export`: questions on the command line."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from schemas.answer_json import AnswerOut, PersonOut, RecordOut
from schemas.answers import Answer
from schemas.unit_json import UnitOut
from schemas.viewer import LOCAL_ADMINISTRATOR, Viewer
from schemas.vocabulary import RecordKind
from zhaoren.cli.console import print_json, told, words
from zhaoren.cli.rendering import show_answer, show_children, show_person, show_unit
from zhaoren.foundation.errors import BadInput, ExitCode, NotFound
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.people_search.directory import PeopleDirectory
from zhaoren.wiring import open_catalog, open_directory

Config = Annotated[Path, typer.Option("--config", help="配置文件 / configuration file")]
Json = Annotated[bool, typer.Option("--json", help="机器可读 / for machines")]
As = Annotated[str | None, typer.Option("--as", help="以谁的身份查看 / viewer named in the policy")]

DEFAULT_CONFIG = Path("zhaoren.toml")


def viewer_named(name: str | None) -> Viewer:
    """The viewer of a command; who sits at this machine is its local administrator."""
    return Viewer(name) if name else LOCAL_ADMINISTRATOR


@told
def find(
    question: Annotated[str | None, typer.Argument(help="例：海南矿业 财务 负责人 / e.g. Fosun Pharma CFO")] = None,
    as_: As = None,
    limit: Annotated[int, typer.Option(help="最多几人 / how many")] = 10,
    json_: Json = False,
    batch: Annotated[
        bool, typer.Option("--batch", help="每行一个问题（标准输入）/ one question a line on stdin")
    ] = False,
    after: Annotated[str | None, typer.Option(help="上一页给出的位置 / position given by the last page")] = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """找人 / ask for people as you would ask a colleague."""
    directory, viewer = open_directory(load_settings(config)), viewer_named(as_)
    if batch:
        _find_each(directory, viewer, limit)
        return
    if question is None:
        raise BadInput("find", words("没有问题", "no question"), words("写上要找的人", "write whom you look for"))
    started = time.perf_counter()
    answer = directory.find(question, viewer, after=after, limit=limit)
    if json_:
        print_json(AnswerOut.of(answer))
    else:
        show_answer(answer, time.perf_counter() - started)
    if answer.no_match:
        raise typer.Exit(int(ExitCode.NOTHING_FOUND))


def _find_each(directory: PeopleDirectory, viewer: Viewer, limit: int) -> None:
    """One JSON answer a line, in order; a line that cannot be asked is answered with its error."""
    for line in sys.stdin:
        question = line.rstrip("\r\n")
        try:
            answer: Answer = directory.find(question, viewer, limit=limit)
        except BadInput as wrong:
            print_json({"question": question, "no_match": True, "hits": [], "error": str(wrong)})
        else:
            print_json(AnswerOut.of(answer))
        sys.stdout.flush()


@told
def show(
    person: Annotated[str, typer.Argument(help="编号或姓名 / id or name")],
    history: Annotated[bool, typer.Option("--history", help="身份变动的经过 / how he came to be who he is")] = False,
    as_: As = None,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """一个人的全部信息和来源 / one person, every value with its source."""
    directory, viewer = open_directory(load_settings(config)), viewer_named(as_)
    if history:
        _show_history(person, directory, viewer, json_, load_settings(config))
        return
    try:
        card = directory.person(person, viewer)
    except NotFound:
        hits = directory.find(person, viewer, limit=2).hits
        if len(hits) != 1:
            several = words(f"有{len(hits)}个以上的人符合“{person}”", f"more than one person fits “{person}”")
            nobody = words(f"没有找到“{person}”", f"nobody found for “{person}”")
            what_to_do = words("用 `zhaoren find` 查编号", "look the id up with `zhaoren find`")
            raise NotFound("show", several if hits else nobody, what_to_do) from None
        card = hits[0].card
    if json_:
        print_json(PersonOut.of(card))
    else:
        show_person(card)


def _show_history(person: str, directory: PeopleDirectory, viewer: Viewer, json_: bool, settings: Settings) -> None:
    """Of an id that lives, of one that leads to another, or of the only one whom a name fits."""
    from zhaoren.cli.review_rendering import show_history
    from zhaoren.stewardship.person_history import person_history

    _administrator(viewer, "show --history")
    with closing(open_catalog(settings)) as catalog:
        known = catalog.entities.get("person", person, follow=False) is not None
        hits = () if known else directory.find(person, viewer, limit=2).hits
        history = person_history(catalog, hits[0].card.person.id if len(hits) == 1 else person)
    if json_:
        print_json(history)
    else:
        show_history(history)


def _administrator(viewer: Viewer, command: str) -> None:
    if not viewer.local_administrator:
        raise BadInput(
            command, words("只有管理员可以", "only an administrator may"), words("去掉 --as", "leave --as out")
        )


@told
def tree(
    unit: Annotated[str | None, typer.Argument(help="编号、名称或代码 / id, name or code")] = None,
    as_: As = None,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """组织架构 / the organisation."""
    directory, viewer = open_directory(load_settings(config)), viewer_named(as_)
    if unit is None:
        roots = directory.roots(viewer)
        if json_:
            print_json([{"id": label.id, "name": label.name, "type": kind, "children": n} for label, kind, n in roots])
        else:
            show_children(words("集团", "group"), roots)
        return
    card = directory.unit(unit, viewer)
    if json_:
        print_json(UnitOut.of(card))
    else:
        show_unit(card)


Wanted = Literal["people", "units", "posts", "clusters", "reviews"]


@told
def export(
    what: Annotated[Wanted, typer.Argument(help="people | units | posts | clusters | reviews")],
    format_: Annotated[Literal["jsonl", "csv"], typer.Option("--format")] = "jsonl",
    as_: As = None,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """导出 / export what this viewer may see."""
    settings, viewer = load_settings(config), viewer_named(as_)
    rows = _review_rows(settings, viewer) if what == "reviews" else _rows(what, open_directory(settings), viewer)
    if format_ == "jsonl":
        for row in rows:
            print_json(row)
        return
    _write_csv(rows, _COLUMNS[what])


_COLUMNS: dict[Wanted, tuple[str, ...]] = {
    "people": ("id", "name", "status", "companies", "titles", "contacts", "records"),
    "units": ("id", "name", "type", "parent_id", "company_id", "placed", "why_unplaced", "records"),
    "posts": (
        *("id", "person_id", "name", "company", "department", "title", "functions"),
        *("engagement", "starts_on", "ends_on"),
    ),
    "clusters": ("source", "record_key", "person_id"),
    "reviews": (
        "review_id", "left_source", "left_record_key", "right_source", "right_record_key", "probability",
        "left_person_id", "right_person_id", "why_not", "value",
    ),
}  # fmt: skip


def _rows(what: Wanted, directory: PeopleDirectory, viewer: Viewer) -> Iterator[dict[str, Any]]:
    if what == "units":
        yield from _unit_rows(directory, viewer)
        return
    for card in directory.everybody(viewer):
        if what == "people":
            yield PersonOut.of(card).model_dump(mode="json")
        elif what == "clusters":
            for record in card.person.records:
                if record.kind is not RecordKind.PERSON:
                    continue
                yield {"source": record.source, "record_key": record.key, "person_id": card.person.id}
        else:
            for post, label in card.posts:
                yield {
                    "id": post.id,
                    "person_id": card.person.id,
                    "name": card.person.name.text,
                    "company": label.company if label is not None else "",
                    "department": label.name if label is not None else post.department,
                    "title": post.title.text,
                    "functions": [role.function.value for role in post.roles],
                    "engagement": post.engagement.value,
                    "starts_on": post.starts_on,
                    "ends_on": post.ends_on,
                }


def _review_rows(settings: Settings, viewer: Viewer) -> Iterator[dict[str, Any]]:
    from zhaoren.stewardship.review_queue import export_reviews

    _administrator(viewer, "export reviews")
    with closing(open_catalog(settings)) as catalog:
        yield from map(dict, export_reviews(catalog))


def _unit_rows(directory: PeopleDirectory, viewer: Viewer) -> Iterator[dict[str, Any]]:
    for unit in directory.units(viewer):
        yield {
            "id": unit.id,
            "name": unit.name.text,
            "names": [{"kind": name.kind.value, "text": name.value.text} for name in unit.names],
            "type": unit.type.value,
            "parent_id": unit.parent_id,
            "company_id": unit.company_id,
            "codes": list(unit.codes),
            "placed": unit.placed,
            "why_unplaced": unit.why_unplaced,
            "records": [RecordOut.of(record).model_dump() for record in unit.records],
        }


def _write_csv(rows: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> None:
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    for row in rows:
        flat = {**row, **_flat(row)}
        writer.writerow([_cell(flat.get(column)) for column in columns])


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    if "records" in row:
        flat["records"] = [f"{r['source']}:{r['kind']}:{r['key']}" for r in row["records"]]
    if "posts" in row:
        flat["companies"] = list(dict.fromkeys(p["unit"]["company"] for p in row["posts"] if p["unit"]))
        flat["titles"] = [p["title"]["text"] for p in row["posts"]]
    if "contacts" in row:
        flat["contacts"] = [c["text"] for c in row["contacts"]]
    return flat


def _cell(value: object) -> str:
    """One cell; a sign that a spreadsheet would run as a formula is defused (full-width forms too)."""
    text = "; ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    risky = text[:1] in ("=", "@", "\t", "\r", "＝", "＠") or (
        text[:1] in ("+", "-", "＋", "－") and not text[1:].strip().replace(" ", "").replace("-", "").isdigit()
    )
    return "'" + text if risky else text


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (find, show, tree, export):
        app.command()(command)
