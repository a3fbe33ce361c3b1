"""Finding tasks and scope rules in documents, as the pack's readings, statements, referrals, qualifiers and matrices declare.

`document.extract` is the door; nothing here knows a programme.
"""
