"""The only home of botbuilder: HTTP edge, authentication, Activity → event, reply → Activity, cards.

A port to the SDK's successor replaces this package and nothing else. `edge` takes requests, `turns` runs one activity through the
conversation, `translate` and `render` are the two directions of translation.
"""
