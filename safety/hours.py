"""Times that say no more than the hour: a minute would say when somebody was here (pure)."""

import datetime as dt


def full_hour(moment: dt.datetime) -> dt.datetime:
    """Return the next full hour, or the moment itself if it is one."""
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return whole if whole == moment else whole + dt.timedelta(hours=1)
