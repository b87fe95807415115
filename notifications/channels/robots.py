"""What a robot says in a chat group, for everyone there to read."""

from notifications import messages, robots
from notifications.channels.base import Rejected
from notifications.channels.lines import speak
from notifications.models import Message, Robot


class RobotChannel:
    def send(self, message: Message) -> None:
        robot = Robot.objects.filter(pk=message.address.removeprefix("robot:"), ended_at=None).first()
        if robot is None:
            raise Rejected("the robot has left its group", for_good=True)
        if not robots.is_allowed(robot.url):
            raise Rejected("the robot's address is not one of a chat group's", for_good=True)
        title, text = messages.robot_of(message)
        speak(robot.url, title=title, text=text)

    def close(self) -> None:
        pass
