"""How the machine says no: in words for the user."""


class Refused(Exception):
    """A step that cannot be taken; the message says why and what to do, in the user's words."""


class NotYours(Refused):
    """The user holds no role by which this step may be taken."""


class Stale(Refused):
    """Somebody else was faster: the matter is no longer what the user saw."""
