"""The command line, ``mca``. Everything heavy is imported by the command that needs it."""

import sys
from typing import Any

import click

from python_jobs.commands.server import server
from python_jobs.errors import McaError


class ActionableErrors(click.Group):
    """Ends expected failures with their message and exit code, never with a traceback."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(context)
        except McaError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(error.exit_code)


@click.group(cls=ActionableErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="campaign-analytics", prog_name="mca")
def main() -> None:
    """Campaign analytics: audited marketing marts in MySQL, customer segments and reports.

    \b
    Start here:
        mca run --demo
    """


main.add_command(server)
