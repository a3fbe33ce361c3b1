"""What the programme says and how a question is decided. Pure and synchronous: no chat, no network, no database,
but where an index keeps its vectors in one.

Start at `desk.Desk.ask`. `models` and `answers` are the values, `pack` reads a programme's declared knowledge, `index` a built one,
`reader` understands what is asked as a `question`, `asking` what it wants, `threads` what it takes up of earlier ones,
`facts` and `conditions` what holds, `rows` are the texts that records are found by, `small_talk` are examples of what asks for none,
`retriever` ranks records as `hits`, `decision` decides, `wording` says it;
`golden` are questions with proven answers, `calibration` and `evaluation` measure on them.
Only `adapters` may import faiss, pgvector, sentence-transformers, onnxruntime or bm25s.
"""
