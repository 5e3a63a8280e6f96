"""`hub quality`: what is done about findings."""

from __future__ import annotations

import typer

from hub.main.commands import export

app = typer.Typer(help="质量：导出整改清单。", no_args_is_help=True)
app.command("export")(export.export)
