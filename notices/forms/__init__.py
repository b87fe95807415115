from notices.forms.deciding import PublishForm, SendBackForm, WithdrawForm
from notices.forms.files import FileForm
from notices.forms.hours import HourForm
from notices.forms.notices import NoticeForm
from notices.forms.robots import RobotForm

__all__ = ["FileForm", "HourForm", "NoticeForm", "PublishForm", "RobotForm", "SendBackForm", "WithdrawForm"]
