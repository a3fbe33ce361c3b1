"""Sources become records and passages, and these a published index. Run by hand, by CI or on a schedule, never by the bot.

`loaders` read files into documents, `extract` finds tasks and scope rules in them, `sections` and `chunking` make passages of the rest;
`build` does all of it for a pack, `publish` writes the index; `summary`, `review`, `drift` look at it;
`cli` is the command `onramp-index`.
Imports `knowledge`, never `bot`.
"""
