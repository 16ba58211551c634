"""`baton run`: serve."""

from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import credentials_option, storage_options

if TYPE_CHECKING:
    from aiohttp.web import AppRunner

    from bot.app import Baton
    from bot.knowledge import Knowledge
    from bot.settings import Settings


@click.command(short_help="Serve the widget, the console and the API.")
@click.option("--host", metavar="ADDRESS", help="Address to listen on.  [default: 127.0.0.1]")
@click.option("--port", type=int, metavar="N", help="Port to listen on; 0 takes a free one.  [default: 8080]")
@credentials_option
@storage_options
def run(host: str | None, port: int | None, **files: Any) -> None:
    """Serve the widget, the console and the API from this one process.

    Every setting can also be given as BATON_… in the environment, nested ones with __ :
    BATON_PORT=9000, BATON_ORDERS__URL=https://shop.example/orders/{number}.
    """
    import asyncio

    from bot.app import only_process, prepare_database
    from bot.cli.encoder import ensure_encoder
    from bot.cli.logs import set_up_logs
    from bot.knowledge import load_knowledge
    from bot.settings import read_settings

    settings = read_settings(host=host, port=port, **files)
    _tell_of_credentials(settings)
    set_up_logs(settings.log_level)
    encoder = ensure_encoder(settings, tell=_say)
    with only_process(settings.data):
        prepare_database(settings, tell=_say)
        knowledge = load_knowledge(settings, encoder)
        asyncio.run(_serve(settings, knowledge))


def _tell_of_credentials(settings: "Settings") -> None:
    """Name the blocks of Rasa's file that nobody reads here."""
    import os

    from bot.credentials import read_credentials

    if settings.credentials is not None:
        passed_over = read_credentials(settings.credentials, os.environ).passed_over
        if passed_over:
            _say(f"{settings.credentials}: passed over: {', '.join(passed_over)} (only `facebook` is read)")


async def _serve(settings: "Settings", knowledge: "Knowledge") -> None:
    import asyncio
    import signal

    from aiohttp import web

    from bot.app import opened
    from bot.conversation.errors import BadConfiguration

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    signals = (signal.SIGINT, signal.SIGTERM)

    def told() -> None:
        stop.set()
        # Who says so a second time does not want to wait.
        for number in signals:
            loop.remove_signal_handler(number)

    for number in signals:
        loop.add_signal_handler(number, told)
    async with opened(settings, knowledge) as baton:
        runner = web.AppRunner(baton.web, access_log=None, shutdown_timeout=3)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, settings.host, settings.port).start()
            except OSError as error:
                where = f"{settings.host}:{settings.port}"
                raise BadConfiguration(f"cannot listen on {where}: {error.strerror}; choose another --port") from error
            await _greet(baton, runner)
            await stop.wait()
        finally:
            await runner.cleanup()


async def _greet(baton: "Baton", runner: "AppRunner") -> None:
    """Say where everything is; where nobody can sign in yet, how the first agent does."""
    from bot.cli.agents import first_agent

    address, port = runner.addresses[0][:2]
    base = f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
    first = await first_agent(baton.agents, clock=baton.clock)
    _say("")
    _say(f"  Demo shop      {base}/")
    _say(f"  Agent console  {base}/console")
    _say(f"  API docs       {base}/api/docs")
    if first is not None:
        email, code = first
        _say("")
        _say("  First sign-in as an agent (works once, within 24 hours; choose a password there):")
        _say(f"  {base}/console#code={code}")
        _say(f"  From then on: {email} and your password.")
    _say("")
    _say("  Stop with Ctrl-C.")
    _say("")


def _say(text: str) -> None:
    click.echo(text)
