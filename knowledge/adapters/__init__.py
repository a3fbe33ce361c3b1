"""The only home of faiss, bm25s, sentence-transformers and onnxruntime: each wraps one of them behind `knowledge.ports`."""
