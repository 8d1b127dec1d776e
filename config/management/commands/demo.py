from config.management.commands import serve
from sessions import demo
from sessions.demo import cast


class Command(serve.Command):
    help = "Run the whole app with a first small circle to look around in, on this computer."

    def add_content(self) -> None:
        demo.load()

    def first_steps(self, near: str) -> list[str]:
        if cast.is_here():
            return []
        return ["Somebody is here already, so the demo added nobody. Name another folder in VAR."]
