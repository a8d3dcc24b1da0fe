"""``mca accounts``: who may do what on the server, and new passwords."""

import click

from python_jobs.commands.server import ACCOUNT_NAMES


@click.group()
def accounts() -> None:
    """The five accounts with least privilege: what each may do, and their passwords.

    \b
    Example:
        mca accounts list
    """


@accounts.command("list")
def list_() -> None:
    """List the accounts, what each may do, whether it works and how old its password is. Times are UTC.

    \b
    Example:
        mca accounts list
    """
    from rich.console import Console
    from rich.table import Table

    from python_jobs.settings import load_settings
    from python_jobs.warehouse.access.account_administration import list_accounts

    states = list_accounts(load_settings())
    if not states:
        click.echo("No accounts yet: every step uses MCA_MYSQL_USER. Make them: mca accounts create")
        return
    table = Table("Account", "From", "Works", "Password of", "Old one until", "May", box=None, pad_edge=False)
    for state in states:
        works = "[green]yes[/]" if state.works else "[red]no[/]"
        changed, old_until = (
            f"{time:%Y-%m-%d %H:%M}" if time else "" for time in (state.changed_at, state.old_until)
        )
        table.add_row(state.user, "\n".join(state.hosts), works, changed, old_until, state.may)
    Console().print(table, highlight=False)
    if not all(state.works for state in states):
        click.echo("An account that does not work is put right by: mca accounts create")
        raise click.exceptions.Exit(1)


@accounts.command()
@click.option("--host", help="On your own server: from where they may connect, e.g. 10.0.%; at first %.")
def create(host: str | None) -> None:
    """Make the accounts and hold their rights to what the design says. Running it again changes nothing.

    On a server of one's own MCA_MYSQL_USER makes them, and from then on every step uses its own account. If
    it may not, the SQL for an administrator is printed. The passwords are generated; they stay under MCA_HOME
    in a file that only you can read, which another machine with the same server needs a copy of.

    \b
    Examples:
        mca accounts create
        mca accounts create --host 10.0.%
    """
    from python_jobs.settings import load_settings
    from python_jobs.warehouse import passwords
    from python_jobs.warehouse.access.account_administration import create as create_all

    settings = load_settings()
    create_all(settings, host)
    click.echo(f"{len(ACCOUNT_NAMES)} accounts are ready; their passwords are in {passwords.path(settings)}")


@accounts.command()
@click.option("--account", type=click.Choice(ACCOUNT_NAMES), help="Only this one; without it, all of them.")
@click.option("--keep-old", type=click.FloatRange(min=0), default=24.0, show_default=True, metavar="HOURS")
def rotate(account: str | None, keep_old: float) -> None:
    """Give the accounts new passwords while everything goes on; the private server's root gets one too.

    For --keep-old hours the password before works as well, for runs under way and until Power BI has the new
    one (mca server url --account bi_reader); the first start or run after that ends it. After a leak take
    --keep-old 0: the old one ends at once, and a run under way may fail.

    \b
    Examples:
        mca accounts rotate
        mca accounts rotate --account bi_reader --keep-old 72
    """
    from datetime import timedelta

    from python_jobs.settings import load_settings
    from python_jobs.warehouse.access.account_administration import change_passwords

    chosen = [account] if account else None
    changed = change_passwords(load_settings(), chosen, timedelta(hours=keep_old))
    click.echo(f"New passwords for {', '.join(changed)}.")
    if keep_old:
        click.echo(f"The old ones work for {keep_old:g} more hours.")
    if "bi_reader" in changed:
        click.echo("Give Power BI its new one: mca server url --account bi_reader")
