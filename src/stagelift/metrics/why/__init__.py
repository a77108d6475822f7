"""Why a measure moved, which stage holds the journey back, and where customers leak out of it."""
