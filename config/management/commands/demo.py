from django.core.management.base import CommandError

from config.management.commands import serve
from sessions import demo
from sessions.demo import cast

NOT_A_DEMO = "This site is not the demo, so nothing was changed. Name another folder in VAR."


class Command(serve.Command):
    help = "Run the whole app with a circle to look around in, on this computer."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--reset",
            action="store_true",
            help="load the demo anew; what was written in it is gone, and nothing is asked",
        )

    def handle(self, host, port, *, reset=False, **options):
        self.reset = reset
        super().handle(host, port, **options)

    def add_content(self) -> None:
        if self.reset and not demo.reset():
            raise CommandError(NOT_A_DEMO)
        demo.load()

    def first_steps(self, near: str) -> list[str]:
        if cast.is_here():
            return []
        return ["Somebody is here already, so the demo added nobody. Name another folder in VAR."]
