"""One loader per format, each from a file's content to a `Document`; `files.load` chooses by suffix and refuses what cannot be read."""
