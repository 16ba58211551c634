"""The commands. Nothing heavy is imported before a command runs, so that `--help` answers at once."""

import sys

import click

from bot import __version__
from bot.cli.agents import agents
from bot.cli.data import data
from bot.cli.distil import distil
from bot.cli.encoder import encoder
from bot.cli.lessons import lessons
from bot.cli.messenger import messenger
from bot.cli.migrate import migrate
from bot.cli.policy import policy
from bot.cli.pretrain import pretrain
from bot.cli.repeats import repeats
from bot.cli.replay import replay
from bot.cli.route import route
from bot.cli.run import run
from bot.cli.shell import shell
from bot.cli.test import test
from bot.cli.train import train
from bot.cli.tune import tune
from bot.cli.waits import waits
from bot.conversation.errors import BotError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="baton")
def baton() -> None:
    """Baton answers customers, and hands them to a person where a person is wanted.

    \b
    baton run                     serve the demo shop, the console and the API
    baton shell                   chat in the terminal and see why the bot does what it does
    baton agents add ANA EMAIL    let somebody answer customers
    """


_LIVE = (run, shell, agents, messenger, migrate)
_LEARNT = (route, policy, replay, repeats, waits, lessons, tune, train, test, encoder, distil, pretrain, data)
for _command in (*_LIVE, *_LEARNT):
    baton.add_command(_command)


def main() -> None:
    """Run the command line; a mistake of its user is one message, without a stack."""
    try:
        baton()
    except BotError as error:
        click.echo(f"baton: {error.message}", err=True)
        sys.exit(2)
