"""`reviews`, `split`, `join`: doubtful joins settled by a person, and taken back."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from schemas.review_json import DecidedOut, Kind, State, Verdict
from zhaoren.cli.asking import DEFAULT_CONFIG, Config, Json
from zhaoren.cli.console import out, print_json, told, words
from zhaoren.cli.review_rendering import show_card, show_decisions, show_queue
from zhaoren.foundation.errors import Busy, ExitCode
from zhaoren.foundation.settings import Settings, load_settings
from zhaoren.search_index.port import EngineBusy, EngineUnavailable
from zhaoren.wiring import open_catalog

# The catalog and what decides in it are imported where they are called: half a second that questions do not owe.
if TYPE_CHECKING:
    from zhaoren.catalog.catalog import Catalog
    from zhaoren.stewardship.deciding import Decided

reviews_app = typer.Typer(
    help="疑似同一人（或同一单位）的判断队列 / doubtful joins for a person to decide", no_args_is_help=True
)
ReviewId = Annotated[str, typer.Argument(help="复核编号 / id of the review")]
Reason = Annotated[str, typer.Option("--reason", help="理由，留在记录中 / why; it is kept")]
Later = Annotated[bool, typer.Option("--later", help="下次更新时再生效 / let the next refresh apply it")]
Act = Callable[["Catalog"], "Decided"]


@reviews_app.command("list")
@told
def list_(
    state: Annotated[State, typer.Option(help="状态 / state")] = "open",
    kind: Annotated[Kind | None, typer.Option(help="人员或单位 / people or units")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="最多几条 / how many")] = 20,
    after: Annotated[str | None, typer.Option(help="上一页给出的位置 / position given by the last page")] = None,
    all_: Annotated[bool, typer.Option("--all", help="包括价值很小的 / those of little value too")] = False,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """待判断的，价值大的在前 / what is to be decided, the most valuable first."""
    from zhaoren.catalog.reviews import ReviewKind, ReviewState
    from zhaoren.stewardship.review_queue import list_reviews

    kinds = tuple(ReviewKind) if kind is None else (ReviewKind(kind),)
    with closing(open_catalog(load_settings(config))) as catalog:
        page = list_reviews(
            catalog, state=ReviewState(state), kinds=kinds, after=after, limit=limit, beyond_budget=all_
        )
    if json_:
        print_json(page)
    else:
        show_queue(page)


@reviews_app.command()
@told
def show(review: ReviewId, json_: Json = False, config: Config = DEFAULT_CONFIG) -> None:
    """两边的记录和依据 / both sides beside each other, and the evidence."""
    from zhaoren.stewardship.review_queue import show_review

    with closing(open_catalog(load_settings(config))) as catalog:
        card = show_review(catalog, review)
    if json_:
        print_json(card)
    else:
        show_card(card)


@reviews_app.command()
@told
def same(
    review: ReviewId, reason: Reason = "", later: Later = False, json_: Json = False, config: Config = DEFAULT_CONFIG
) -> None:
    """是同一个 / they are one; the directory follows at once."""
    _answer(review, "same", reason, later, json_, load_settings(config))


@reviews_app.command()
@told
def different(
    review: ReviewId, reason: Reason = "", later: Later = False, json_: Json = False, config: Config = DEFAULT_CONFIG
) -> None:
    """不是同一个 / they are two, whatever comes."""
    _answer(review, "different", reason, later, json_, load_settings(config))


@reviews_app.command()
@told
def unsure(review: ReviewId, reason: Reason = "", json_: Json = False, config: Config = DEFAULT_CONFIG) -> None:
    """无法判断，不再询问 / cannot tell; it is not asked again."""
    _answer(review, "unsure", reason, True, json_, load_settings(config))


@reviews_app.command()
@told
def undo(
    id_: Annotated[str, typer.Argument(metavar="ID", help="复核或判断的编号 / id of a review or of a decision")],
    reason: Reason = "",
    later: Later = False,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """撤销一个判断、拆分或合并 / take an answer, a split or a join back."""

    def act(catalog: Catalog) -> Decided:
        from zhaoren.stewardship.deciding import undo_decision

        return undo_decision(catalog, id_, who=getpass.getuser(), reason=reason)

    _decide(load_settings(config), act, later, json_)


@reviews_app.command()
@told
def history(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="最多几条 / how many")] = 20,
    before: Annotated[str | None, typer.Option(help="上一页最后的编号 / last id of the page before")] = None,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """谁在何时判断了什么 / who decided what, when and why, the newest first."""
    from zhaoren.stewardship.review_queue import decision_out

    with closing(open_catalog(load_settings(config))) as catalog:
        found = [decision_out(decision) for decision in catalog.decisions.newest(before=before, limit=limit)]
    if json_:
        print_json([decision.model_dump(mode="json") for decision in found])
    else:
        show_decisions(found)


@reviews_app.command("apply")
@told
def apply_(json_: Json = False, config: Config = DEFAULT_CONFIG) -> None:
    """让已有的判断生效 / join and publish what was decided so far."""
    applied = _apply(load_settings(config))
    if json_:
        print_json({"applied": applied})
    else:
        _tell_applied(applied)
    if applied != "now":
        raise typer.Exit(int(ExitCode.BUSY))


@told
def split(
    person: Annotated[str, typer.Argument(help="人员编号 / id of the person")],
    records: Annotated[list[str], typer.Argument(help="不属于他的记录 / records that are not his: source:key")],
    reason: Reason = "",
    later: Later = False,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """拆开误合的人 / take records out of a wrongly joined person; every later run keeps it so."""

    def act(catalog: Catalog) -> Decided:
        from zhaoren.stewardship.deciding import split_person

        return split_person(catalog, person, records, who=getpass.getuser(), reason=reason)

    _decide(load_settings(config), act, later, json_)


@told
def join(
    one: Annotated[str, typer.Argument(help="人员编号 / id of a person")],
    other: Annotated[str, typer.Argument(help="另一人的编号 / id of the other")],
    reason: Reason = "",
    later: Later = False,
    json_: Json = False,
    config: Config = DEFAULT_CONFIG,
) -> None:
    """合并两个人 / join two people whom nobody asked about."""

    def act(catalog: Catalog) -> Decided:
        from zhaoren.stewardship.deciding import join_people

        return join_people(catalog, one, other, who=getpass.getuser(), reason=reason)

    _decide(load_settings(config), act, later, json_)


def _answer(review: str, answer: Verdict, reason: str, later: bool, json_: bool, settings: Settings) -> None:
    def act(catalog: Catalog) -> Decided:
        from zhaoren.catalog.reviews import ReviewState
        from zhaoren.stewardship.deciding import answer_review

        return answer_review(catalog, review, ReviewState(answer), who=getpass.getuser(), reason=reason)

    _decide(settings, act, later, json_)


def _decide(settings: Settings, act: Act, later: bool, json_: bool) -> None:
    from zhaoren.stewardship.review_queue import decision_out

    with closing(open_catalog(settings)) as catalog:
        decided = act(catalog)
    applied = "next_refresh" if later else _apply(settings)
    if json_:
        print_json(DecidedOut(decision=decision_out(decided.decision), changed=decided.changed, applied=applied))
        return
    done = words("已记录", "kept") if decided.changed else words("此前已如此，未改动", "it was so already")
    out.print(escape(f"{done}：{decided.decision.id}  {decided.decision.act.value}"))
    _tell_applied(applied)


def _apply(settings: Settings) -> Literal["now", "next_refresh"]:
    """Join and publish; what cannot be done now is done by the next refresh, since the decision is kept."""
    from zhaoren.cli.syncing import refresh_joined  # half a second that reading the queue does not owe

    try:
        refresh_joined(settings)
    except (Busy, EngineBusy, EngineUnavailable):
        return "next_refresh"
    return "now"


def _tell_applied(applied: Literal["now", "next_refresh"]) -> None:
    now = words("目录已随之更新", "the directory follows it")
    later = words("下次更新（zhaoren sync）时生效", "the next refresh (zhaoren sync) applies it")
    out.print(now if applied == "now" else later)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(reviews_app, name="reviews")
    app.command()(split)
    app.command()(join)
