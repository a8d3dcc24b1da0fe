"""``mca server``: the private database server and the Prefect server beside it."""

import click

# The accounts of warehouse.connections, repeated so that --help need not import SQLAlchemy; a test compares.
ACCOUNT_NAMES = ("loader", "transformer", "publisher", "analyst", "bi_reader")


@click.group()
def server() -> None:
    """The private database server, and the Prefect server beside it.

    \b
    Example:
        mca server start
    """


@server.command()
def start() -> None:
    """Start both, or find them running; make the databases and accounts.

    With MCA_MYSQL_HOST set, that server is checked and set up instead of a private one; with
    PREFECT_API_URL set, no Prefect server is started.

    \b
    Example:
        mca server start
    """
    from rich.console import Console

    from flows import prefect_server
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.private_server import server as database

    settings = load_settings()
    with Console(stderr=True).status("Starting the servers"):
        prefect_url = prefect_server.start(settings)  # takes 10-24 s, so it goes first
        state = database.start(settings)
        prefect_server.wait_until_ready(settings)
    click.echo(f"Database  {state.address}  {state.version}")
    click.echo(f"Prefect   {prefect_url.removesuffix('/api')}")


@server.command()
def stop() -> None:
    """Stop both. A server of one's own is left alone.

    \b
    Example:
        mca server stop
    """
    from flows import prefect_server
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.private_server import server as database

    settings = load_settings()
    had_prefect = prefect_server.stop(settings)
    if settings.uses_own_server:
        click.echo(f"Database  {settings.mysql_host}:{settings.mysql_port} is yours: left alone")
    else:
        click.echo(f"Database  {'stopped' if database.stop(settings) else 'was not running'}")
    click.echo(f"Prefect   {'stopped' if had_prefect else 'was not running'}")


@server.command()
def status() -> None:
    """Say what runs and where; exit code 1 if the database does not answer.

    \b
    Example:
        mca server status
    """
    from flows import prefect_server
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.private_server import server as database

    settings = load_settings()
    state = database.status(settings)
    owner = "private" if state.private else "your own"
    if state.running:
        click.echo(f"Database  {state.address}  {state.version}  ({owner})")
        click.echo(f"          {state.tls}")
    else:
        click.echo(" ".join(part for part in ("Database ", state.address, state.note, f"({owner})") if part))
    click.echo(f"Prefect   {prefect_server.status(settings)}")
    if not state.running:
        raise click.exceptions.Exit(1)


@server.command()
@click.option("--account", type=click.Choice(ACCOUNT_NAMES), required=True, help="Whose URL to print.")
def url(account: str) -> None:
    """Print an account's SQLAlchemy URL, password included.

    \b
    Example:
        mca server url --account analyst
    """
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.connections import ACCOUNTS, account_url

    chosen = next(name for name in ACCOUNTS if name == account)
    click.echo(account_url(load_settings(), chosen).render_as_string(hide_password=False))


@server.command()
def env() -> None:
    """Print what dbt by hand needs, as lines for the shell. The password is among them.

    \b
    Example:
        eval "$(mca server env)" && cd dbt_project && dbt run
    """
    import shlex

    from python_jobs.settings import load_settings
    from python_jobs.warehouse.dbt_environment import dbt_environment

    for name, value in dbt_environment(load_settings()).items():
        click.echo(f"export {name}={shlex.quote(value)}")


@server.command()
@click.argument("kind", type=click.Choice(["mysql", "mariadb"]), required=False)
@click.option("--system", is_flag=True, help="Install the system's package instead; needs root.")
@click.option("--if-missing", is_flag=True, help="Only if there is none, in whichever way works here.")
def install(kind: str | None, system: bool, if_missing: bool) -> None:
    """Install a database server without root, into .servers/ (MCA_SERVER_PREFIX).

    \b
    Examples:
        mca server install mariadb
        mca server install mysql
    """
    from python_jobs.settings import load_settings
    from python_jobs.warehouse.private_server.server_install import (
        install_missing,
        install_private,
        install_system,
    )
    from python_jobs.warehouse.private_server.server_programs import KINDS

    settings = load_settings()
    chosen = next((name for name in KINDS if name == kind), None)
    if if_missing:
        program = install_missing(settings, chosen)
    elif system:
        program = install_system(settings, chosen or "mariadb")
    else:
        program = install_private(settings, chosen or "mariadb")
    if program is not None:
        click.echo(
            f"{program.kind} {program.version[0]}.{program.version[1]} is ready: {program.command[-1]}"
        )
