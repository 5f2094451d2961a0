"""Answers and cards as text for a terminal."""

from __future__ import annotations

from rich.markup import escape
from rich.table import Table
from rich.tree import Tree

from schemas.answers import Answer, Hit, PersonCard, UnitCard, UnitLabel
from schemas.directory import ContactPoint, Post, Value
from schemas.vocabulary import Engagement
from zhaoren.cli.console import out, say, words

_ENGAGEMENTS = {
    Engagement.CONCURRENT: ("兼任", "beside another post"),
    Engagement.SECONDED: ("借调／挂职", "on secondment"),
}


def show_answer(answer: Answer, seconds: float) -> None:
    """What was understood, who was found and why, or that nobody was."""
    understood = "　".join(
        f"{escape(part.text)} → {escape(say(part.means))}" for part in answer.understood if say(part.means)
    )
    if understood:
        out.print(f"[dim]{words('理解为', 'understood')}：{understood}[/dim]")
    if answer.note is not None:
        out.print(f"[yellow]{escape(say(answer.note))}[/yellow]")
    for number, hit in enumerate(answer.hits, 1):
        _show_hit(number, hit)
    if answer.no_match:
        out.print(
            words("没有符合的人", "nobody fits") if answer.note is None else "", end="\n" if answer.note is None else ""
        )
    if answer.suggestions:
        out.print(words("相近的：", "near:"))
        for suggestion in answer.suggestions:
            out.print(f"  · {escape(say(suggestion.label))}")
    stale = dict(one for hit in answer.hits for one in hit.card.as_of if one[0] in hit.card.stale)
    for source, read_at in stale.items():
        line = words(f"{source} 读取于 {read_at}，可能已过时", f"{source} was read {read_at}: maybe out of date")
        out.print(f"[yellow]{escape(line)}[/yellow]")
    more = words("，还有更多", ", there is more") if answer.more else ""
    out.print(f"[dim]{len(answer.hits)} {words('人', 'found')}{more}，{seconds * 1000:.0f} ms[/dim]")


def _show_hit(number: int, hit: Hit) -> None:
    card = hit.card
    left = words("（已离职）", " (left)") if card.person.status == "left" else ""
    out.print(f"[bold]{number}. {escape(card.person.name.text)}[/bold]{left}  {escape(_posts_line(card))}")
    for reason in hit.why:
        out.print(f"     [green]{escape(say(reason))}[/green]")
    contacts = "  ".join(_contact(contact) for contact in card.person.contacts)
    if contacts:
        out.print(f"     {escape(contacts)}")
    sources = sorted({record.source for record in card.person.records})
    out.print(f"     [dim]{words('来源', 'sources')}：{escape('、'.join(sources))}  id {card.person.id}[/dim]")


def _posts_line(card: PersonCard) -> str:
    return "；".join(post_line(post, label) for post, label in card.posts[:3])


def post_line(post: Post, label: UnitLabel | None) -> str:
    """A post with its company and department."""
    if label is None:
        return " ".join(text for text in (post.department, post.title.text) if text)
    where = " / ".join(text for text in (label.company or label.name, *label.path) if text)
    return f"{where} {post.title.text}".strip()


def _dated_line(post: Post, label: UnitLabel | None) -> str:
    """A post, how it is held where that is not the usual way, and from when to when."""
    told = [post_line(post, label)]
    if post.engagement in _ENGAGEMENTS:
        told.append(f"({words(*_ENGAGEMENTS[post.engagement])})")
    if post.starts_on or post.ends_on:
        told.append(f"{post.starts_on or '…'} → {post.ends_on}".rstrip())
    return " ".join(told)


def _contact(contact: ContactPoint) -> str:
    names = {"mobile": "手机", "phone": "座机", "email": "邮箱", "chat": "即时通讯", "office": "办公室"}
    return f"{words(names[contact.kind.value], contact.kind.value)} {contact.value.text}"


def show_person(card: PersonCard) -> None:
    """Every value of a person with the records that said it."""
    person = card.person
    table = Table(title=escape(person.name.text), title_justify="left", show_lines=False)
    for column in (words("项目", "field"), words("值", "value"), words("来源", "source"), words("始见于", "since")):
        table.add_column(column, overflow="fold")

    def row(field: str, value: Value, text: str = "") -> None:
        origins = value.origins
        table.add_row(
            field,
            escape(text or value.text),
            escape("\n".join(f"{o.record.source}:{o.record.key}" for o in origins)),
            escape("\n".join(o.since for o in origins)),
        )

    for name in person.names:
        row(f"name ({name.kind.value})", name.value)
    for post, label in card.posts:
        row("post", post.title, _dated_line(post, label))
    for post, label in card.past_posts:
        row(words("过往 post", "past post"), post.title, _dated_line(post, label))
    for contact in person.contacts:
        row(contact.kind.value, contact.value)
    for number in person.employee_numbers:
        row("employee_number", number.value)
    for login in person.logins:
        row("login", login)
    for fact in person.facts:
        row(fact.field, fact.value)
    out.print(table)
    if card.manager is not None:
        out.print(f"{words('上级', 'reports to')}：{escape(card.manager[1])}")
    _show_disagreements(card)
    _show_freshness(card)


def _show_freshness(card: PersonCard) -> None:
    if card.withheld:
        out.print(f"[dim]{words('不可见', 'withheld')}：{', '.join(card.withheld)}[/dim]")
    for source, read_at in card.as_of:
        old = words("，已过时", ", out of date") if source in card.stale else ""
        out.print(f"[dim]{escape(source)}：{words('读取于', 'read at')} {read_at}{old}[/dim]")


def _show_disagreements(card: PersonCard) -> None:
    for one in card.disagreements:
        said = (f"{v.text} ({', '.join(f'{o.record.source} {o.since[:10]}' for o in v.origins)})" for v in one.said)
        out.print(
            f"[yellow]{words('来源说法不一', 'sources disagree')}：{one.field}: {escape(' ≠ '.join(said))}[/yellow]"
        )


def show_unit(card: UnitCard) -> None:
    """A unit, its heads and what is right below it."""
    path = " / ".join(label.name for label in card.path) or card.unit.name.text
    more = "+" if card.more_people else ""
    out.print(f"[bold]{escape(path)}[/bold]  ({card.unit.type.value}, {card.people}{more} {words('人', 'people')})")
    if card.unit.why_unplaced:
        out.print(f"[yellow]{escape(card.unit.why_unplaced)}[/yellow]")
    for hit in card.heads:
        out.print(f"  {escape(hit.card.person.name.text)}  [green]{escape(' '.join(say(r) for r in hit.why))}[/green]")
    show_children("", card.children)


def show_children(title: str, children: tuple[tuple[UnitLabel, str, int], ...]) -> None:
    """Units as a list of branches."""
    tree = Tree(escape(title) or words("下级", "below"))
    for label, type_, count in children:
        below = f" (+{count})" if count else ""
        tree.add(f"{escape(label.name)} [dim]{type_}{below}[/dim]")
    if children:
        out.print(tree)
