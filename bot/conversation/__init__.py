"""What the bot says to what a person does: one small handler per thing a person can do. No Bot Framework, no SQL.

`events` are what people do, `submissions` what their cards send, `replies` what they get, `ports` what a handler asks of the outside;
`router.handle` finds the handler.
"""
