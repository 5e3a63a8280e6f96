"""`hub quality`: what is done about findings."""

from __future__ import annotations

import typer

from hub.main.commands import export, quality_holds

app = typer.Typer(help="质量：放行、重新判定、导出整改清单。", no_args_is_help=True)
app.command("export")(export.export)
app.command("accept")(quality_holds.accept)
app.command("recheck")(quality_holds.recheck)
