"""The only home of faiss, pgvector, bm25s, sentence-transformers and onnxruntime: each wraps one of them behind `knowledge.ports`."""
