"""Reviews, decisions and histories as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.markup import escape
from rich.table import Table

from schemas.answer_json import TextOut
from schemas.review_json import DecisionOut, HistoryOut, QueueOut, ReviewCardOut, ReviewOut, SaidOut, SideOut
from zhaoren.cli.console import language, out, words

_BAR = 12  # signs of the longest bar
_MOST_BITS = 12.0  # evidence beyond this has the longest bar: 1 in 4,000
_MARKS: Final = {"same": "[green]=[/green]", "differs": "[red]≠[/red]", "one_side": " "}
_ACTS: Final = {
    "same": ("同一个", "the same"),
    "different": ("不同", "different"),
    "unsure": ("无法判断", "cannot tell"),
    "split": ("拆分", "split"),
    "join": ("合并", "join"),
    "undo": ("撤销", "undo"),
}
_STATES: Final = {**_ACTS, "open": ("待判断", "open")}


def in_language(text: TextOut) -> str:
    """The sentence in the chosen language."""
    return text.zh if language() == "zh" else text.en


def show_queue(page: QueueOut) -> None:
    """One line for each review."""
    for review in page.reviews:
        out.print(
            f"[bold]{review.id}[/bold]  {review.probability:4.0%}  {_who(review.left)}  ↔  {_who(review.right)}"
            f"  [yellow]{escape(in_language(review.why_not))}[/yellow]"
        )
    if not page.reviews:
        out.print(words("没有待判断的", "nothing is to be decided"))
    if page.reviews:
        state = page.reviews[0].state
        out.print(f"[dim]{words(*_STATES[state])}: {page.counts.get(state, 0)}[/dim]")
    if page.more:
        out.print(f"[dim]{words('接着看', 'go on with')} --after {page.more}[/dim]")
    if page.beyond_budget:
        told = words(f"另有 {page.beyond_budget} 条价值较小", f"{page.beyond_budget} more of little value")
        out.print(f"[dim]{told}（--all）[/dim]")


def _who(side: SideOut) -> str:
    about = f"（{side.about}）" if side.about else ""
    return f"{escape(side.name)}[dim]{escape(about)}[/dim]×{len(side.records)}"


def show_card(card: ReviewCardOut) -> None:
    """Both sides, field beside field, then what speaks for and against."""
    _show_head(card)
    table = Table(show_header=True, box=None, pad_edge=False)
    for heading in (words("字段", "field"), "", *(f"{escape(side.name)}" for side in (card.left, card.right))):
        table.add_column(heading, overflow="fold")
    for row in card.rows:
        table.add_row(row.field, _MARKS[row.agrees], _cell(row.left), _cell(row.right))
    out.print(table)
    pair = " ↔ ".join(f"{record.source}:{record.key}" for record in card.pair)
    out.print(f"[bold]{words('依据', 'evidence')}[/bold]  {card.probability:.0%}  [dim]{escape(pair)}[/dim]")
    for fact in card.evidence:
        colour = "green" if fact.bits > 0 else "red"
        bar = "█" * max(1, round(min(abs(fact.bits), _MOST_BITS) / _MOST_BITS * _BAR))
        out.print(f"  {fact.bits:+6.1f} [{colour}]{bar:<{_BAR}}[/{colour}] {escape(in_language(fact.text))}")
    show_decisions(card.decisions)


def _show_head(card: ReviewOut) -> None:
    out.print(f"[bold]{card.id}[/bold]  {words(*_STATES[card.state])}  {escape(in_language(card.why_not))}")
    for side in (card.left, card.right):
        records = ", ".join(f"{r.source}:{r.key}" for r in side.records)
        out.print(f"  {_who(side)}  [dim]{side.id}  {escape(records)}[/dim]")


def _cell(said: Sequence[SaidOut]) -> str:
    lines = []
    for value in said:
        pieces = (f"[red]{escape(p.text)}[/red]" if p.differs else escape(p.text) for p in value.pieces)
        sources = ", ".join(dict.fromkeys(origin.source for origin in value.origins))
        lines.append(f"{''.join(pieces)} [dim]{escape(sources)}[/dim]")
    return "\n".join(lines)


def show_decisions(decisions: Iterable[DecisionOut]) -> None:
    """One line for each, with who, when and why."""
    for one in decisions:
        undone = words("（已撤销）", " (taken back)") if one.undone else ""
        about = one.review_id or one.undoes or one.left_id or ""
        out.print(escape(f"{one.made_at}  {one.who}  {words(*_ACTS[one.act])}{undone}  {about}  {one.reason}"), end="")
        out.print(f"  [dim]{one.id}[/dim]")


def show_history(history: HistoryOut) -> None:
    """What happened to a person's id, the oldest first."""
    for line in history.lines:
        records = ", ".join(f"{r.source}:{r.key}" for r in line.records)
        out.print(escape(f"{line.at}  {in_language(line.text)}"), end="")
        out.print(f"  [dim]{escape('  '.join(t for t in (records, line.model, line.run) if t))}[/dim]")
    if not history.lines:
        out.print(words("没有记录", "nothing is recorded"))
