"""The command line, ``mca``. Everything heavy is imported by the command that needs it."""

import sys
from typing import Any

import click

from python_jobs.commands import data, pipeline
from python_jobs.commands.accounts import accounts
from python_jobs.commands.alerts import alerts
from python_jobs.commands.batch import batch
from python_jobs.commands.publication import publication
from python_jobs.commands.report import report
from python_jobs.commands.segment import segment
from python_jobs.commands.server import server
from python_jobs.dbt_process import start_early
from python_jobs.errors import McaError
from python_jobs.printable import printable_lines
from python_jobs.stop_signals import Stopped, stoppable

INTERRUPTED = 130  # what shells report for a program that Ctrl-C has ended


class ActionableErrors(click.Group):
    """Ends expected failures with their message and exit code, never with a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            with stoppable():
                return super().invoke(context)
        except McaError as error:
            _note(error, error.exit_code)
            click.echo(f"Error: {printable_lines(str(error))}", err=True)
            sys.exit(error.exit_code)
        except KeyboardInterrupt as stop:
            click.echo("Interrupted.", err=True)
            sys.exit(stop.exit_code if isinstance(stop, Stopped) else INTERRUPTED)
        except OSError as error:
            from python_jobs.disk_space import explained

            told = explained(error)
            _note(error, 70 if told is None else told.exit_code)
            if told is None:
                raise
            click.echo(f"Error: {printable_lines(str(told))}", err=True)
            sys.exit(told.exit_code)
        except click.ClickException as refused:  # wrong usage; click says it
            _note(refused, refused.exit_code)
            raise
        except (click.exceptions.Exit, click.Abort):  # --help, among others
            raise
        except Exception as error:
            if not _is_database_error(error):
                _note(error, 70)
                raise
            from python_jobs.disk_space import want_of_room
            from python_jobs.settings import load_settings

            _note(error, 1)
            said = printable_lines(str(getattr(error, "orig", error)))
            click.echo(f"Error: the database says: {said}{want_of_room(load_settings())}", err=True)
            click.echo("`mca server status` tells whether it runs.", err=True)
            sys.exit(1)


def _note(error: BaseException, exit_code: int) -> None:
    from python_jobs.command_log import note_failure

    note_failure(error, exit_code)


def _is_database_error(error: Exception) -> bool:
    """Whether an error came from the database: then SQLAlchemy is imported, otherwise it need not be."""
    if "sqlalchemy" not in sys.modules:
        return False
    from sqlalchemy.exc import DBAPIError

    return isinstance(error, DBAPIError)


@click.group(cls=ActionableErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="campaign-analytics", prog_name="mca")
@click.option("--log-json", is_flag=True, help="Log as JSON lines, to the file and to stderr.")
@click.pass_context
def main(context: click.Context, log_json: bool) -> None:
    """Campaign analytics: audited marketing marts in MySQL, customer segments and reports.

    Everything is logged to .mca/logs/mca.log.

    \b
    Start here:
        mca run --demo
    """
    if context.invoked_subcommand == pipeline.run.name:
        start_early()  # before anything else is imported here
    from python_jobs.command_log import start_logging

    start_logging(as_json=log_json)
    from python_jobs.frugality import be_frugal

    be_frugal()


for command in (
    pipeline.run,
    data.ingest,
    data.demo,
    report,
    pipeline.publish,
    pipeline.schedule,
    alerts,
    batch,
    publication,
    segment,
    server,
    accounts,
):
    main.add_command(command)
