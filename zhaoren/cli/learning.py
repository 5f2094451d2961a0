"""`questions` and `lexicon`: what was asked in vain, and the words that mend it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from schemas.answers import FailedQuestion
from schemas.viewer import LOCAL_ADMINISTRATOR
from zhaoren.cli.asking import DEFAULT_CONFIG, Config, Json
from zhaoren.cli.console import out, print_json, say, told, words
from zhaoren.foundation.clock import system_clock
from zhaoren.foundation.errors import BadInput, ExitCode
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.language.lexicon import DEFAULT
from zhaoren.search_index.port import IndexMissing
from zhaoren.stewardship.failed_questions import failed_questions, forget_failed_questions
from zhaoren.stewardship.lexicon_review import Remark, review_additions, template, what_it_means
from zhaoren.wiring import load_lexicon, open_catalog, open_directory

questions_app = typer.Typer(help="没有答案的问题 / questions that found nobody", invoke_without_command=True)
Days = Annotated[int, typer.Option(min=1, help="最近几天 / how many days back")]
_MASK = ("〇", "〈")


@questions_app.callback()
@told
def questions(
    context: typer.Context,
    days: Days = 30,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="最多几条 / how many")] = 50,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """没有答案的问题，问得最多的在前 / what was asked in vain, the most asked first; names and numbers are masked."""
    context.obj = config
    if context.invoked_subcommand is not None:
        return
    found = _failed(load_settings(config), days, limit)
    if json_:
        print_json([_json(question) for question in found])
        return
    for question in found:
        part = words(f"（没有认出：{question.failed_part}）", f" (not known: {question.failed_part})")
        out.print(escape(f"{question.asked:5}  {question.last_on}  {question.question}"), end="")
        out.print(f"[dim]{escape(part) if question.failed_part else ''}  {question.outcome}[/dim]")
    if not found:
        out.print(words("没有落空的问题", "no question was asked in vain"))


def _failed(settings: Settings, days: int, limit: int) -> list[FailedQuestion]:
    with closing(open_catalog(settings)) as catalog:
        return failed_questions(
            catalog.journal.failed_questions, LOCAL_ADMINISTRATOR, system_clock, days=days, limit=limit
        )


def _json(question: FailedQuestion) -> dict[str, object]:
    return {
        "question": question.question,
        "outcome": question.outcome,
        "failed_part": question.failed_part,
        "asked": question.asked,
        "last_on": question.last_on,
    }


@questions_app.command()
@told
def again(context: typer.Context, days: Days = 30, json_: Json = False) -> None:
    """再问一遍：现在哪些有答案了 / ask them anew: which are answered by now."""
    settings = load_settings(context.obj)
    asked = [q for q in _failed(settings, days, 10_000) if not any(mask in q.question for mask in _MASK)]
    directory = open_directory(settings, keep_failed=False)
    answered = [q for q in asked if directory.find(q.question, LOCAL_ADMINISTRATOR, limit=1).hits]
    if json_:
        print_json({"asked": len(asked), "answered": [_json(question) for question in answered]})
        return
    for question in answered:
        out.print(escape(f"✓ {question.question}"))
    out.print(
        words(
            f"重问 {len(asked)} 个，{len(answered)} 个已有答案",
            f"asked {len(asked)} again, {len(answered)} are answered by now",
        )
    )


@questions_app.command()
@told
def forget(context: typer.Context) -> None:
    """全部删除 / drop them all."""
    with closing(open_catalog(load_settings(context.obj))) as catalog:
        count = forget_failed_questions(catalog.journal.failed_questions, LOCAL_ADMINISTRATOR)
    out.print(words(f"已删除 {count} 条", f"{count} dropped"))


lexicon_app = typer.Typer(help="本集团自己的说法 / words of your own", no_args_is_help=True)


@lexicon_app.command("check")
@told
def check_lexicon(json_: Json = False, config: Config = DEFAULT_CONFIG) -> None:
    """检查词表 / look the lexicon file through: mistakes, words known already, words in somebody's way."""
    settings = load_settings(config)
    if settings.lexicon_file is None:
        raise BadInput(
            str(config),
            words("没有词表", "there is no lexicon"),
            words('用 `zhaoren lexicon new lexicon.toml` 建一个，再写 lexicon_file = "lexicon.toml"',
                  'make one with `zhaoren lexicon new lexicon.toml` and write lexicon_file = "lexicon.toml"'),
        )  # fmt: skip
    remarks = review_additions(load_lexicon(settings).added, DEFAULT, _names(settings))
    if json_:
        print_json([_remark(remark) for remark in remarks])
    else:
        for remark in remarks:
            mark = "[yellow]![/yellow]" if remark.doubtful else "·"
            out.print(f"{mark} {escape(f'{remark.where}: {remark.word}')}：{escape(say(remark.said))}")
        out.print(words("词表可以使用", "the lexicon can be used"))


def _names(settings: Settings) -> list[str]:
    """Names of units as published; none before the first sync."""
    try:
        units = open_directory(settings, keep_failed=False).units(LOCAL_ADMINISTRATOR)
        return [name.value.text for unit in units for name in unit.names]
    except IndexMissing:
        return []


def _remark(remark: Remark) -> dict[str, object]:
    return {"where": remark.where, "word": remark.word, "doubtful": remark.doubtful,
            "zh": remark.said.zh, "en": remark.said.en}  # fmt: skip


@lexicon_app.command()
@told
def means(
    word: Annotated[str, typer.Argument(help="一个词 / one word")], json_: Json = False, config: Config = DEFAULT_CONFIG
) -> None:
    """一个词现在怎么理解 / what one word is taken for now."""
    found = what_it_means(word, load_lexicon(load_settings(config)))
    if json_:
        print_json([{"section": section, "meaning": meaning} for section, meaning in found])
    else:
        for section, meaning in found:
            out.print(escape(f"{section}  {meaning}"))
    if not found:
        if not json_:
            out.print(words(f"不认识“{word}”", f"“{word}” is not known"))
        raise typer.Exit(int(ExitCode.NOTHING_FOUND))


@lexicon_app.command("new")
@told
def new_lexicon(file: Annotated[Path, typer.Argument(help="新文件 / the new file")]) -> None:
    """写一个空词表 / write a lexicon file to begin with."""
    try:
        with file.open("x", encoding="utf-8") as writing:
            writing.write(template())
    except FileExistsError:
        raise BadInput(str(file), words("已存在", "it is there already"), words("换个名字", "name another")) from None
    except OSError as refused:
        raise BadInput(str(file), words("写不了", f"it cannot be written: {refused.strerror}")) from None
    out.print(words(f"已写入 {file}", f"wrote {file}"))


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(questions_app, name="questions")
    app.add_typer(lexicon_app, name="lexicon")
