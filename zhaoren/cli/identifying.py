"""`identity`: the model that tells who is whom — which one is in use, and training one on this group's own records."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from zhaoren.cli.asking import DEFAULT_CONFIG, Config, Json
from zhaoren.cli.console import out, print_json, told, words
from zhaoren.foundation.errors import ExitCode
from zhaoren.foundation.settings import load_settings
from zhaoren.wiring import open_catalog

if TYPE_CHECKING:
    from zhaoren.unification.linkage_model import LinkageModel

identity_app = typer.Typer(help="身份模型 / the model that tells who is whom", no_args_is_help=True)
_SHOWN_BITS = 0.05


@identity_app.command()
@told
def show(json_: Json = False, config: Config = DEFAULT_CONFIG) -> None:
    """正在用的模型与各项证据的权重 / the model in use, and what each piece of evidence weighs in bits."""
    from zhaoren.pipeline.identity_model import model_in_use

    used = model_in_use(load_settings(config))
    if json_:
        print_json({"version": used.model.version, "file": used.file and used.file.name, **_figures(used.model)})
        return
    where = used.file.name if used.file else words("随产品提供", "comes with the product")
    out.print(escape(words(f"模型 {used.model.version}（{where}）", f"model {used.model.version} ({where})")))
    for feature, levels in used.model.weights.items():
        told_ = "  ".join(f"{level} {bits:+.1f}" for level, bits in levels.items() if abs(bits) >= _SHOWN_BITS)
        out.print(escape(f"  {feature:<13} {told_}"))


@identity_app.command()
@told
def train(json_: Json = False, config: Config = DEFAULT_CONFIG) -> None:
    """用本集团的数据训练一次，之后固定不变 / train once on this group's records; the model then stays as it is.

    The next joining looks at everybody anew. Train about once a year, or when many sources were added.
    """
    from zhaoren.pipeline.identity_model import FILE, train_model

    settings = load_settings(config)
    with closing(open_catalog(settings)) as catalog:
        training = train_model(catalog, settings, on_count=lambda _step, _count: None)
    if json_:
        print_json({
            "version": training.model.version, "pairs": training.pairs, "learned": list(training.learned),
            "why_not": training.why_not, "file": FILE if training.learned else None,
        })  # fmt: skip
    elif training.learned:
        learned = ", ".join(training.learned)
        out.print(words(
            f"已训练模型 {training.model.version}：{training.pairs} 对记录，调整了 {learned}；下次合并时全部重新判断",
            f"trained model {training.model.version} on {training.pairs} pairs: {learned} moved; the next joining looks"
            " at everybody",
        ))  # fmt: skip
    else:
        out.print(escape(words(f"未训练，沿用原模型：{training.why_not}", f"not trained: {training.why_not}")))
    if not training.learned:
        raise typer.Exit(int(ExitCode.FAILED))


def _figures(model: LinkageModel) -> dict[str, object]:
    return {
        "prior": model.prior, "join_at": model.join_at, "ask_at": model.ask_at,
        "weights": {name: dict(levels) for name, levels in model.weights.items()}, "trained": dict(model.trained),
    }  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(identity_app, name="identity")
