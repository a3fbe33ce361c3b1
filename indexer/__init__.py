"""Sources become records and passages, and these a published index. Run by hand, by CI or on a schedule, never by the bot.

`loaders` read files into documents, `extract` finds tasks and scope rules in them, `sections` and `chunking` make passages of the rest;
`reading` does all of it for one document, `build` for a pack, where an `engine` says; `encoders` exports the encoder once, `publish` writes
the index, `quantize` one with a smaller encoder, `remembered` knows what need not be read again; `summary`, `review`, `drift`, `plots` look
at it, `calibrate` learns from it, `report` shows what was found; `cli` is the command `onramp-index`, and `jobs` what it does.
Imports `knowledge`, never `bot`.
"""
