"""``mca alerts``: does the operator's telephone ring?"""

import click


@click.group()
def alerts() -> None:
    """Alerts on failures, new warnings, stale data and recoveries: to the log, by e-mail, to a chat.

    config/operations.yml says who is told what. The secrets are MCA_SMTP_PASSWORD and MCA_ALERT_WEBHOOK_URL.

    \b
    Example:
        mca alerts test
    """


@alerts.command()
def test() -> None:
    """Send a test message to every channel and say what became of it; exit code 1 if one fails.

    \b
    Example:
        mca alerts test
    """
    import socket

    from python_jobs import logs
    from python_jobs.alerts.alert import Alert
    from python_jobs.alerts.delivery import deliver
    from python_jobs.operations_config import EVERY_EVENT, load_operations_config, operations_path
    from python_jobs.settings import load_settings

    settings = load_settings()
    alert = Alert(
        events=EVERY_EVENT[::-1],  # every channel wants one of them, and the least alarming leads
        headline="This is a test: alerts arrive",
        why=("Nothing has happened. Somebody has typed: mca alerts test",),
        facts=(("Where", f"{socket.gethostname()}, MCA_HOME={settings.home}"),),
        commands=("mca publication status",),
    )
    deliveries = deliver(settings, load_operations_config(settings).alerts, alert)
    click.echo(f"log       {logs.path(settings)}")
    for delivery in deliveries:
        outcome = "sent" if delivery.error is None else f"FAILED: {delivery.error}"
        click.echo(f"{delivery.channel:<9} {outcome}")
    if not deliveries:
        click.echo(
            f"No other channel is set up. Set alerts.email.host in {operations_path(settings)} "
            "or MCA_ALERT_WEBHOOK_URL in .env."
        )
    if any(delivery.error for delivery in deliveries):
        raise click.exceptions.Exit(1)
