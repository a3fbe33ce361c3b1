"""What the programme says and how a question is decided. Pure and synchronous: no chat, no network, no database,
but where an index keeps its vectors in one.

Start at `desk.Desk.ask`. `models` and `answers` are the values, `pack` reads a programme's declared knowledge, `index` a built one,
`reader` understands what is asked as a `question`, `threads` what it takes up of earlier ones, `facts` and `conditions` what holds,
`retriever` ranks records, `decision` decides, `wording` says it;
`calibration` and `evaluation` measure all of that.
Only `adapters` may import faiss, pgvector, sentence-transformers, onnxruntime or bm25s.
"""
