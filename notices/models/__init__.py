from notices.models.audience import Group
from notices.models.comments import NoticeComment
from notices.models.files import FileKind, NoticeFile
from notices.models.notices import (
    NEWCOMER_LOOKS_BACK,
    Notice,
    NoticeCategory,
    NoticePlace,
    NoticeRead,
    NoticeState,
)
from notices.models.reach import BoardPhoto, GroupRobot, Told, Way
from notices.models.shares import NoticeShare

__all__ = [
    "NEWCOMER_LOOKS_BACK",
    "BoardPhoto",
    "FileKind",
    "Group",
    "GroupRobot",
    "Notice",
    "NoticeCategory",
    "NoticeComment",
    "NoticeFile",
    "NoticePlace",
    "NoticeRead",
    "NoticeShare",
    "NoticeState",
    "Told",
    "Way",
]
