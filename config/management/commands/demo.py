from config.management.commands import serve
from sessions import demo


class Command(serve.Command):
    help = "Run the whole app with a first small circle to look around in, on this computer."

    def add_content(self) -> None:
        demo.load()
