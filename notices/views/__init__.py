from notices.views import reading, writing

__all__ = ["reading", "writing"]
