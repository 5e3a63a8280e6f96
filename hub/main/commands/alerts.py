"""`hub alerts`: what operators have to know."""

from __future__ import annotations

import typer

from hub.main.commands.options import Json, Sandbox

app = typer.Typer(help="告警：列出或发送。", no_args_is_help=True)


@app.command("list")
def list_alerts(as_json: Json = False, sandbox: Sandbox = False) -> None:
    """列出未解除的告警。"""
    from dataclasses import asdict

    from hub.database.migrate import require_current
    from hub.main import overview
    from hub.main.commands.status import emit_alerts
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json

    database = open_database(open_settings(sandbox=sandbox))
    require_current(database)
    with database.connect() as connection:
        alerts = overview.open_alerts(connection)
    if as_json:
        emit_json([asdict(each) for each in alerts])
    else:
        emit_alerts(alerts)


@app.command("deliver")
def deliver_alerts(as_json: Json = False, sandbox: Sandbox = False) -> None:
    """把新告警与恢复消息发到各渠道（HUB_ALERT_CHANNELS）；不通的渠道下次再发。"""
    from dataclasses import asdict

    from hub.database.migrate import require_current
    from hub.errors import ExitCode
    from hub.main.opening import open_database, open_settings
    from hub.main.output import emit_json, say
    from resources.channels import deliver

    settings = open_settings(sandbox=sandbox)
    database = open_database(settings)
    require_current(database)
    outcome = deliver(database, settings.alert_channels)
    if as_json:
        emit_json(asdict(outcome))
    else:
        say(outcome.sentence)
    if outcome.failed:
        raise typer.Exit(ExitCode.PARTLY)
