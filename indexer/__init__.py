"""Sources become records and passages, and these a published index. Run by hand, by CI or on a schedule, never by the bot.

`loaders` read files into documents, `extract` finds tasks and scope rules in them, `sections` and `chunking` make passages of the rest;
`reading` does all of it for one document, `build` for a pack, where an `engine` says; `encoders` exports the encoder once, `publish` writes
the index, `remembered` knows what need not be read again; `summary`, `review`, `drift` look at it; `cli` is the command `onramp-index`.
Imports `knowledge`, never `bot`.
"""
